package io.github.twohead;

import io.github.twohead.spi.ClassNames;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an image says about each head. Rows that say the same share it. */
sealed interface RowLabels {

  /** The label of a head; throws IllegalArgumentException if there is none. */
  Label of(HeadSpec head);

  /** The class, if it decides. */
  default Optional<String> imageClass() {
    return Optional.empty();
  }

  /** What the class means. */
  default Optional<LabelSplitter> splitter() {
    return Optional.empty();
  }

  /** By class. */
  static RowLabels ofClass(String imageClass, LabelSplitter labels) {
    String name = imageClass.strip();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the class is empty");
    }
    return new OfClass(name, labels);
  }

  /** A class, and what it means. */
  record OfClass(String name, LabelSplitter labels) implements RowLabels {
    @Override
    public Label of(HeadSpec head) {
      // a splitter that looks classes up in a map easily gives null, against its contract
      return Optional.ofNullable(label(head))
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "the label splitter gives no label for " + place(head)));
    }

    private @Nullable Label label(HeadSpec head) {
      try {
        return labels.label(head, name);
      } catch (RuntimeException e) {
        if (e.getClass() == IllegalArgumentException.class && e.getMessage() != null) {
          throw e;
        }
        throw new IllegalArgumentException(
            "the label splitter fails for " + place(head) + ": " + e, e);
      }
    }

    private String place(HeadSpec head) {
      return "head \"" + head + "\" and class \"" + ClassNames.visible(name) + "\"";
    }

    @Override
    public Optional<String> imageClass() {
      return Optional.of(name);
    }

    @Override
    public Optional<LabelSplitter> splitter() {
      return Optional.of(labels);
    }
  }

  /** A label for each of several heads, by name. */
  record OfHeads(List<String> heads, List<Label> labels) implements RowLabels {
    @Override
    public Label of(HeadSpec head) {
      int place = heads.indexOf(head.name());
      if (place < 0) {
        throw new IllegalArgumentException(
            "no label for head \"" + head + "\": there are labels for " + heads);
      }
      return labels.get(place);
    }
  }
}
