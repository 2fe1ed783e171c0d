package io.github.twohead;

import static io.github.twohead.TableSplitTest.SCREEN;
import static io.github.twohead.TableSplitTest.assertRefused;
import static io.github.twohead.TableSplitTest.count;
import static io.github.twohead.TableSplitTest.row;
import static io.github.twohead.TableSplitTest.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.TableSplit.Fold;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How evenly labels are spread over the parts of a table. */
class SplitBalanceTest {
  @Test
  void should_give_every_part_its_share_of_labels() {
    List<ImageTable> parts = rows(1000, 10).split().stratifyBy(SCREEN).parts(0.7, 0.2, 0.1);

    assertThat(parts).extracting(part -> part.images().size()).containsExactly(700, 200, 100);
    assertThat(parts)
        .extracting(part -> count(part, TableSplitTest::isPositive))
        .containsExactly(70L, 20L, 10L);
  }

  @Test
  void should_give_every_part_its_share_of_categories() {
    HeadSpec kind = HeadSpec.categorical("kind", "a", "b", "c");
    ImageTable table =
        ImageTable.of(
            IntStream.range(0, 120)
                .mapToObj(
                    i ->
                        LabelledImage.of(
                            ImageSource.of(Path.of(i + ".jpg")),
                            Map.of(kind, Label.category(i % 4 > 1 ? "c" : i % 4 > 0 ? "b" : "a"))))
                .toList());

    List<Fold> folds = table.split().stratifyBy(kind).folds(3);

    assertThat(folds)
        .allSatisfy(
            fold ->
                assertThat(
                        count(
                            fold.validation(), row -> row.label(kind).equals(Label.category("b"))))
                    .isEqualTo(10));
    assertRefused(
        table.split().stratifyBy(kind),
        31,
        "2 problems in the data:\n  images that are \"a\" for head \"kind\": 30, but 31 folds need");
  }

  @Test
  void should_give_every_part_its_share_of_texts_and_labels_at_once() {
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(row(i, i % 6 == 0).column("kind", List.of("a", "b", "", "b").get(i % 4)));
    }

    List<ImageTable> parts =
        ImageTable.of(rows).split().stratifyBy(SCREEN).stratifyBy("kind").parts(0.5, 0.5);

    assertThat(parts)
        .allSatisfy(
            part -> {
              assertThat(part.images()).hasSize(150);
              assertThat(count(part, TableSplitTest::isPositive)).isEqualTo(25);
              assertThat(count(part, row -> row.column("kind").equals(row.column("none"))))
                  .isZero();
              assertThat(count(part, row -> row.columns().get("kind").equals("a")))
                  .isBetween(37L, 38L);
              assertThat(count(part, row -> row.columns().get("kind").isEmpty()))
                  .isBetween(37L, 38L);
            });
  }

  /** Rows, positives, and how far scikit-learn's folds are off: from split_golden.py. */
  @ParameterizedTest
  @CsvSource({
    "0, 1014, 63, 0.0038, 0.0260",
    "1, 906, 67, 0.0078, 0.0266",
    "2, 1191, 86, 0.0035, 0.0274",
    "3, 907, 65, 0.0057, 0.0308",
    "4, 1114, 64, 0.0008, 0.0125",
    "5, 984, 56, 0.0064, 0.0500"
  })
  void should_balance_folds_as_well_as_scikit_learn(
      int number, int rows, int positives, double size, double positive) {
    ImageTable table = skewed(number);
    assertThat(table.images()).hasSize(rows);
    assertThat(count(table, TableSplitTest::isPositive)).isEqualTo(positives);

    double offSize = 0;
    double offPositive = 0;
    for (int seed = 0; seed < 10; seed++) {
      List<Fold> folds = table.split().groupBy("sender").stratifyBy(SCREEN).seed(seed).folds(5);
      offSize += off(folds, row -> true, rows) / 10;
      offPositive += off(folds, TableSplitTest::isPositive, positives) / 10;
    }

    assertThat(offSize).isLessThanOrEqualTo(size + 1e-4);
    assertThat(offPositive).isLessThanOrEqualTo(positive + 1e-4);
  }

  private static double off(List<Fold> folds, Predicate<LabelledImage> wanted, double all) {
    return folds.stream()
        .mapToDouble(fold -> Math.abs(count(fold.validation(), wanted) / all - 0.2))
        .max()
        .orElseThrow();
  }

  /** The table of split_golden.py. */
  private static ImageTable skewed(int table) {
    List<LabelledImage> rows = new ArrayList<>();
    long state = table + 1L;
    for (int group = 0; group < 60; group++) {
      state = next(state);
      int size = (int) (1 + (state >> 16) % (group % 4 > 0 ? 10 : 100));
      state = next(state);
      int positives = group % 3 == 0 ? (int) Math.min(size, (state >> 16) % 9) : 0;
      for (int i = 0; i < size; i++) {
        rows.add(row(rows.size(), i < positives).column("sender", "s" + group));
      }
    }
    return ImageTable.of(rows);
  }

  private static long next(long state) {
    return (state * 1103515245 + 12345) % (1L << 31);
  }

  @Test
  void should_leave_unknown_labels_to_any_part() {
    List<LabelledImage> rows = new ArrayList<>(rows(30, 2).images());
    rows.add(
        LabelledImage.of(ImageSource.of(Path.of("x.jpg")), Map.of(SCREEN, Label.UNKNOWN))
            .column("sender", "x"));

    assertThat(ImageTable.of(rows).split().stratifyBy(SCREEN).folds(3)).hasSize(3);
  }
}
