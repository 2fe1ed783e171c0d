package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of tables that cannot be split, and of those that are not apart. */
class SplitProblemsTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec GLARE = HeadSpec.binary("glare");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.7 0.2 0.2 | parts must sum to 1, but [0.7, 0.2, 0.2] sum to 1.1
          0.5 0.4     | parts must sum to 1, but [0.5, 0.4] sum to 0.9
          1.5 -0.5    | each of the parts must be above 0 and at most 1, but is 1.5
          1 0         | each of the parts must be above 0 and at most 1, but is 0
          1           | parts must be at least 2, but are [1]
          """)
  void should_refuse_shares_that_are_none(String shares, String message) {
    double[] numbers = List.of(shares.split(" ")).stream().mapToDouble(Double::valueOf).toArray();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableSplitTest.rows(20, 2).split().parts(numbers))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 1001})
  void should_refuse_numbers_of_folds_that_are_none(int count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableSplitTest.rows(20, 2).split().folds(count))
        .withMessage("folds must be from 2 to 1000, but is " + count);
  }

  @Test
  void should_name_the_columns_there_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableSplitTest.rows(20, 2).split().groupBy("source").parts(0.5, 0.5))
        .withMessage("there is no column \"source\": the columns are [screen, sender]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableSplitTest.rows(20, 2).split().stratifyBy("class").parts(0.5, 0.5))
        .withMessage("there is no column \"class\": the columns are [screen, sender]");
  }

  @Test
  void should_say_that_there_are_fewer_groups_than_parts() {
    TableSplitTest.assertRefused(
        TableSplitTest.rows(14, 2).split().groupBy("sender").stratifyBy(SCREEN),
        3,
        "too few groups in the column \"sender\" for 3 folds: 2");
    TableSplitTest.assertRefused(
        TableSplitTest.rows(2, 2).split(), 3, "too few images for 3 folds: 2");
    TableSplitTest.assertRefused(
        ImageTable.of(List.of()).split(), 2, "too few images for 2 folds: 0");
  }

  @Test
  void should_name_what_is_rarer_than_folds() {
    TableSplitTest.assertRefused(
        TableSplitTest.rows(60, 15).split().stratifyBy(SCREEN),
        5,
        "images that are positive for head \"screen\": 4, but 5 folds need one each");
    assertThat(TableSplitTest.rows(60, 15).split().stratifyBy(SCREEN).folds(4)).hasSize(4);
    TableSplitTest.assertRefused(
        TableSplitTest.rows(60, 15).split().stratifyBy("screen"),
        5,
        "images that are \"1\" in the column \"screen\": 4, but 5 folds need one each");
    TableSplitTest.assertRefused(
        TableSplitTest.rows(70, 2).split().groupBy("sender").stratifyBy("sender"),
        2,
        "10 problems in the data:");
  }

  @Test
  void should_list_rows_without_group_or_label() {
    ImageTable table =
        ImageTable.of(
            List.of(
                TableSplitTest.row(0, true).column("sender", "a"),
                TableSplitTest.row(1, true).column("sender", ""),
                TableSplitTest.row(2, true)));

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> table.split().groupBy("sender").stratifyBy(GLARE).parts(0.5, 0.5))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .contains(
                        "1.jpg: no group: the column \"sender\" is empty",
                        "2.jpg: there is no column \"sender\"",
                        "0.jpg: no label for head \"glare\": the columns are [screen, sender]"));
  }

  @Test
  void should_name_groups_that_are_in_two_tables() {
    ImageTable one = TableSplitTest.rows(21, 2);
    ImageTable other = ImageTable.of(TableSplitTest.rows(28, 2).images().subList(14, 28));

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.checkDisjoint("sender", one, other))
        .withMessage(
            "1 group of the column \"sender\" is in two tables; keep each in one: \"s2\" at 14.jpg"
                + " and 14.jpg");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(
            () -> ImageTable.checkDisjoint("sender", one, other, TableSplitTest.rows(35, 2)))
        .withMessageMatching(
            "4 groups of the column \"sender\" are in two tables; keep each in one: .*, …");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(
            () -> ImageTable.checkDisjoint("sender", TableSplitTest.rows(21, 2), other, one))
        .withMessageStartingWith("3 groups")
        .withMessageNotContaining("…");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageTable.checkDisjoint("source", one, other))
        .withMessage("there is no column \"source\": the columns are [screen, sender]");
  }

  @Test
  void should_report_problems_of_tables_before_it_splits_or_compares_them() {
    ImageTable damaged =
        new ImageTable() {
          @Override
          public List<LabelledImage> images() {
            return TableSplitTest.rows(7, 2).images();
          }

          @Override
          public List<String> problems() {
            return List.of("t.csv:3: the path is empty");
          }
        };

    TableSplitTest.assertRefused(damaged.split(), 2, "t.csv:3: the path is empty");
    TableSplitTest.assertRefused(damaged.split(), 9, "t.csv:3: the path is empty");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ImageTable.checkDisjoint("sender", damaged, TableSplitTest.rows(7, 2)))
        .withMessage("t.csv:3: the path is empty");
  }

  @Test
  void should_name_the_earlier_value_of_a_setting_given_twice() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TableSplitTest.rows(9, 2).split().groupBy("sender").groupBy("source"))
        .withMessage("groupBy was already set to sender");
    assertThatIllegalStateException()
        .isThrownBy(() -> TableSplitTest.rows(9, 2).split().stratifyBy(SCREEN).stratifyBy(GLARE))
        .withMessage("stratifyBy was already set to [screen]");
  }
}
