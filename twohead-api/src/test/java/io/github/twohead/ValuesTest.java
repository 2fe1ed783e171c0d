package io.github.twohead;

import static io.github.twohead.TrainingReport.Ending.COMPLETED;
import static io.github.twohead.TrainingReport.Ending.INTERRUPT;
import static io.github.twohead.TrainingReport.Ending.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.spi.CsvRows;
import io.github.twohead.spi.DataProblems;
import io.github.twohead.spi.ExportConfig;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.OperatingPoint;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.RecipeValue;
import io.github.twohead.spi.TrainingConfig;
import io.github.twohead.spi.WeightsSource;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Results and settings: what they are when nothing is said, and when two are the same. */
class ValuesTest {
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "a", "b");
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final ImageTable IMAGES = ImageTable.of(List.of());
  private static final List<TableSplit.Fold> FOLDS = MadeUpFolds.folds();
  private static final ConfusionCounts COUNTS = ConfusionCounts.of(3, 1, 2, 4);

  /** Records whose components are all that they will ever be. */
  private static final List<Class<?>> SETTLED =
      List.of(
          Normalization.class,
          ImageSource.FileImage.class,
          ImageSource.EncodedImage.class,
          ImageSource.PixelImage.class,
          ImageSource.RgbPixels.class,
          TableSplit.Fold.class,
          CsvRows.Row.class,
          HeadLoss.CrossEntropy.class,
          HeadLoss.Focal.class,
          HeadLoss.Asymmetric.class,
          RecipeRange.class,
          RecipeValue.class,
          WeightsSource.LocalFile.class,
          WeightsSource.Download.class);

  /** What can be done to a value, and what else can be done in its place. */
  private record Pair(Function<Integer, Object> value) {
    @Override
    public String toString() {
      return value.apply(1).getClass().getSimpleName() + " " + value.apply(1);
    }
  }

  static Stream<Pair> pairs() {
    return Stream.of(
        new Pair(n -> ConfusionCounts.of(n, 2, 3, 4)),
        new Pair(n -> ConfusionCounts.of(1, n, 3, 4)),
        new Pair(n -> ConfusionCounts.of(1, 2, n, 4)),
        new Pair(n -> ConfusionCounts.of(1, 2, 3, n)),
        new Pair(n -> HeadPrediction.of(SCREEN, n / 10.0, 0.5)),
        new Pair(n -> HeadPrediction.of(SCREEN, 0.5, n / 10.0)),
        new Pair(n -> HeadPrediction.of(KIND, new double[] {n / 10.0, 1 - n / 10.0})),
        new Pair(n -> Label.category("c" + n)),
        new Pair(n -> HeadSpec.categorical("kind", "a", "b" + n)),
        new Pair(n -> Calibration.temperature(1 + n)),
        new Pair(n -> Calibration.platt(1, n)),
        new Pair(n -> OperatingPoint.standard().threshold(n / 10.0)),
        new Pair(n -> OperatingPoint.standard().calibration(Calibration.temperature(1 + n))),
        new Pair(n -> HeadPrediction.of(HeadSpec.binary("head" + n), 0.5, 0.5)),
        new Pair(n -> Prediction.of(List.of(HeadPrediction.of(SCREEN, n / 10.0, 0.5)))),
        new Pair(n -> CountedEvaluation.of(Map.of("head" + n, COUNTS))),
        new Pair(ValuesTest::evaluation),
        new Pair(n -> HeadEvaluation.of(SCREEN, List.of(Label.POSITIVE), n / 10.0)),
        new Pair(ValuesTest::seen),
        new Pair(n -> seen(n).head(SCREEN)),
        new Pair(n -> seen(1).head(SCREEN).threshold(n / 10.0)),
        new Pair(n -> seen(1).head(SCREEN).calibrated(Calibration.temperature(1 + n))),
        new Pair(n -> EpochReport.builder().epoch(n).build()),
        new Pair(n -> EpochReport.builder().loss(n).build()),
        new Pair(n -> EpochReport.builder().validationLoss(n).build()),
        new Pair(n -> EpochReport.builder().seconds(n).build()),
        new Pair(n -> EpochReport.builder().headWeights(Map.of("screen", 1.0 * n)).build()),
        new Pair(n -> EpochReport.builder().imagesPerSecond(n).build()),
        new Pair(n -> EpochReport.builder().evaluation(evaluation(n)).build()),
        new Pair(n -> BatchReport.builder().batch(n).batches(9).build()),
        new Pair(n -> BatchReport.builder().loss(n).build()),
        new Pair(n -> TrainingReport.builder().skipped(n).build()),
        new Pair(n -> TrainingReport.builder().ending(n == 1 ? COMPLETED : LISTENER).build()),
        new Pair(n -> HeadComparison.builder().clear(n).build()),
        new Pair(n -> HeadComparison.builder().model(ConfusionCounts.of(n, 0, 0, 0)).build()),
        new Pair(n -> ExportReport.builder().format(ExportFormat.ONNX).bytes(n).build()),
        new Pair(n -> Optimizer.adam(n)),
        new Pair(n -> HeadLoss.focal(n, 0.5)),
        new Pair(n -> HeadLoss.asymmetric(4, n, 0)),
        new Pair(n -> Sampling.balanced("sender" + n)),
        new Pair(n -> Sampling.shuffled().epochLength(10 * n)),
        new Pair(n -> Optimizer.adam(1).clipNorm(n)),
        new Pair(n -> Optimizer.adam(1).stageDecay(n / 2.0)),
        new Pair(n -> EarlyStopping.byLoss().patience(n)),
        new Pair(n -> EpochSelection.byLoss().smoothed(n)),
        new Pair(n -> LearningRateTest.of(List.of(LearningRateTest.Point.of(n, 1, 1)))),
        new Pair(n -> LearningRateTest.Point.of(1, n, 1)),
        new Pair(n -> LearningRateTest.Point.of(1, 1, n)),
        new Pair(n -> MeanScore.of(List.of(0.5, 1.0 * n), 2)),
        new Pair(n -> MeanScore.of(List.of(0.5, 0.6), n)),
        new Pair(n -> CrossValidation.of(FOLDS).rounds().get(n)),
        new Pair(n -> CrossValidation.of(FOLDS).seeds(n).rounds().get(0)),
        new Pair(
            n ->
                TrainingReport.builder().earlyStopping(EarlyStopping.byLoss().patience(n)).build()),
        new Pair(n -> Preprocessing.standard().size(32 * n)),
        new Pair(n -> Preprocessing.standard().size(32, 32 * n)),
        new Pair(n -> CalibrationSet.percentile(IMAGES, 90 + n)),
        new Pair(n -> Provenance.Table.of(n, Map.of(), "0")),
        new Pair(n -> Provenance.of(Map.of("epochs", "" + n), Map.of(), Map.of(), Map.of())),
        new Pair(
            n ->
                Provenance.of(
                    Map.of(),
                    Map.of("train", Provenance.Table.of(1, Map.of(), "" + n)),
                    Map.of(),
                    Map.of())),
        new Pair(n -> Distillation.from(Path.of("m" + n))),
        new Pair(n -> Distillation.from(Path.of("m")).temperature(n)),
        new Pair(n -> Distillation.from(Path.of("m")).weight(n / 10.0)),
        new Pair(n -> ImageCache.standard().memory(n)),
        new Pair(n -> Checkpoints.in(Path.of("f" + n))),
        new Pair(n -> Checkpoints.in(Path.of("f")).everyEpochs(n)),
        new Pair(n -> Checkpoints.in(Path.of("f")).everyBatches(n)),
        new Pair(n -> Checkpoints.in(Path.of("f")).keep(n)),
        new Pair(n -> ImageCache.standard().disk(n)),
        new Pair(n -> ImageCache.standard().folder(Path.of("f" + n))),
        new Pair(n -> ModelConfig.builder().heads(List.of(SCREEN)).seed(n).build()),
        new Pair(n -> Device.gpu(n)),
        new Pair(n -> Freeze.stages(n)),
        new Pair(n -> LearningRateSchedule.step(n, 0.1)),
        new Pair(n -> ThresholdRule.recallAtLeast(n / 10.0)),
        new Pair(n -> chosen(n / 10.0)),
        new Pair(n -> new Interval(0.5, 0, n, 0.95, 9, 9, 4, OptionalInt.of(2))),
        new Pair(n -> Views.mean(2 * n)),
        new Pair(n -> Recipe.builder().set("heads.a.positive", "" + n).build()),
        new Pair(n -> Metric.recallAtPrecision(n / 10.0)),
        new Pair(n -> CrossValidation.of(FOLDS).seeds(n).run(of -> MadeUpFolds.answers(of, 0.4))));
  }

  private static ThresholdChoice chosen(double highest) {
    return MadeUpAnswers.of(new double[] {0.9, 0.8}, new double[] {highest, 0})
        .choose(ThresholdRule.recallAtLeast(highest), Bootstrap.standard().resamples(10));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void should_be_equal_where_every_part_is(Pair pair) {
    Object one = pair.value.apply(1);

    assertThat(pair.value.apply(1)).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(pair.value.apply(2)).isNotEqualTo(one);
    assertThat(pair.value.apply(2).toString()).isNotEmpty();
    assertThat(one).isNotEqualTo("another thing");
  }

  @Test
  void should_have_no_constructor_that_a_further_part_would_break() throws Exception {
    List<Class<?>> open =
        ApiSamples.publicTypes().stream()
            .filter(type -> type != DataProblems.class)
            .filter(type -> !Throwable.class.isAssignableFrom(type))
            .filter(ValuesTest::hasPublicConstructor)
            .toList();

    assertThat(SETTLED).containsAll(open);
  }

  private static boolean hasPublicConstructor(Class<?> type) {
    return Stream.of(type.getDeclaredConstructors())
        .map(Constructor::getModifiers)
        .anyMatch(Modifier::isPublic);
  }

  private static Evaluation seen(int views) {
    return Evaluation.builder()
        .heads(List.of(SCREEN))
        .views(Optional.of(Views.mean(views)))
        .build();
  }

  private static Evaluation evaluation(int skipped) {
    return Evaluation.builder().heads(List.of(SCREEN)).skipped(skipped).build();
  }

  @Test
  void should_be_nothing_when_nothing_is_said() {
    EpochReport epoch = EpochReport.builder().build();
    HeadComparison comparison = HeadComparison.builder().build();
    TrainingReport training = TrainingReport.builder().build();

    assertThat(epoch.epoch()).isEqualTo(1);
    assertThat(epoch.loss()).isZero();
    assertThat(epoch.evaluation().heads()).isEmpty();
    assertThat(comparison.agreement()).isEqualTo(1);
    assertThat(comparison.exported().total()).isZero();
    assertThat(training.ending()).isEqualTo(COMPLETED);
    assertThat(training.epochs()).isEmpty();
    assertThat(BatchReport.builder().build().epochs()).isEqualTo(1);
  }

  @Test
  void should_print_a_line_for_a_log() {
    Evaluation scores = CountedEvaluation.of(Map.of("screen", COUNTS));
    EpochReport epoch =
        EpochReport.builder().epoch(2).loss(0.5).validationLoss(0.25).evaluation(scores).build();

    assertThat(epoch).hasToString("epoch 2: loss 0.500, validation loss 0.250, screen F1 0.667");
    assertThat(EpochReport.builder().build())
        .hasToString("epoch 1: loss 0.000, validation loss 0.000");
    assertThat(BatchReport.builder().epochs(9).batch(3).batches(40).loss(1.5).build())
        .hasToString("epoch 1/9, batch 3/40: loss 1.500");
    assertThat(TrainingReport.builder().epochs(List.of(epoch)).bestEpoch(1).build())
        .hasToString(
            "COMPLETED, epochs finished: 1, best: epoch 2: loss 0.500, validation loss 0.250, screen"
                + " F1 0.667");
    assertThat(TrainingReport.builder().ending(INTERRUPT).build())
        .hasToString("INTERRUPT, epochs finished: 0");
    assertThat(COUNTS).hasToString("3 TP, 1 FP, 2 FN, 4 TN");
    assertThat(ModelConfig.builder().heads(List.of(SCREEN)).build().seed()).isEqualTo(42);
  }

  @Test
  void should_refuse_a_best_epoch_that_was_not_trained() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingReport.builder().bestEpoch(1).build())
        .withMessage("bestEpoch must be from 0 to 0, but is 1");
  }

  @Test
  void should_say_what_a_report_of_an_export_lacks() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ExportReport.builder().build())
        .withMessageStartingWith("format is missing: call format(");
  }

  @Test
  void should_give_engines_the_defaults_of_the_builders_that_users_type() {
    TrainingConfig training = TrainingConfig.builder(List.of(SCREEN)).build();
    ExportConfig export = ExportConfig.builder().format(ExportFormat.ONNX).build();
    PredictorConfig predictor = PredictorConfig.builder().build();

    assertThat(training.epochs().count()).isEqualTo(9);
    assertThat(training.epochs().best().head()).contains(SCREEN);
    assertThat(export.tolerance()).isEqualTo(ExportFormat.ONNX.tolerance());
    assertThat(predictor.device()).isEqualTo(Device.auto());
    assertThat(predictor.heads()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingConfig.builder(List.of()))
        .withMessage("a model needs at least one head");
  }

  @Test
  void should_refuse_to_weigh_the_main_one_of_no_heads() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightedMultiLoss.mainHeadTwice(List.of()))
        .withMessage("a model needs at least one head");
  }
}
