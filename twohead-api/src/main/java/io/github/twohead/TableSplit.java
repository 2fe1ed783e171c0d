package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.Partition.Group;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.DataProblems;
import io.github.twohead.spi.Once;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Splits a table into parts, or into folds for cross-validation; each setting can be given once.
 *
 * <p>Photos of one sender, of one video or from one source resemble each other. A random split puts
 * them on both sides, and scores are then far better than they will be on photos from elsewhere:
 * name the column that tells them apart as {@linkplain #groupBy group}. Rows of the same image file
 * stay together in any case. The same table, settings and seed give the same parts on every
 * machine; rows keep their order. Not safe for several threads.
 *
 * <pre>{@code
 * List<ImageTable> parts =
 *     table.split().groupBy("sender").stratifyBy(screen).seed(1).parts(0.7, 0.15, 0.15);
 * }</pre>
 *
 * <p>Groups are not cut, so that parts have about the share that is wanted of all rows, and of the
 * rows of each label or text to stratify by.
 */
@CanIgnoreReturnValue
public final class TableSplit {
  private static final long DEFAULT_SEED = 42;
  private static final int MAX_FOLDS = 1000;
  private static final double ROUNDING = 1e-6;

  private final ImageTable table;
  private final Once<String> group = new Once<>("groupBy");
  private final Once<List<HeadSpec>> heads = new Once<>("stratifyBy");
  private final Once<List<String>> columns = new Once<>("stratifyBy");
  private final Once<Long> seed = new Once<>("seed");

  TableSplit(ImageTable table) {
    this.table = table;
  }

  /** One part of the rows of a table. */
  record Part(
      List<LabelledImage> images,
      boolean skipsUnreadableImages,
      boolean allowsRepeatedRows,
      List<String> notes)
      implements ImageTable {

    static Part of(ImageTable table, List<LabelledImage> images) {
      return new Part(
          images, table.skipsUnreadableImages(), table.allowsRepeatedRows(), table.notes());
    }
  }

  /**
   * A table once split for cross-validation.
   *
   * @param train the images to learn from
   * @param validation the others; each image of the table is in the validation of one fold
   */
  public record Fold(ImageTable train, ImageTable validation) {

    public Fold {
      Arguments.notNull("train", train);
      Arguments.notNull("validation", validation);
    }
  }

  /**
   * Keeps rows together that agree in a column, such as {@code sender}; each row by itself when not
   * given.
   *
   * @param column the name of the column
   * @return this
   */
  public TableSplit groupBy(String column) {
    group.set(Arguments.notNull("column", column));
    return this;
  }

  /**
   * Gives every part its share of the rows of each label; labels are left to chance when not given.
   *
   * @param heads whose labels
   * @return this
   */
  public TableSplit stratifyBy(HeadSpec... heads) {
    this.heads.set(Arguments.copy("heads", Arrays.asList(Arguments.notNull("heads", heads))));
    return this;
  }

  /**
   * Gives every part its share of the rows of each text in some columns, such as {@code class}.
   *
   * @param columns the names of the columns
   * @return this
   */
  public TableSplit stratifyBy(String... columns) {
    this.columns.set(
        Arguments.copy("columns", Arrays.asList(Arguments.notNull("columns", columns))));
    return this;
  }

  /**
   * Sets the seed of chance; 42 when not given.
   *
   * @param number any number
   * @return this
   */
  public TableSplit seed(long number) {
    seed.set(number);
    return this;
  }

  /**
   * Splits the table into parts.
   *
   * @param shares of each part the share of the rows, such as 0.7, 0.15 and 0.15
   * @return the parts, in the order of their shares
   * @throws IllegalArgumentException if there are less than two shares, one is not above 0, they do
   *     not sum to 1, or the table has no such column
   * @throws DataException if the table has problems, there are fewer groups than parts, a row has
   *     no group or no label, or what is stratified by is too rare for every part to get it
   */
  @CheckReturnValue
  public List<ImageTable> parts(double... shares) {
    Arguments.notNull("shares", shares);
    String given = Arrays.stream(shares).mapToObj(Checks::text).collect(Collectors.joining(", "));
    if (shares.length < 2) {
      throw new IllegalArgumentException("parts must be at least 2, but are [" + given + "]");
    }
    DoubleStream.of(shares).forEach(share -> Checks.aboveZero("each of the parts", share, 1));
    double sum = DoubleStream.of(shares).sum();
    if (Math.abs(sum - 1) > ROUNDING) {
      throw new IllegalArgumentException(
          "parts must sum to 1, but ["
              + given
              + "] sum to "
              + Checks.text(Math.rint(sum * 1e6) / 1e6));
    }
    List<LabelledImage> rows = table.images();
    int[] parts = assign(rows, shares, "parts");
    return IntStream.range(0, shares.length)
        .<ImageTable>mapToObj(part -> part(rows, row -> parts[row] == part))
        .toList();
  }

  /**
   * Splits the table for cross-validation.
   *
   * @param count into how many folds, 2 to 1000
   * @return the folds
   * @throws IllegalArgumentException if the count is out of its range, or the table has no such
   *     column
   * @throws DataException as for {@link #parts}
   */
  @CheckReturnValue
  public List<Fold> folds(int count) {
    Checks.inRange("folds", count, 2, MAX_FOLDS);
    double[] shares = new double[count];
    Arrays.fill(shares, 1.0 / count);
    List<LabelledImage> rows = table.images();
    int[] parts = assign(rows, shares, "folds");
    return IntStream.range(0, count)
        .mapToObj(
            fold ->
                new Fold(
                    part(rows, row -> parts[row] != fold), part(rows, row -> parts[row] == fold)))
        .toList();
  }

  private Part part(List<LabelledImage> rows, IntPredicate wanted) {
    return Part.of(
        table, IntStream.range(0, rows.size()).filter(wanted).mapToObj(rows::get).toList());
  }

  /** Of each row its part. */
  private int[] assign(List<LabelledImage> rows, double[] shares, String what) {
    DataProblems problems = new DataProblems();
    problems.addAll(table.problems());
    List<String> groups =
        group.optional().map(column -> Groups.ofColumn(rows, column, problems)).orElse(List.of());
    Strata strata = new Strata(rows);
    heads.orElse(List.of()).forEach(head -> strata.add(head, problems));
    columns.orElse(List.of()).forEach(column -> strata.add(column, problems));
    problems.throwIfAny();
    int[] groupOf = Groups.of(rows, groups);
    int count = IntStream.of(groupOf).max().orElse(-1) + 1;
    if (count < shares.length) {
      throw new DataException(List.of(tooFew(count, shares.length + " " + what)));
    }
    List<Group> counted = strata.groups(groupOf, count);
    strata.check(counted, shares.length, what, problems);
    problems.throwIfAny();
    int[] parts = Partition.of(counted, shares, new Random(seed.orElse(DEFAULT_SEED)));
    return IntStream.of(groupOf).map(index -> parts[index]).toArray();
  }

  private String tooFew(int count, String parts) {
    String groups =
        group.optional().map(column -> "groups in the column \"" + column + "\"").orElse("images");
    return "too few " + groups + " for " + parts + ": " + count;
  }
}
