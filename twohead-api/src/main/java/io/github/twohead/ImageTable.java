package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.nio.file.Path;
import java.util.Arrays;
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
   * Returns what may not be meant about the table although it can be used, such as files that were
   * left out. Training and evaluation log it.
   *
   * @return the notes, each a line; by default none
   */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Says whether evaluation and export leave out images that cannot be read, and count them in
   * {@link Evaluation#skipped}, instead of ending with a list of them. Training is told by {@link
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
   * Hears how far evaluation has come; the thread that asked for it calls this.
   *
   * @param evaluated the images that have an answer so far, or were found to be unreadable
   * @param total all images of which some head knows the label
   */
  default void onEvaluated(int evaluated, int total) {}

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
   * Starts to split the rows at random, by group or by strata.
   *
   * @return a way to split this table
   */
  default TableSplit split() {
    return new TableSplit(this);
  }

  /**
   * Writes the rows into a CSV file that {@link #readCsv(Path, LabelSplitter)} or {@link
   * #readCsv(Path)} reads, with every {@linkplain LabelledImage#columns column}, under a header.
   * Paths are written relative to the file's folder. A file that is there is replaced at once or
   * not at all.
   *
   * @param file the file to write, in a folder that exists
   * @throws IllegalArgumentException if an image is not in a file
   * @throws DataException if the table has problems, or the file cannot be written
   */
  default void writeCsv(Path file) {
    CsvText.write(Arguments.notNull("file", file), this);
  }

  /**
   * Checks that no group is in two tables, as photos by one sender in training and validation would
   * be: scores would then say how well a sender is known.
   *
   * @param column the column that names the group, such as {@code sender}
   * @param tables the tables that shall share no group
   * @throws IllegalArgumentException if a table has no such column
   * @throws DataException if a group is in two tables, a row has none, or a table has problems
   */
  static void checkDisjoint(String column, ImageTable... tables) {
    Arguments.notNull("tables", tables);
    Groups.checkDisjoint(
        Arguments.notNull("column", column), Arguments.copy("tables", Arrays.asList(tables)));
  }

  /**
   * Reads folders of images: the name of each is the class of what is in it, as in torchvision's
   * {@code ImageFolder}.
   *
   * <p>Rows are in the order of their classes and paths. Folders in the folder of a class belong to
   * it; links are followed. An image is what {@linkplain ImageSource#isNamedAsImage is named as
   * one}. Hidden files, whose names begin with a dot, are left out; other files too, and images
   * beside the folders of classes, but {@link #notes} tells. A folder without an image is one of
   * the {@link #problems}.
   *
   * @param folder holds a folder for each class
   * @param labels what each class says about each head
   * @return the table
   * @throws DataException if there is no such folder, or there are no folders in it
   */
  static ImageTable readFolders(Path folder, LabelSplitter labels) {
    return FolderTable.read(
        Arguments.notNull("folder", folder), Arguments.notNull("labels", labels));
  }

  /**
   * Reads rows of a path and a class, such as {@code documents/img_1.jpg | 0}.
   *
   * <p>Fields may have spaces around them and may be quoted. Their separator is the first of {@code
   * |}, a tab, {@code ;} and {@code ,} that the first row has outside of quotes, so that a path may
   * hold a comma. A first row whose first field has no dot and no slash, and is no file, is a
   * header, and so is one with a field {@code path} or {@code class}. Paths are relative to the CSV
   * file's folder. The text is UTF-8. Rows that cannot be read become {@link #problems}. Lines that
   * begin with {@code #} are remarks, unless they name a file that is there; {@link #notes} tells
   * of those among the rows. A path that begins so may stand in quotes.
   *
   * <p>Under a header there may be more columns, which {@link LabelledImage#column} gives; the
   * class is then in the column {@code class}, and the path in the column {@code path} or else the
   * first one. A {@link CsvFormat} names others.
   *
   * @param csv the file
   * @param labels what each class says about each head
   * @return the table
   * @throws DataException if the file itself cannot be read, or has no column for the class
   */
  static ImageTable readCsv(Path csv, LabelSplitter labels) {
    return readCsv(csv, labels, CsvFormat.standard());
  }

  /**
   * Reads rows of a path and a class, and says which columns hold them.
   *
   * @param csv the file
   * @param labels what each class says about each head
   * @param format which columns hold what
   * @return the table
   * @throws DataException if the file itself cannot be read, or has no such columns
   */
  static ImageTable readCsv(Path csv, LabelSplitter labels, CsvFormat format) {
    return CsvTable.ofClasses(
        Arguments.notNull("csv", csv),
        Arguments.notNull("labels", labels),
        Arguments.notNull("format", format));
  }

  /**
   * Reads rows of a path and one label per head, under a header such as {@code
   * path,screen,glare,sender}.
   *
   * <p>A label is {@code 1} (yes), {@code 0} (no) or nothing (unknown), and of a categorical head
   * the name of a category or nothing. A head's labels are in the column of its name; all other
   * columns are kept as {@linkplain LabelledImage#column text}. So it shows only when a head asks
   * whether a column holds labels, and training reports it with file and line. Otherwise the file
   * is as for {@link #readCsv(Path, LabelSplitter)}.
   *
   * @param csv the file, with the names of the heads in its header
   * @return the table
   * @throws DataException if the file itself cannot be read, or has no header
   */
  static ImageTable readCsv(Path csv) {
    return readCsv(csv, CsvFormat.standard());
  }

  /**
   * Reads rows of a path and one label per head, and says which column holds the path.
   *
   * @param csv the file, with the names of the heads in its header
   * @param format which columns hold what
   * @return the table
   * @throws DataException if the file itself cannot be read, or has no such columns
   */
  static ImageTable readCsv(Path csv, CsvFormat format) {
    return CsvTable.ofHeads(Arguments.notNull("csv", csv), Arguments.notNull("format", format));
  }
}
