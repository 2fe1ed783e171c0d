package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.nio.file.Path;
import java.util.List;

/**
 * Images with their labels, in order.
 *
 * <p>A CSV file, a list, or a lambda: {@code ImageTable table = () -> rows;}. Training checks its
 * tables before it starts, evaluation while it goes on; both report all problems at once. Rows that
 * repeat an image file count each time; they are a problem if their labels contradict each other.
 */
@FunctionalInterface
public interface ImageTable {

  /**
   * Returns the rows.
   *
   * @return the rows, the same at every call
   */
  List<LabelledImage> images();

  /**
   * Returns what was wrong with the rows that could not be read.
   *
   * @return the problems with file and line; empty unless the table was read from a file
   */
  default List<String> problems() {
    return List.of();
  }

  /**
   * Says whether evaluation and export leave out images that cannot be read, and count them in
   * {@link Scores#skipped}, instead of ending with a list of them. Training is told by {@link
   * Trainer#skipUnreadableImages}.
   *
   * @return whether they do; by default not
   */
  default boolean skipsUnreadableImages() {
    return false;
  }

  /**
   * Says whether rows are repeated on purpose, so that evaluation does not warn of them. Training
   * is told by {@link Trainer#allowRepeatedRows}.
   *
   * @return whether they are; by default not
   */
  default boolean allowsRepeatedRows() {
    return false;
  }

  /**
   * Returns a table of given rows.
   *
   * @param images the rows
   * @return the table
   */
  static ImageTable of(List<LabelledImage> images) {
    List<LabelledImage> rows = Arguments.copy("images", images);
    return () -> rows;
  }

  /**
   * Reads rows of a path and a class, such as {@code documents/img_1.jpg | 0}.
   *
   * <p>Fields may have spaces around them and may be quoted. Their separator is the first of {@code
   * |}, a tab, {@code ;} and {@code ,} that the first row has outside of quotes, so that a path may
   * hold a comma. A first row whose first field has no dot and no slash, and is no file, is a
   * header. Paths are relative to the CSV file's folder. The text is UTF-8. Rows that cannot be
   * read become {@link #problems}.
   *
   * @param csv the file
   * @param labels what each class says about each head
   * @return the table
   * @throws DataException if the file itself cannot be read
   */
  static ImageTable readCsv(Path csv, LabelSplitter labels) {
    return CsvTable.ofClasses(Arguments.notNull("csv", csv), Arguments.notNull("labels", labels));
  }

  /**
   * Reads rows of a path and one label per head, under a header such as {@code path,screen,glare}.
   *
   * <p>A label is {@code 1} (yes), {@code 0} (no) or nothing (unknown). Otherwise the file is as
   * for {@link #readCsv(Path, LabelSplitter)}.
   *
   * @param csv the file, with the names of the heads in its header
   * @return the table
   * @throws DataException if the file itself cannot be read, or has no header
   */
  static ImageTable readCsv(Path csv) {
    return CsvTable.ofHeads(Arguments.notNull("csv", csv));
  }
}
