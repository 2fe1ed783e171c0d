package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.BatchReport;
import io.github.twohead.Checkpoints;
import io.github.twohead.Device;
import io.github.twohead.EpochReport;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Optimizer;
import io.github.twohead.Preprocessing;
import io.github.twohead.TaskBalance;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings that go on otherwise than they began: on another device, or with other threads. On a
 * machine with a GPU, {@code auto} is one.
 */
class MovedCheckpointTest {
  private static final Place AUTO = new Place(Device.auto(), 1);
  private static final Place CPU = new Place(Device.cpu(), 1);
  private static final Place TWO_THREADS = new Place(Device.cpu(), 2);

  private static final TrainingListener DYING =
      new TrainingListener() {
        @Override
        public void onBatch(BatchReport report) {
          if (report.epoch() == 2 && report.batch() == 4) {
            throw new IllegalStateException("out of power");
          }
        }
      };

  @TempDir Path folder;
  private TrainingReport whole;

  @BeforeEach
  void trainWithoutStop() {
    whole = train(CPU, "whole", new TrainingListener() {});
  }

  @AfterEach
  void useOneThread() {
    Torch.useThreads(1); // as other tests do
  }

  /** Where a model is trained. */
  private record Place(Device device, int threads) {}

  /** Trains in 4 batches of each of 3 epochs, with all that a checkpoint can hold. */
  private TrainingReport train(Place where, String name, TrainingListener listener) {
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(Samples.RED, Samples.BRIGHT)
            .preprocessing(Preprocessing.standard().size(Samples.SIDE))
            .seed(5)
            .device(where.device())
            .threads(where.threads())
            .build()) {
      return model
          .trainer()
          .epochs(3)
          .batchSize(8)
          .optimizer(Optimizer.adam(1e-3))
          .emaDecay(0.5)
          .loss(WeightedMultiLoss.builder().balance(TaskBalance.UNCERTAINTY).build())
          .checkpoint(Checkpoints.in(folder.resolve(name)).everyBatches(2))
          .listener(listener)
          .fit(Samples.train(), Samples.validation());
    }
  }

  private void assertGoesOn(Place before, Place after) {
    assertThatThrownBy(() -> train(before, "moved", DYING)).hasMessage("out of power");

    TrainingReport moved = train(after, "moved", new TrainingListener() {});

    assertThat(moved.epochs()).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(moved.epochs().get(epoch).loss())
          .isCloseTo(whole.epochs().get(epoch).loss(), within(0.02));
      assertThat(moved.epochs().get(epoch).validationLoss())
          .isCloseTo(whole.epochs().get(epoch).validationLoss(), within(0.1));
    }
  }

  @Test
  void should_go_on_with_another_number_of_threads() {
    assertGoesOn(CPU, TWO_THREADS);
  }

  @Test
  void should_go_on_on_the_cpu_where_another_device_began() {
    assertGoesOn(AUTO, CPU);
  }

  @Test
  void should_go_on_on_another_device_where_the_cpu_began() {
    assertGoesOn(CPU, AUTO);
  }

  @Test
  void should_hold_nothing_of_devices_and_threads() throws IOException {
    TrainingReport unused = train(TWO_THREADS, "threads", new TrainingListener() {});

    Map<String, String> run = texts("whole");
    assertThat(texts("threads")).isEqualTo(run);
    assertThat(run)
        .containsKeys("first_weights", "table_train", "optimizer")
        .hasSizeGreaterThan(10);
    for (String word : List.of("cpu", "gpu", "cuda", "device", "threads", "auto")) {
      assertThat(run.toString()).doesNotContainIgnoringCase(word);
    }
  }

  /** What must be the same for a training to go on. */
  private Map<String, String> texts(String name) throws IOException {
    byte[] content = Files.readAllBytes(folder.resolve(name).resolve("epoch-3.safetensors"));
    return TrainingState.Reader.decode(content).in("run").texts();
  }
}
