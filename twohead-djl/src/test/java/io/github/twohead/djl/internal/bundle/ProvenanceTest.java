package io.github.twohead.djl.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.github.twohead.Backbone;
import io.github.twohead.Calibration;
import io.github.twohead.CalibrationSet;
import io.github.twohead.CountedEvaluation;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.Exporter;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.ThresholdRule;
import io.github.twohead.TrainingReport;
import io.github.twohead.Views;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.training.History;
import io.github.twohead.runtime.internal.manifest.LibraryVersion;
import io.github.twohead.spi.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What models and predictors tell of their weights. */
class ProvenanceTest {
  @TempDir private Path folder;

  private static TrainingReport train(MultiHeadModel model, ImageTable table) {
    return Samples.trainer(model, LearningRateSchedule.cosine())
        .epochs(2)
        .fit(table, Samples.validation());
  }

  @Test
  void should_know_the_first_weights_before_training() {
    try (MultiHeadModel custom = Samples.model(7);
        MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05(), 7)) {
      Provenance from = model.provenance();

      assertThat(from.libraryVersion()).hasValue(LibraryVersion.TWOHEAD);
      assertThat(from.engine())
          .hasValueSatisfying(engine -> assertThat(engine).contains("PyTorch"));
      assertThat(from.device()).hasValue("cpu");
      assertThat(from.firstWeights()).hasValue("drawn at random with the seed 7");
      assertThat(from.firstWeightsDigest()).isEmpty();
      assertThat(from.settings()).isEmpty();
      assertThat(from.tables()).isEmpty();
      assertThat(custom.provenance().firstWeights())
          .hasValue("the block's own, heads drawn at random with the seed 7");
    }
  }

  @Test
  void should_tell_everything_about_training() {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report = train(model, Samples.train());

      Provenance from = model.provenance();
      assertThat(from.runtime()).hasValue(model.runtime());
      assertThat(from.firstWeights()).isPresent();
      assertThat(from.settings())
          .containsEntry("epochs", "2")
          .containsEntry("epochs_done", "2")
          .containsEntry("best_epoch", Integer.toString(report.bestEpoch()))
          .containsEntry("batch_size", "8")
          .containsEntry("seed", "1")
          .containsEntry("backbone", "tiny")
          .containsEntry("pool_first", "false")
          .containsEntry("schedule", LearningRateSchedule.cosine().name())
          .containsKeys("loss", "optimizer", "freeze", "augmentation", "best_by");
      assertThat(from.tables()).containsOnlyKeys("train", "validation");
      assertThat(from.tables().get("train").rows()).isEqualTo(30);
      assertThat(from.tables().get("train").labels())
          .isEqualTo(
              Map.of(
                  "red", Map.of("positive", 18, "negative", 12, "unknown", 0),
                  "bright", Map.of("positive", 12, "negative", 12, "unknown", 6)));
      assertThat(from.tables().get("validation").rows()).isEqualTo(15);
      assertThat(from.scores()).isEqualTo(CountedEvaluation.counts(report.best().evaluation()));
      assertThat(from.toString()).contains("epochs: 2", "train: 30 rows", "scores of red: F1");
    }
  }

  @Test
  void should_tell_tables_apart_by_images_labels_and_order() {
    List<LabelledImage> rows = Samples.train().images();
    List<LabelledImage> turned = new ArrayList<>(rows);
    Collections.reverse(turned);
    List<LabelledImage> relabelled = new ArrayList<>(rows);
    relabelled.set(0, LabelledImage.of(rows.get(0).source(), "1", Samples.LABELS));
    List<LabelledImage> redrawn = new ArrayList<>(rows);
    redrawn.set(0, Samples.row(0, 77));

    String digest = digest(rows);

    assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(digest(Samples.train().images()));
    assertThat(List.of(digest(turned), digest(relabelled), digest(redrawn)))
        .doesNotHaveDuplicates()
        .doesNotContain(digest);
  }

  private static String digest(List<LabelledImage> rows) {
    try (MultiHeadModel model = Samples.model(1)) {
      Samples.trainer(model, LearningRateSchedule.constant())
          .epochs(1)
          .fit(ImageTable.of(rows), Samples.validation());
      return model.provenance().tables().get("train").digest();
    }
  }

  @Test
  void should_remember_the_file_of_the_first_weights_whatever_trains_later() throws IOException {
    Path first = folder.resolve("first.twohead");
    Path second = folder.resolve("second.twohead");
    try (MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05(), 1)) {
      model.save(first);
    }
    String digest = Hashing.sha256().hashBytes(Files.readAllBytes(first)).toString();
    try (MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05().weights(first), 1)) {
      assertThat(model.provenance().firstWeights()).hasValue("first.twohead");
      train(model, Samples.train());
      model.save(second);
    }
    try (MultiHeadModel model = MultiHeadModel.open(second)) {
      train(model, Samples.table(2, 50));

      Provenance from = model.provenance();
      assertThat(from.firstWeights()).hasValue("first.twohead");
      assertThat(from.firstWeightsDigest()).hasValue(digest);
      assertThat(from.facts()).containsEntry("heads_from_conv5", "false");
      assertThat(from.settings()).containsEntry("backbone", "shufflenet_v2_x0_5");
      assertThat(from.tables().get("train").rows()).isEqualTo(10);
    }
  }

  @Test
  void should_know_whether_the_heads_started_from_the_file_too() {
    ModelConfig config =
        ModelConfig.builder()
            .backbone(Backbone.shuffleNetV2x05().weights(Path.of("a.pth")).headsFromConv5())
            .heads(List.of(Samples.RED))
            .preprocessing(Preprocessing.standard().size(Samples.SIDE))
            .seed(1)
            .build();
    try (Network network = new Network(config, Torch.device(Device.cpu()))) {
      assertThat(History.ofFile(network, "a.pth", "00").facts())
          .containsEntry("first_weights", "a.pth")
          .containsEntry("heads_from_conv5", "true");
    }
  }

  @Test
  void should_tell_how_a_threshold_was_chosen_as_long_as_the_model_has_it() {
    try (MultiHeadModel model = Samples.model(1)) {
      ThresholdChoice choice = choice(model, Views.flipped());

      model.threshold(choice);
      assertThat(model.threshold("red")).isEqualTo(choice.threshold());
      assertThat(model.provenance().settings())
          .containsEntry("threshold_red", choice.toString())
          .containsEntry("views_red", "mean(2)");

      model.threshold(choice(model, Views.one()));
      assertThat(model.provenance().settings()).containsOnlyKeys("threshold_red");

      model.threshold(choice(model, Views.flipped()));
      model.calibration("red", Calibration.temperature(2));
      assertThat(model.provenance().settings()).containsEntry("views_red", "mean(2)");

      model.calibration("red", Calibration.none());
      train(model, Samples.train());
      assertThat(model.provenance().settings()).containsEntry("views_red", "mean(2)");

      model.threshold("red", 0.123);
      assertThat(model.provenance().settings()).doesNotContainKey("views_red");
    }
  }

  private static ThresholdChoice choice(MultiHeadModel model, Views views) {
    ThresholdChoice choice =
        model.evaluate(Samples.validation(), views).head("red").choose(ThresholdRule.bestF1());
    assertThat(choice.views()).contains(views);
    return choice;
  }

  @ParameterizedTest
  @EnumSource
  void should_travel_with_every_file(ExportFormat format) {
    Path saved = folder.resolve("model.twohead");
    Path exported = folder.resolve("model." + format.extension());
    String told;
    try (MultiHeadModel model = Samples.model(1)) {
      train(model, Samples.train());
      model.save(saved);
      Exporter exporter =
          model.exporter().format(format).samples(Samples.validation()).agreement(0);
      if (format == ExportFormat.TFLITE_INT8) {
        exporter.calibrationSet(CalibrationSet.minMax(Samples.train()));
      }
      exporter.write(exported);
      told = model.provenance().toString();
    }

    try (MultiHeadModel model =
            MultiHeadModel.opener().backbone(Samples.tiny()).device(Device.cpu()).open(saved);
        MultiHeadPredictor ofSaved =
            MultiHeadPredictor.builder().backbone(Samples.tiny()).open(saved);
        MultiHeadPredictor ofExported = MultiHeadPredictor.open(exported)) {
      assertThat(model.provenance()).hasToString(told);
      assertThat(ofSaved.provenance()).hasToString(told);
      assertThat(ofExported.provenance()).hasToString(told);
    }
  }
}
