package io.github.twohead;

import io.github.twohead.spi.Arguments;
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
}
