package io.github.twohead;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of an {@link ImageTable}: an image, and what it says about each head. Immutable. */
public final class LabelledImage {
  private final ImageSource source;
  private final String origin;
  private final Optional<String> imageClass;
  private final Labels labels;

  private interface Labels {
    Label of(HeadSpec head);
  }

  private LabelledImage(
      ImageSource source, String origin, Optional<String> imageClass, Labels labels) {
    this.source = source;
    this.origin = origin;
    this.imageClass = imageClass;
    this.labels = labels;
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
    return ofClass(source, source.name(), imageClass, labels);
  }

  /**
   * Returns an image that was labelled per head.
   *
   * @param source the image
   * @param labels a label for every head of the model
   * @return the row
   */
  public static LabelledImage of(ImageSource source, Map<HeadSpec, Label> labels) {
    Map<String, Label> byName = new LinkedHashMap<>();
    labels.forEach((head, label) -> byName.put(head.name(), label));
    return ofHeads(source, source.name(), byName);
  }

  static LabelledImage ofClass(
      ImageSource source, String origin, String imageClass, LabelSplitter labels) {
    String name = imageClass.strip();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the class is empty");
    }
    return new LabelledImage(source, origin, Optional.of(name), head -> label(labels, head, name));
  }

  static LabelledImage ofHeads(ImageSource source, String origin, Map<String, Label> labels) {
    Map<String, Label> byName = new LinkedHashMap<>(labels);
    return new LabelledImage(
        source,
        origin,
        Optional.empty(),
        head -> {
          Label label = byName.get(head.name());
          if (label == null) {
            throw new IllegalArgumentException(
                "no label for head \"" + head + "\": there are labels for " + byName.keySet());
          }
          return label;
        });
  }

  /** A splitter that looks classes up in a map easily gives null, against its contract. */
  private static Label label(LabelSplitter labels, HeadSpec head, String imageClass) {
    @Nullable Label label = labels.label(head, imageClass);
    if (label == null) {
      throw new IllegalArgumentException(
          "the label splitter gives no label for head \""
              + head
              + "\" and class \""
              + imageClass
              + "\"");
    }
    return label;
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
    return origin;
  }

  /**
   * Returns the class of the image.
   *
   * @return the class, or empty if the image was labelled per head
   */
  public Optional<String> imageClass() {
    return imageClass;
  }

  /**
   * Returns what the image says about a head.
   *
   * @param head the head
   * @return the label
   * @throws IllegalArgumentException if the class is unknown or the head has no label
   */
  public Label label(HeadSpec head) {
    return labels.of(head);
  }

  @Override
  public String toString() {
    return origin;
  }
}
