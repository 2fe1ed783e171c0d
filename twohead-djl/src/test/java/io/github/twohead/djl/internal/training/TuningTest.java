package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.BatchReport;
import io.github.twohead.Calibration;
import io.github.twohead.Calibration.Method;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.DataException;
import io.github.twohead.Device;
import io.github.twohead.EpochReport;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.ThresholdRule;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.Views;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calibrations and thresholds that the end of training fits to the validation table. */
class TuningTest {
  private static final HeadSpec SHADE =
      HeadSpec.builder("shade").width(8).categories(List.of("dark", "bright")).build();
  private static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(Samples.RED, 1, 3, 4)
          .category(SHADE, "dark", 0, 1)
          .category(SHADE, "bright", 2, 3)
          .unknown(SHADE, 4)
          .build();
  private static final ThresholdRule RULE = ThresholdRule.recallAtLeast(0.9);

  @TempDir Path folder;

  private static MultiHeadModel model() {
    return MultiHeadModel.builder()
        .backbone(Samples.tiny())
        .heads(Samples.RED, SHADE)
        .preprocessing(Preprocessing.standard().size(Samples.SIDE))
        .device(Device.cpu())
        .build();
  }

  private static ImageTable labelled(ImageTable table) {
    return ImageTable.of(
        table.images().stream()
            .map(row -> LabelledImage.of(row.source(), row.imageClass().orElseThrow(), LABELS))
            .toList());
  }

  private static ImageTable validation(int perClass) {
    return labelled(Samples.table(perClass, 100));
  }

  private static Trainer trainer(MultiHeadModel model) {
    return Samples.trainer(model, LearningRateSchedule.constant()).epochs(2);
  }

  private static TrainingReport fit(Trainer trainer, ImageTable validation) {
    return trainer.fit(labelled(Samples.train()), validation);
  }

  private static ConfusionCounts counts(Path file, ImageTable table) {
    int[] counts = new int[4];
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().backbone(Samples.tiny()).device(Device.cpu()).open(file)) {
      for (LabelledImage row : table.images()) {
        boolean yes = predictor.predict(List.of(row.source())).get(0).head("red").positive();
        counts[(row.label(Samples.RED).equals(Label.POSITIVE) ? 0 : 2) + (yes ? 0 : 1)]++;
      }
    }
    return ConfusionCounts.of(counts[0], counts[2], counts[1], counts[3]);
  }

  @Test
  void should_calibrate_every_head_and_then_choose_a_threshold() {
    Path file = folder.resolve("m.twohead");
    try (MultiHeadModel model = model()) {
      TrainingReport report =
          fit(trainer(model).calibrate(Method.PLATT).chooseThreshold("red", RULE), validation(10));
      model.save(file);

      ThresholdChoice choice = report.thresholds().get("red");
      assertThat(choice.rule()).isEqualTo(RULE);
      assertThat(choice.counts().recall()).isGreaterThanOrEqualTo(0.9);
      assertThat(model.threshold("red")).isEqualTo(choice.threshold());
      assertThat(report.calibrations()).containsOnlyKeys("red", "shade");
      assertThat(report.calibrations().get("red").offset()).isNotZero();
      assertThat(report.calibrations().get("shade").offset()).isZero();
      assertThat(model.calibration("red")).isEqualTo(report.calibrations().get("red"));
      assertThat(model.calibration("shade")).isEqualTo(report.calibrations().get("shade"));
      assertThat(model.provenance().settings())
          .containsEntry("calibration_red", model.calibration("red").toString())
          .containsEntry("threshold_red", choice.toString());
      assertThat(model.provenance().scores()).containsEntry("red", choice.counts());
      // what was promised is what the saved model gives
      assertThat(counts(file, validation(10))).isEqualTo(choice.counts());
    }
  }

  @Test
  void should_choose_a_threshold_by_the_views_that_are_predicted_with() {
    try (MultiHeadModel model = model()) {
      Views views = Views.mean(10);
      Trainer trainer = trainer(model).calibrate(Method.PLATT).chooseThreshold("red", RULE);
      TrainingReport report = fit(trainer.views(views), validation(10));

      ThresholdChoice seen = model.evaluate(validation(10), views).head("red").choose(RULE);
      assertThat(report.thresholds().get("red")).isEqualTo(seen);
      assertThat(model.threshold("red")).isEqualTo(seen.threshold());
      assertThat(model.evaluate(validation(10)).head("red").choose(RULE)).isNotEqualTo(seen);
      assertThat(model.provenance().recipe().orElseThrow().views()).isEqualTo(views);
      assertThat(model.provenance().settings()).containsEntry("views_red", views.toString());
    }
  }

  @Test
  void should_not_claim_what_was_set_by_hand_afterwards() {
    try (MultiHeadModel model = model()) {
      fit(trainer(model).calibrate(Method.PLATT).chooseThreshold("red", RULE), validation(10));
      Provenance tuned = model.provenance();

      model.threshold("red", model.threshold("red"));
      model.calibration("shade", model.calibration("shade"));
      assertThat(model.provenance()).isEqualTo(tuned);

      model.threshold("red", 0.123);
      assertThat(model.provenance().settings())
          .doesNotContainKey("threshold_red")
          .containsKeys("calibration_red", "calibration_shade", "optimizer");
      assertThat(model.provenance().scores()).containsOnlyKeys("shade");
      assertThat(model.provenance().tables()).isEqualTo(tuned.tables());

      model.calibration("shade", Calibration.none());
      assertThat(model.provenance().settings())
          .containsKey("calibration_red")
          .doesNotContainKey("calibration_shade");
      assertThat(model.provenance().scores()).isEmpty();
    }
  }

  @Test
  void should_leave_everything_as_it_is_unless_asked() {
    try (MultiHeadModel model = model()) {
      model.threshold("red", 0.3);

      TrainingReport report = fit(trainer(model), validation(3));

      assertThat(report.calibrations()).isEmpty();
      assertThat(report.thresholds()).isEmpty();
      assertThat(model.threshold("red")).isEqualTo(0.3);
      assertThat(model.calibration("red")).isEqualTo(Calibration.none());
    }
  }

  @Test
  void should_drop_calibrations_that_fit_other_weights_with_their_thresholds() {
    try (MultiHeadModel model = model()) {
      model.threshold("red", 0.3);
      model.calibration("red", Calibration.platt(2, 1));
      model.calibration("shade", Calibration.temperature(2));

      fit(trainer(model), validation(3));

      assertThat(model.calibration("red")).isEqualTo(Calibration.none());
      assertThat(model.calibration("shade")).isEqualTo(Calibration.none());
      assertThat(model.threshold("red")).isEqualTo(0.5);
    }
  }

  @Test
  void should_keep_thresholds_of_heads_without_calibration() {
    try (MultiHeadModel model = model()) {
      model.threshold("red", 0.3);
      model.calibration("shade", Calibration.temperature(2));

      fit(trainer(model), validation(3));

      assertThat(model.threshold("red")).isEqualTo(0.3);
    }
  }

  @Test
  void should_keep_calibrations_where_no_epoch_ends() {
    TrainingListener impatient =
        new TrainingListener() {
          @Override
          public boolean endsTraining(BatchReport batch) {
            return true;
          }

          @Override
          public void onEpoch(EpochReport epoch) {}
        };
    try (MultiHeadModel model = model()) {
      model.calibration("red", Calibration.platt(2, 1));

      Trainer trainer = trainer(model).listener(impatient).calibrate(Method.TEMPERATURE);
      TrainingReport report = fit(trainer, validation(10));

      assertThat(report.bestEpoch()).isZero();
      assertThat(report.calibrations()).isEmpty();
      assertThat(model.calibration("red")).isEqualTo(Calibration.platt(2, 1));
    }
  }

  /** Fails after an epoch. */
  static final class FailingProgram {
    private FailingProgram() {}

    public static void main(String[] args) {
      TrainingListener failing =
          new TrainingListener() {
            @Override
            public void onEpoch(EpochReport epoch) {
              throw new IllegalStateException("enough");
            }
          };
      try (MultiHeadModel model = model()) {
        Trainer trainer = trainer(model).listener(failing);
        if (args.length > 0) {
          trainer.calibrate(Method.TEMPERATURE).chooseThreshold("red", RULE);
        }
        fit(trainer, validation(10));
      } finally {
        System.exit(0);
      }
    }
  }

  @Test
  void should_say_that_nothing_is_fitted_where_training_fails() throws Exception {
    assertThat(failing("fitted"))
        .singleElement()
        .asString()
        .endsWith(
            "Training failed, and the model holds the best epoch until then: its heads are not"
                + " calibrated, thresholds of [red] not chosen");
    assertThat(failing()).isEmpty();
  }

  private static List<String> failing(String... args) throws Exception {
    return ChildJvm.of(FailingProgram.class)
        .option("-Dorg.slf4j.simpleLogger.logFile=System.out")
        .option("-Dorg.slf4j.simpleLogger.log.io.github.twohead.Trainer=warn")
        .lines(args)
        .stream()
        .filter(line -> line.contains("twohead.Trainer"))
        .toList();
  }

  @Test
  void should_end_training_all_the_same_where_images_are_too_few() {
    try (MultiHeadModel model = model()) {
      Trainer trainer = trainer(model).calibrate(Method.TEMPERATURE).chooseThreshold("red", RULE);
      TrainingReport report = fit(trainer, validation(3));

      assertThat(report.ending()).isEqualTo(TrainingReport.Ending.COMPLETED);
      assertThat(report.calibrations()).isEmpty();
      assertThat(report.thresholds().get("red").warnings()).isNotEmpty();
      assertThat(model.calibration("red")).isEqualTo(Calibration.none());
    }
  }

  @Test
  void should_refuse_a_validation_table_that_cannot_show_a_threshold_before_training() {
    ImageTable onlyRed =
        ImageTable.of(
            validation(6).images().stream()
                .filter(row -> row.label(Samples.RED).equals(Label.POSITIVE))
                .toList());
    try (MultiHeadModel model = model()) {
      Trainer trainer =
          trainer(model).keepBestBy(SHADE, Metric.ACCURACY).chooseThreshold("red", RULE);

      assertThatThrownBy(() -> fit(trainer, onlyRed))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("validation: no image is negative for head \"red\"");
    }
  }
}
