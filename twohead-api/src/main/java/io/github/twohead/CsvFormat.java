package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.Optional;

/**
 * Which columns of a CSV file hold what, where its header does not say so by {@code path} and
 * {@code class}. Each setting can be given once. Immutable.
 *
 * <pre>{@code
 * ImageTable.readCsv(csv, labels, CsvFormat.standard().path("file_name").imageClass("garment"))
 * }</pre>
 */
public final class CsvFormat {
  private static final CsvFormat STANDARD =
      new CsvFormat(new Once<>("path"), new Once<>("imageClass"));

  private final Once<String> path;
  private final Once<String> imageClass;

  private CsvFormat(Once<String> path, Once<String> imageClass) {
    this.path = path;
    this.imageClass = imageClass;
  }

  /**
   * Returns the default: the path is in the column {@code path} or else the first one, the class in
   * the column {@code class} or, of two columns, the other one.
   *
   * @return the default
   */
  public static CsvFormat standard() {
    return STANDARD;
  }

  /**
   * Returns the same with a column of paths. The file then has a header.
   *
   * @param column the name of the column
   * @return a changed copy
   */
  public CsvFormat path(String column) {
    return new CsvFormat(path.with(Arguments.notNull("column", column)), imageClass);
  }

  /**
   * Returns the same with a column of classes. The file then has a header. Where each head has a
   * column of its own, it is a column like any other.
   *
   * @param column the name of the column
   * @return a changed copy
   */
  public CsvFormat imageClass(String column) {
    return new CsvFormat(path, imageClass.with(Arguments.notNull("column", column)));
  }

  Optional<String> path() {
    return path.optional();
  }

  Optional<String> imageClass() {
    return imageClass.optional();
  }
}
