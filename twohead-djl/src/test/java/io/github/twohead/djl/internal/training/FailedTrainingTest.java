package io.github.twohead.djl.internal.training;

import static io.github.twohead.djl.internal.training.EarlyEndTest.CONSTANT;
import static io.github.twohead.djl.internal.training.EarlyEndTest.listener;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.twohead.Freeze;
import io.github.twohead.ImageCache;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingListener;
import io.github.twohead.djl.internal.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training that fails: what it says, and which weights the model then holds. */
class FailedTrainingTest {
  @Test
  void should_name_epoch_and_batch_of_a_loss_that_is_not_finite() {
    // the second epoch's first step ruins the weights; its second batch shows it
    LearningRateSchedule ruinous =
        LearningRateSchedule.of("ruinous", (progress, epochs) -> progress < 1 ? 1 : 1e35);
    try (MultiHeadModel model = Samples.model(1)) {
      BestCheckpointTest.History history = new BestCheckpointTest.History(model);

      assertThatThrownBy(
              () ->
                  Samples.trainer(model, ruinous)
                      .epochs(3)
                      .listener(history)
                      .fit(Samples.train(), Samples.validation()))
          .isInstanceOf(TrainingException.class)
          .hasMessageContainingAll(
              "epoch 2, batch 2", "smaller learning rate than 0.01", "the weights of epoch 1");

      assertThat(Samples.weights(model)).isEqualTo(history.weights.get(0));
      assertThat(history.batches).hasSize(5);
    }
  }

  @Test
  void should_not_keep_an_epoch_whose_last_step_ruins_the_weights() {
    // four batches: the loss of every one of them is finite
    LearningRateSchedule ruinous =
        LearningRateSchedule.of("ruinous", (progress, epochs) -> progress < 0.7 ? 1 : 1e35);
    try (MultiHeadModel model = Samples.model(1)) {
      Map<String, List<Float>> before = Samples.weights(model);

      assertThatThrownBy(
              () ->
                  Samples.trainer(model, ruinous)
                      .epochs(1)
                      .fit(Samples.train(), Samples.validation()))
          .isInstanceOf(TrainingException.class)
          .hasMessageContainingAll("validation loss", "epoch 1", "no epoch was finished");

      assertThat(Samples.weights(model)).isEqualTo(before);
    }
  }

  /** Without augmentation a frozen backbone's features are trained on, else images. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_train_again_after_a_loss_that_is_not_finite(boolean frozen) {
    LearningRateSchedule ruinous = LearningRateSchedule.of("ruinous", (progress, epochs) -> 1e35);
    Freeze freeze = frozen ? Freeze.backbone() : Freeze.nothing();
    try (MultiHeadModel model = Samples.model(1);
        MultiHeadModel fresh = Samples.model(1)) {
      assertThatThrownBy(
              () ->
                  Samples.trainer(model, ruinous)
                      .freeze(freeze)
                      .fit(Samples.train(), Samples.validation()))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("epoch 1, batch 2");

      for (MultiHeadModel each : List.of(model, fresh)) {
        Samples.trainer(each, CONSTANT)
            .freeze(freeze)
            .epochs(1)
            .fit(Samples.train(), Samples.validation());
      }

      assertThat(Samples.weights(model)).isEqualTo(Samples.weights(fresh));
    }
  }

  @Test
  void should_pass_on_what_the_listener_throws_and_keep_the_best_epoch() {
    try (MultiHeadModel model = Samples.model(1)) {
      AtomicReference<Map<String, List<Float>>> first = new AtomicReference<>();
      IllegalStateException thrown = new IllegalStateException("enough");
      TrainingListener listener =
          listener(
              batch -> {
                if (batch.epoch() == 2 && batch.batch() == 2) {
                  throw thrown;
                }
              },
              epoch -> first.set(Samples.weights(model)));

      assertThatThrownBy(
              () ->
                  Samples.trainer(model, CONSTANT)
                      .listener(listener)
                      .fit(Samples.train(), Samples.validation()))
          .isSameAs(thrown);

      assertThat(Samples.weights(model)).isEqualTo(first.get());
    }
  }

  @Test
  void should_remember_the_classes_of_a_training_that_failed_after_its_best_epoch(
      @TempDir Path folder) {
    Path file = folder.resolve("model.twohead");
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingListener listener =
          listener(
              batch -> {
                if (batch.epoch() == 2) {
                  throw new IllegalStateException("enough");
                }
              },
              epoch -> {});
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  Samples.trainer(model, CONSTANT)
                      .listener(listener)
                      .fit(Samples.train(), Samples.validation()));
      model.save(file);
    }
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().backbone(Samples.tiny()).open(file)) {
      assertThat(predictor.labels()).isPresent();
    }
  }

  @Test
  void should_leave_no_file_behind_when_the_listener_throws_while_images_are_decoded(
      @TempDir Path folder) {
    // the first image stays in memory; the second one, for the file, is decoded until training
    // waits
    CountDownLatch decoding = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    Samples.Hook slow =
        () -> {
          decoding.countDown();
          failed.await();
          while (caller.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
          }
        };
    ImageSource second = new Samples.HookedImage(1, slow).source();
    ImageTable table =
        ImageTable.of(List.of(Samples.row(0, 0), LabelledImage.of(second, "1", Samples.LABELS)));
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onDecoded(int decoded, int total) {
            Uninterruptibles.awaitUninterruptibly(decoding);
            failed.countDown();
            throw new IllegalStateException("enough");
          }
        };
    try (MultiHeadModel model = Samples.model(1)) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  model
                      .trainer()
                      .workers(2)
                      .imageCache(ImageCache.standard().memory(3 * 32 * 32).folder(folder))
                      .listener(listener)
                      .fit(table, Samples.validation()))
          .withMessage("enough");
    }
    assertThat(folder).isEmptyDirectory();
  }
}
