package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of an {@link ImageTable}: an image, and what it says about each head. Immutable. */
public final class LabelledImage {
  private final ImageSource source;
  private final RowLabels labels;
  private final @Nullable String file;
  private final long line;

  private LabelledImage(ImageSource source, RowLabels labels, @Nullable String file, long line) {
    this.source = source;
    this.labels = labels;
    this.file = file;
    this.line = line;
  }

  /**
   * Returns an image of a class, whose labels a splitter gives.
   *
   * @param source the image
   * @param imageClass its class, a number or a name
   * @param labels what the class says about each head
   * @return the row
   * @throws IllegalArgumentException if the class is blank
   */
  public static LabelledImage of(ImageSource source, String imageClass, LabelSplitter labels) {
    Arguments.notNull("source", source);
    Arguments.notNull("imageClass", imageClass);
    Arguments.notNull("labels", labels);
    return new LabelledImage(source, RowLabels.ofClass(imageClass, labels), null, 0);
  }

  /**
   * Returns an image that was labelled per head.
   *
   * @param source the image
   * @param labels a label for every head of the model
   * @return the row
   */
  public static LabelledImage of(ImageSource source, Map<HeadSpec, Label> labels) {
    Arguments.notNull("source", source);
    Map<HeadSpec, Label> given = Arguments.copy("labels", labels);
    List<String> heads = given.keySet().stream().map(HeadSpec::name).toList();
    return new LabelledImage(
        source, new RowLabels.OfHeads(heads, List.copyOf(given.values())), null, 0);
  }

  /** A row of a file. */
  static LabelledImage inFile(String file, long line, ImageSource source, RowLabels labels) {
    return new LabelledImage(source, labels, file, line);
  }

  /**
   * Returns the image.
   *
   * @return where the image comes from
   */
  public ImageSource source() {
    return source;
  }

  /**
   * Returns where this row stands, for messages.
   *
   * @return file and line, such as {@code train.csv:12}, or the image's name
   */
  public String origin() {
    return file == null ? source.name() : file + ":" + line;
  }

  /**
   * Returns the class of the image.
   *
   * @return the class, or empty if the image was labelled per head
   */
  public Optional<String> imageClass() {
    return labels.imageClass();
  }

  /**
   * Returns what the class of the image means.
   *
   * @return the splitter, or empty if the image was labelled per head
   */
  public Optional<LabelSplitter> splitter() {
    return labels.splitter();
  }

  /**
   * Returns what the image says about a head.
   *
   * @param head the head
   * @return the label
   * @throws IllegalArgumentException if the class is unknown or the head has no label
   */
  public Label label(HeadSpec head) {
    return labels.of(Arguments.notNull("head", head));
  }

  @Override
  public String toString() {
    return origin();
  }

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
}
