package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.Freeze;
import io.github.twohead.ImageCache;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training that an interrupt, a loss or a listener ends early. */
class EarlyEndTest {
  static final LearningRateSchedule CONSTANT = LearningRateSchedule.constant();

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void should_return_with_the_best_epoch_when_interrupted_in_a_batch() {
    try (MultiHeadModel model = Samples.model(1)) {
      AtomicReference<Map<String, List<Float>>> first = new AtomicReference<>();
      TrainingListener listener =
          listener(
              batch -> {
                if (batch.epoch() == 2 && batch.batch() == 2) {
                  Thread.currentThread().interrupt();
                }
                assertThat(batch.epoch() * 10 + batch.batch()).isLessThanOrEqualTo(22);
              },
              epoch -> first.set(Samples.weights(model)));

      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(4)
              .listener(listener)
              .fit(Samples.train(), Samples.validation());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(report.interrupted()).isTrue();
      assertThat(report.epochs()).hasSize(1);
      assertThat(report.bestEpoch()).isEqualTo(1);
      assertThat(Samples.weights(model)).isEqualTo(first.get());
    }
  }

  @Test
  void should_return_when_interrupted_between_epochs_and_save_all_the_same(@TempDir Path folder) {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingListener listener =
          listener(
              batch -> assertThat(batch.epoch() == 1 || batch.batch() == 1).isTrue(),
              epoch -> Thread.currentThread().interrupt());

      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(4)
              .listener(listener)
              .fit(Samples.train(), Samples.validation());

      model.save(folder.resolve("m.twohead"));
      assertThat(folder.resolve("m.twohead")).isNotEmptyFile();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(report.interrupted()).isTrue();
      assertThat(report.epochs()).hasSize(1);
    }
  }

  /** What the listener calls then fails, as documented; what was trained is not lost with it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void should_return_when_interrupted_while_a_listener_evaluates(int epochs) {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingListener listener =
          listener(
              batch -> {},
              epoch -> {
                Thread.currentThread().interrupt();
                var unused = model.evaluate(Samples.validation());
              });

      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .epochs(epochs)
              .listener(listener)
              .fit(Samples.train(), Samples.validation());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(report.interrupted()).isTrue();
      assertThat(report.bestEpoch()).isEqualTo(1);
    }
  }

  @Test
  void should_hold_the_weights_from_before_when_interrupted_in_the_first_epoch() {
    try (MultiHeadModel model = Samples.model(1)) {
      Map<String, List<Float>> before = Samples.weights(model);
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .listener(listener(batch -> Thread.currentThread().interrupt(), epoch -> {}))
              .fit(Samples.train(), Samples.validation());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(report.interrupted()).isTrue();
      assertThat(report.epochs()).isEmpty();
      assertThat(report.bestEpoch()).isZero();
      assertThatIllegalStateException().isThrownBy(report::best);
      assertThat(Samples.weights(model)).isEqualTo(before);
    }
  }

  @Test
  void should_return_when_the_thread_was_interrupted_before() {
    try (MultiHeadModel model = Samples.model(1)) {
      Thread.currentThread().interrupt();
      TrainingReport report =
          Samples.trainer(model, CONSTANT).fit(Samples.train(), Samples.validation());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(report.interrupted()).isTrue();
      assertThat(report.bestEpoch()).isZero();
    }
  }

  @Test
  void should_return_when_interrupted_while_features_go_to_the_file() {
    AtomicBoolean armed = new AtomicBoolean();
    Block interrupt =
        new LambdaBlock(
            maps -> {
              if (armed.get()) {
                Thread.currentThread().interrupt();
              }
              return maps;
            });
    Supplier<Block> block =
        () ->
            new SequentialBlock()
                .add(Conv2d.builder().setKernelShape(new Shape(4, 4)).setFilters(4).build())
                .add(interrupt);
    try (MultiHeadModel model = Samples.model(DjlBackbone.of("interrupting", block), 1)) {
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onDecoded(int decoded, int total) {
              armed.set(decoded == total);
            }
          };
      TrainingReport report =
          Samples.trainer(model, CONSTANT)
              .freeze(Freeze.backbone())
              .imageCache(ImageCache.standard().memory(0))
              .listener(listener)
              .fit(Samples.train(), Samples.validation());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(report.interrupted()).isTrue();
      assertThat(report.epochs()).isEmpty();
    }
  }

  static TrainingListener listener(Consumer<BatchReport> onBatch, Consumer<EpochReport> onEpoch) {
    return new TrainingListener() {
      @Override
      public void onBatch(BatchReport batch) {
        onBatch.accept(batch);
      }

      @Override
      public void onEpoch(EpochReport epoch) {
        onEpoch.accept(epoch);
      }
    };
  }
}
