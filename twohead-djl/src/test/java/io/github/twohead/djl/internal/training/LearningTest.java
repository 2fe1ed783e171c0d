package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.BatchReport;
import io.github.twohead.Device;
import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.ImageTable;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearningTest {
  private static final LearningRateSchedule CONSTANT = LearningRateSchedule.constant();

  @Test
  void should_learn_two_heads_at_once() {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(model, CONSTANT).epochs(6).fit(Samples.train(), Samples.validation());

      Evaluation scores = model.evaluate(Samples.train());
      assertThat(scores.head(Samples.RED).counts().f1()).isEqualTo(1.0);
      assertThat(scores.head(Samples.BRIGHT).counts().f1()).isEqualTo(1.0);
      assertThat(report.epochs()).hasSize(6);
      assertThat(report.interrupted()).isFalse();
      assertThat(report.best().evaluation().head(Samples.RED).counts().f1()).isEqualTo(1.0);
    }
  }

  @Test
  void should_leave_images_of_unknown_label_out_of_a_head() {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(model, CONSTANT).epochs(1).fit(Samples.train(), Samples.validation());

      // three images of each of five classes, of which one says nothing about brightness
      Evaluation scores = report.best().evaluation();
      assertThat(scores.images()).isEqualTo(15);
      assertThat(scores.head(Samples.RED).images()).isEqualTo(15);
      assertThat(scores.head(Samples.BRIGHT).images()).isEqualTo(12);
    }
  }

  @Test
  void should_score_a_head_alike_with_and_without_images_of_unknown_label() {
    ImageTable all = Samples.validation();
    ImageTable known =
        ImageTable.of(
            all.images().stream().filter(row -> !row.imageClass().get().equals("4")).toList());
    try (MultiHeadModel model = Samples.model(1)) {
      assertThat(known.images()).hasSize(12);
      assertThat(model.evaluate(all).head(Samples.BRIGHT))
          .isEqualTo(model.evaluate(known).head(Samples.BRIGHT));
    }
  }

  @Test
  void should_tell_the_listener_everything_in_order() {
    List<String> events = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onDecoded(int decoded, int total) {
            if (decoded == total) {
              events.add("decoded " + total);
            }
          }

          @Override
          public void onBatch(BatchReport b) {
            events.add(
                "batch %d/%d of %d/%d, %d images"
                    .formatted(b.batch(), b.batches(), b.epoch(), b.epochs(), b.images()));
          }

          @Override
          public void onEpoch(EpochReport epoch) {
            events.add("epoch " + epoch.epoch());
          }
        };
    try (MultiHeadModel model = Samples.model(1)) {
      model
          .trainer()
          .batchSize(10)
          .epochs(2)
          .listener(listener)
          .fit(Samples.table(3, 0), Samples.table(1, 50));

      assertThat(events)
          .containsExactly(
              "decoded 20",
              "batch 1/2 of 1/2, 7 images",
              "batch 2/2 of 1/2, 15 images",
              "epoch 1",
              "batch 1/2 of 2/2, 7 images",
              "batch 2/2 of 2/2, 15 images",
              "epoch 2");
    }
  }

  @Test
  void should_give_the_schedule_the_progress_in_epochs() {
    List<Double> progress = new ArrayList<>();
    LearningRateSchedule recording =
        LearningRateSchedule.of(
            "recording",
            (done, epochs) -> {
              assertThat(epochs).isEqualTo(2);
              progress.add(done);
              return 1;
            });
    try (MultiHeadModel model = Samples.model(1)) {
      Samples.trainer(model, recording).epochs(2).fit(Samples.table(4, 0), Samples.table(1, 50));

      assertThat(progress).hasSize(6).startsWith(0.0, 1 / 3.0, 2 / 3.0, 1.0).isSorted();
    }
  }

  @Test
  void should_report_the_mean_of_the_batches_losses() {
    List<BatchReport> batches = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onBatch(BatchReport batch) {
            batches.add(batch);
          }
        };
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(1)
              .listener(listener)
              .fit(Samples.table(3, 0), Samples.table(1, 50));

      // 7 and 8 images
      double mean = (7 * batches.get(0).loss() + 8 * batches.get(1).loss()) / 15;
      assertThat(report.best().loss()).isCloseTo(mean, within(1e-6));
    }
  }

  @Test
  void should_report_the_learning_rate_of_each_batch() {
    List<Double> rates = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onBatch(BatchReport batch) {
            rates.add(batch.learningRate());
          }
        };
    LearningRateSchedule falling =
        LearningRateSchedule.of("falling", (progress, epochs) -> 1 - progress / epochs);
    try (MultiHeadModel model = Samples.model(1)) {
      Samples.trainer(model, falling)
          .epochs(2)
          .listener(listener)
          .fit(Samples.table(3, 0), Samples.table(1, 50));

      assertThat(rates).containsExactly(0.01, 0.0075, 0.005, 0.0025);
    }
  }

  @Test
  void should_update_running_statistics_in_training_only() {
    try (MultiHeadModel model = Samples.model(1)) {
      Map<String, List<Float>> before = Samples.weights(model);
      var unused = model.evaluate(Samples.train());
      Map<String, List<Float>> evaluated = Samples.weights(model);
      Samples.trainer(model, LearningRateSchedule.of("tiny", (progress, epochs) -> 1e-9))
          .epochs(1)
          .fit(Samples.train(), Samples.validation());
      Map<String, List<Float>> trained = Samples.weights(model);

      assertThat(evaluated).isEqualTo(before);
      assertThat(trained)
          .allSatisfy(
              (name, values) -> {
                if (name.contains("running_")) {
                  assertThat(values).as(name).isNotEqualTo(before.get(name));
                }
              });
    }
  }

  @Test
  void should_say_that_a_gpu_is_not_there() {
    assertThatThrownBy(
            () -> MultiHeadModel.builder().heads(Samples.RED).device(Device.gpu(99)).build())
        .isInstanceOf(TwoheadException.class)
        .hasMessageContainingAll("gpu99", "PyTorch sees", "Device.auto()");
  }
}
