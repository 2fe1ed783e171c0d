package io.github.twohead;

import static io.github.twohead.MadeUpFolds.KIDS;
import static io.github.twohead.MadeUpFolds.ROWS;
import static io.github.twohead.MadeUpFolds.answers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.CrossValidation.Round;
import io.github.twohead.TableSplit.Fold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
  private final ImageTable table = MadeUpFolds.table();

  private List<Fold> folds(int count) {
    return MadeUpFolds.folds(table, count);
  }

  private CrossValidationResult run(double skill, long... seeds) {
    return CrossValidation.of(folds(5)).seeds(seeds).run(round -> answers(round, skill));
  }

  @Test
  void should_test_and_validate_each_image_once_and_train_on_the_others() {
    List<Round> rounds = CrossValidation.of(folds(5)).seeds(1, 2).rounds();

    assertThat(rounds).hasSize(10);
    assertThat(rounds).extracting(Round::fold).startsWith(1, 2, 3, 4, 5, 1);
    assertThat(rounds).extracting(Round::seed).startsWith(1L, 1L, 1L, 1L, 1L, 2L);
    Set<LabelledImage> tested = new HashSet<>();
    Set<LabelledImage> validated = new HashSet<>();
    for (Round round : rounds.subList(0, 5)) {
      ImageTable.checkDisjoint("sender", round.train(), round.validation(), round.test());
      Set<LabelledImage> all = new HashSet<>(round.train().images());
      all.addAll(round.validation().images());
      all.addAll(round.test().images());
      assertThat(all).hasSize(ROWS);
      tested.addAll(round.test().images());
      validated.addAll(round.validation().images());
    }
    assertThat(tested).hasSize(ROWS);
    assertThat(validated).hasSize(ROWS);
  }

  @Test
  void should_tell_the_mean_and_how_far_it_scatters_over_folds_and_seeds() {
    CrossValidationResult result = run(0.4, 1, 2);

    MeanScore score = result.score("kids", Metric.F1);

    double[][] scores = new double[2][5];
    for (int seed = 0; seed < 2; seed++) {
      for (int fold = 0; fold < 5; fold++) {
        scores[seed][fold] = result.evaluation(seed + 1, fold + 1).head("kids").score(Metric.F1);
      }
    }
    double one = Arrays.stream(scores[0]).average().orElseThrow();
    double two = Arrays.stream(scores[1]).average().orElseThrow();
    assertThat(score.mean()).isCloseTo((one + two) / 2, within(1e-12));
    assertThat(score.overSeeds()).isCloseTo(Math.abs(one - two) / Math.sqrt(2), within(1e-12));
    assertThat(score.overFolds()).isPositive();
    assertThat(score.defined()).isEqualTo(10);
    assertThat(result.interval("kids", Metric.F1, Bootstrap.standard()).estimate())
        .isCloseTo(score.mean(), within(1e-12));
    assertThat(result.toString())
        .containsPattern("kids F1 0\\.\\d{3} ± 0\\.\\d{3}, seeds ± 0\\.\\d{3}")
        .containsPattern("top MACRO_F1 0\\.\\d{3}");
  }

  @Test
  void should_scatter_as_samples_of_folds_and_of_seeds_do() {
    MeanScore score = MeanScore.of(List.of(1.0, 2.0, 3.0, 5.0, 6.0, Double.NaN), 3);

    assertThat(score.mean()).isCloseTo(17 / 5.0, within(1e-12));
    assertThat(score.overFolds()).isCloseTo(Math.sqrt(1 / 3.0), within(1e-12)); // of 3, 4 and 3
    assertThat(score.overSeeds()).isCloseTo(3.5 / Math.sqrt(2), within(1e-12)); // of 2 and 5.5
    assertThat(score).hasToString("3.400 ± 0.577, seeds ± 2.475, defined in 5 of 6 rounds");
    assertThat(MeanScore.of(List.of(1.0, 2.0, 3.0), 3)).hasToString("2.000 ± 1.000");
    assertThat(MeanScore.of(List.of(1.0, Double.NaN, 3.0), 3).overFolds())
        .isCloseTo(Math.sqrt(2), within(1e-12));
  }

  @Test
  void should_leave_out_rounds_in_which_a_score_is_undefined() {
    CrossValidationResult never =
        CrossValidation.of(folds(3))
            .run(
                round -> {
                  ImageTable seen = round.fold() == 1 ? negatives(round.test()) : round.test();
                  int left = round.test().images().size() - seen.images().size();
                  return skipping(answers(seen, 1, 0, 0.5), left);
                });

    MeanScore score = never.score("kids", Metric.AVERAGE_PRECISION);

    assertThat(score.defined()).isEqualTo(2);
    assertThat(score.mean()).isPositive();
    assertThat(score.overSeeds()).isNaN();
    assertThat(score).asString().endsWith("in 2 of 3 rounds");
  }

  private static Evaluation skipping(Evaluation answers, int skipped) {
    return Evaluation.builder()
        .heads(List.of(KIDS))
        .images(answers.rows().stream().map(Evaluation.Row::image).toList())
        .skipped(skipped)
        .probabilities(
            answers.rows().stream()
                .mapToDouble(row -> row.prediction().head("kids").probability())
                .toArray())
        .build();
  }

  private static ImageTable negatives(ImageTable table) {
    return ImageTable.of(
        table.images().stream().filter(row -> row.label(KIDS).equals(Label.NEGATIVE)).toList());
  }

  @Test
  void should_be_of_the_views_that_all_folds_are_of() {
    CrossValidationResult same =
        CrossValidation.of(folds(3)).run(round -> viewed(round, Views.flipped()));
    CrossValidationResult different =
        CrossValidation.of(folds(3)).run(round -> viewed(round, Views.mean(round.fold())));

    assertThat(same.outOfFold(42).head("kids").views()).contains(Views.flipped());
    assertThat(different.outOfFold(42).head("kids").views()).isEmpty();
  }

  private static Evaluation viewed(Round round, Views views) {
    return Evaluation.builder()
        .heads(List.of(KIDS))
        .views(Optional.of(views))
        .images(round.test().images())
        .probabilities(new double[round.test().images().size()])
        .build();
  }

  @Test
  void should_put_all_answers_together() {
    CrossValidationResult result = run(0.4, 7);

    Evaluation all = result.outOfFold(7);

    assertThat(result.folds()).isEqualTo(5);
    assertThat(all.images()).isEqualTo(ROWS);
    assertThat(all.head("kids").positives()).isEqualTo(30);
    assertThat(all.head("top").images()).isEqualTo(72);
    int row = 0;
    for (int fold = 1; fold <= 5; fold++) {
      for (Evaluation.Row one : result.evaluation(7, fold).rows()) {
        Evaluation.Row other = all.rows().get(row++);
        assertThat(other.image()).isSameAs(one.image());
        assertThat(other.prediction().head("kids").probability())
            .isEqualTo(one.prediction().head("kids").probability());
        assertThat(other.prediction().head("top").probabilities())
            .isEqualTo(one.prediction().head("top").probabilities());
      }
    }
  }

  @Test
  void should_keep_only_a_calibration_that_all_folds_share() {
    Calibration two = Calibration.temperature(2);
    CrossValidation folds = CrossValidation.of(folds(3)).seeds(1);

    CrossValidationResult same = folds.run(round -> calibrated(round, two));
    CrossValidationResult others =
        folds.run(round -> calibrated(round, Calibration.temperature(1 + round.fold())));

    assertThat(same.outOfFold(1).head("kids").calibration()).isEqualTo(two);
    assertThat(others.outOfFold(1).head("kids").calibration()).isEqualTo(Calibration.none());
  }

  @Test
  void should_keep_only_a_threshold_that_all_folds_share() {
    CrossValidation folds = CrossValidation.of(folds(3)).seeds(1);

    CrossValidationResult same = folds.run(round -> answers(round.test(), 1, 0.4, 0.3));

    assertThat(same.outOfFold(1).head("kids").threshold()).isEqualTo(0.3);
    assertThat(run(0.4, 1).outOfFold(1).head("kids").threshold()).isEqualTo(0.5);
  }

  private static Evaluation calibrated(Round round, Calibration calibration) {
    int images = round.test().images().size();
    return Evaluation.builder()
        .heads(List.of(KIDS))
        .images(round.test().images())
        .probabilities(new double[images])
        .calibration("kids", calibration)
        .build();
  }

  @Test
  void should_tell_a_better_way_of_training_from_a_worse_one_on_the_same_images() {
    CrossValidationResult good = run(0.5, 1, 2, 3);
    CrossValidationResult bad = run(0.2, 1, 2);
    Bootstrap senders = Bootstrap.standard().resamples(200).groupBy("sender");

    Interval gain = good.difference(bad, "kids", Metric.AVERAGE_PRECISION, senders);

    assertThat(gain.low()).isPositive();
    assertThat(gain.images()).isEqualTo(ROWS);
    assertThat(gain.positives()).hasValue(30);
    assertThat(gain.estimate())
        .isCloseTo(
            good.score("kids", Metric.AVERAGE_PRECISION).mean()
                - bad.score("kids", Metric.AVERAGE_PRECISION).mean(),
            within(1e-12));
    Interval same = good.difference(good, "kids", Metric.F1, senders);
    assertThat(List.of(same.low(), same.estimate(), same.high())).containsOnly(0.0);
  }

  @Test
  void should_refuse_to_compare_other_folds() {
    CrossValidationResult five = run(0.4, 1);
    Bootstrap bootstrap = Bootstrap.standard().resamples(10);
    CrossValidationResult three = CrossValidation.of(folds(3)).run(round -> answers(round, 0.4));
    List<Fold> others = table.split().groupBy("sender").seed(9).folds(5);
    CrossValidationResult otherwise = CrossValidation.of(others).run(round -> answers(round, 0.4));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> five.difference(three, "kids", Metric.F1, bootstrap))
        .withMessage("there are 5 folds here and 3 in the baseline");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossValidation.of(folds(5)).checkSameFolds(three))
        .withMessage("there are 5 folds here and 3 in the baseline");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossValidation.of(folds(5)).checkSameFolds(otherwise))
        .withMessageMatching("fold \\d tests other images than that of the baseline: split .*");
    CrossValidation.of(folds(5)).seeds(7, 8).checkSameFolds(five);
    CrossValidation.of(folds(5)).checkSameFolds(CrossValidation.of(folds(5)).seeds(3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossValidation.of(folds(5)).checkSameFolds(CrossValidation.of(others)))
        .withMessageContaining("tests other images than that of the other cross-validation");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossValidation.of(folds(5)).checkSameFolds(CrossValidation.of(folds(3))))
        .withMessage("there are 5 folds here, but 3 in the other");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> five.difference(otherwise, "kids", Metric.F1, bootstrap))
        .withMessageContaining("are to other images than those of head \"kids\"");
  }

  @Test
  void should_refuse_what_is_no_cross_validation() {
    List<Fold> two = folds(2);
    List<Fold> mixed = new ArrayList<>(folds(3));
    mixed.set(1, MadeUpFolds.table().split().folds(3).get(1));
    CrossValidation three = CrossValidation.of(folds(3));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossValidation.of(two))
        .withMessageContaining("folds must be at least 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossValidation.of(mixed))
        .withMessageContaining("the folds are not of one table");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three.seeds(1, 1))
        .withMessage("seeds must be distinct, at least one, but are [1, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three.run(round -> answers(round.train(), 1, 0.5, 0.5)))
        .withMessage(
            "what was evaluated is not the test of fold 1: return an evaluation of round.test()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three.run(round -> answers(negatives(round.test()), 1, 0.5, 0.5)))
        .withMessage(
            "20 of the 30 images of fold 1 were evaluated, and 0 skipped: return an evaluation of"
                + " round.test()");
    assertThatIllegalStateException().isThrownBy(() -> three.seeds(1).seeds(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(0.4, 1).evaluation(2, 1))
        .withMessage("there is no fold 1 with seed 2: seeds are [1]");
  }
}
