package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of an {@link ImageTable}: an image, what it says about each head, and what else is known
 * of it, by column. Immutable.
 *
 * <pre>{@code
 * LabelledImage.of(ImageSource.of(photo), "2", labels).column("sender", "12")
 * }</pre>
 */
public final class LabelledImage {
  private final ImageSource source;
  private final Cells cells;
  private final @Nullable String file;
  private final long line;

  private LabelledImage(ImageSource source, Cells cells, @Nullable String file, long line) {
    this.source = source;
    this.cells = cells;
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
    return new LabelledImage(source, Cells.ofClass(imageClass, labels), null, 0);
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
    return new LabelledImage(source, Cells.ofHeads(Arguments.copy("labels", labels)), null, 0);
  }

  /** A row of its own. */
  static LabelledImage alone(ImageSource source, Cells cells) {
    return new LabelledImage(source, cells, null, 0);
  }

  /** A row of a file. */
  static LabelledImage inFile(String file, long line, ImageSource source, Cells cells) {
    return new LabelledImage(source, cells, file, line);
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
    return cells.imageClass();
  }

  /**
   * Returns what the class of the image means.
   *
   * @return the splitter, or empty if the image was labelled per head
   */
  public Optional<LabelSplitter> splitter() {
    return Optional.ofNullable(cells.labels());
  }

  /**
   * Returns what the image says about a head.
   *
   * @param head the head
   * @return the label
   * @throws IllegalArgumentException if the class is unknown, the head has no label, or its column
   *     holds something else than a label
   */
  public Label label(HeadSpec head) {
    return cells.label(Arguments.notNull("head", head));
  }

  /**
   * Returns what stands in a column, such as who sent the image. Every column of a table but the
   * path is there: labels as the table writes them, and the class as {@code class} unless a header
   * names it otherwise.
   *
   * @param name the name of the column
   * @return the text without spaces around it, which may be empty; nothing if there is no such
   *     column
   */
  public Optional<String> column(String name) {
    return cells.value(Arguments.notNull("name", name));
  }

  /**
   * Returns what stands in the columns.
   *
   * @return by name, in the order of the table; unmodifiable
   */
  public Map<String, String> columns() {
    return cells.byName();
  }

  /**
   * Returns the same row with one more column.
   *
   * @param name the name of the column, not blank
   * @param value what stands in it
   * @return a changed copy
   * @throws IllegalArgumentException if the name is blank, or that of the path
   * @throws IllegalStateException if there is such a column, whose value is named
   */
  public LabelledImage column(String name, String value) {
    String key = Arguments.notNull("name", name).strip();
    Arguments.notNull("value", value);
    if (key.isEmpty() || key.equals(cells.columns().path())) {
      throw new IllegalArgumentException(
          "a column may not be named \"" + ClassNames.visible(key) + "\"");
    }
    column(key)
        .ifPresent(
            before -> {
              throw new IllegalStateException(
                  "column \"" + key + "\" was already set to " + before);
            });
    return new LabelledImage(source, cells.with(key, value.strip()), file, line);
  }

  /** What stands beside the image. */
  Cells cells() {
    return cells;
  }

  @Override
  public String toString() {
    return origin();
  }
}
