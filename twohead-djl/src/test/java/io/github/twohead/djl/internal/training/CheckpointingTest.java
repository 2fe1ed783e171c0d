package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.twohead.BatchReport;
import io.github.twohead.Checkpoints;
import io.github.twohead.EpochReport;
import io.github.twohead.ImageTable;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.ThresholdRule;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointingTest {
  @TempDir Path folder;

  /** What a run ends with, but for durations. */
  private record Run(TrainingReport report, Map<String, List<Float>> weights, List<String> told) {

    String losses() {
      StringBuilder text = new StringBuilder();
      report.epochs().forEach(one -> text.append(one).append(one.loss()).append(one.counts()));
      return text.append(report.best().evaluation()).append(report.bestEpoch()).toString();
    }
  }

  /** Trains in batches of 8 of 30 images, so 4 of an epoch. */
  private static Run run(int epochs, UnaryOperator<Trainer> change) {
    return run(Samples.model(1), epochs, change, Samples.train());
  }

  private static Run run(
      MultiHeadModel open, int epochs, UnaryOperator<Trainer> change, ImageTable table) {
    List<String> told = new ArrayList<>();
    try (MultiHeadModel model = open) {
      Trainer trainer =
          Samples.trainer(model, LearningRateSchedule.cosine()).epochs(epochs).emaDecay(0.5);
      TrainingReport report =
          change.apply(trainer.listener(telling(told))).fit(table, Samples.validation());
      return new Run(report, Samples.weights(model), told);
    }
  }

  private static TrainingListener telling(List<String> told) {
    return new TrainingListener() {
      @Override
      public void onBatch(BatchReport batch) {
        told.add(batch.epoch() + "." + batch.batch());
      }

      @Override
      public void onEpoch(EpochReport epoch) {
        told.add("epoch " + epoch.epoch());
      }
    };
  }

  /** Fails in a batch, as no checkpoint is written after it. */
  private static TrainingListener failingIn(int epoch, int batch) {
    return new TrainingListener() {
      @Override
      public void onBatch(BatchReport report) {
        if (report.epoch() == epoch && report.batch() == batch) {
          throw new IllegalStateException("out of power");
        }
      }
    };
  }

  private void fail(int epochs, int epoch, int batch, Checkpoints checkpoints) {
    assertThatThrownBy(
            () ->
                run(
                    epochs,
                    trainer -> trainer.listener(failingIn(epoch, batch)).checkpoint(checkpoints)))
        .hasMessage("out of power");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void should_go_on_in_the_midst_of_an_epoch_and_tell_listeners_of_the_rest() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder).everyBatches(2);
    Run whole = run(3, trainer -> trainer);

    fail(3, 2, 4, checkpoints);
    assertThat(files())
        .containsExactly(".lock", "epoch-1.safetensors", "epoch-2-batch-2.safetensors");
    Run resumed = run(3, trainer -> trainer.checkpoint(checkpoints));

    assertThat(resumed.told().subList(0, 3)).containsExactly("2.3", "2.4", "epoch 2");
    assertThat(resumed.report().epochs()).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
    assertThat(resumed.losses()).isEqualTo(whole.losses());
    assertThat(resumed.weights()).isEqualTo(whole.weights());
    assertThat(files())
        .containsExactly(".lock", "epoch-3-batch-2.safetensors", "epoch-3.safetensors");
  }

  @Test
  void should_only_fit_what_comes_after_training_where_all_epochs_are_done() {
    Checkpoints checkpoints = Checkpoints.in(folder);
    Run whole = run(2, trainer -> trainer.checkpoint(checkpoints));

    Run again =
        run(
            2,
            trainer ->
                trainer.checkpoint(checkpoints).chooseThreshold("red", ThresholdRule.parse("f1")));

    assertThat(again.told()).isEmpty();
    assertThat(again.losses()).isEqualTo(whole.losses());
    assertThat(again.weights()).isEqualTo(whole.weights());
    assertThat(again.report().ending()).isEqualTo(Ending.COMPLETED);
    assertThat(again.report().thresholds()).containsOnlyKeys("red");
  }

  @Test
  void should_stay_ended_by_a_listener() {
    Checkpoints checkpoints = Checkpoints.in(folder).everyEpochs(5);
    TrainingListener first =
        new TrainingListener() {
          @Override
          public boolean endsTraining(EpochReport epoch) {
            return epoch.epoch() == 1;
          }
        };
    Run ended = run(3, trainer -> trainer.listener(first).checkpoint(checkpoints));

    Run again = run(3, trainer -> trainer.checkpoint(checkpoints));

    assertThat(again.told()).isEmpty();
    assertThat(again.report()).isEqualTo(ended.report());
    assertThat(again.report().ending()).isEqualTo(Ending.LISTENER);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 1"})
  void should_keep_as_many_as_are_wanted(int kept, int every) throws IOException {
    run(4, trainer -> trainer.checkpoint(Checkpoints.in(folder).keep(kept).everyEpochs(every)));

    assertThat(files()).hasSize(1 + kept).contains("epoch-4.safetensors");
  }

  @Test
  void should_go_on_from_the_one_before_where_the_newest_is_damaged() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder);
    Run whole = run(3, trainer -> trainer.checkpoint(checkpoints));
    byte[] content = Files.readAllBytes(folder.resolve("epoch-3.safetensors"));
    content[content.length / 2]++;
    Files.write(folder.resolve("epoch-3.safetensors"), content);
    Path half = folder.resolve(".twohead-" + UUID.randomUUID() + ".tmp");
    Files.write(half, content);

    Run again = run(3, trainer -> trainer.checkpoint(checkpoints));

    assertThat(again.told().get(0)).isEqualTo("3.1");
    assertThat(again.weights()).isEqualTo(whole.weights());
    assertThat(half).doesNotExist();
  }

  @Test
  void should_say_what_differs_from_the_training_that_wrote_a_checkpoint() {
    UnaryOperator<Trainer> checkpointed = trainer -> trainer.checkpoint(Checkpoints.in(folder));
    run(2, checkpointed);

    assertThatThrownBy(() -> run(3, checkpointed))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            folder.resolve("epoch-2.safetensors")
                + " is a checkpoint of another training: epochs was 2 and is 3: name another folder"
                + " for checkpoints, or delete this one to begin anew");
    assertThatThrownBy(() -> run(Samples.model(2), 2, checkpointed, Samples.train()))
        .hasMessageContaining("seed was 1 and is 2");
    assertThatThrownBy(() -> run(Samples.model(1), 2, checkpointed, Samples.table(7, 0)))
        .hasMessageContaining("table_train was 30 rows")
        .hasMessageContaining("and is 35 rows");
    MultiHeadModel moved = Samples.model(1);
    moved.threshold("red", 0.3);
    assertThatThrownBy(() -> run(moved, 2, checkpointed, Samples.train()))
        .hasMessageContaining("points was {red=threshold 0.5")
        .hasMessageContaining("and is {red=threshold 0.3");
  }

  @Test
  void should_leave_the_model_as_it_was_where_a_checkpoint_is_of_another_training() {
    UnaryOperator<Trainer> checkpointed = trainer -> trainer.checkpoint(Checkpoints.in(folder));
    run(1, checkpointed);
    try (MultiHeadModel model = Samples.model(1)) {
      Map<String, List<Float>> before = Samples.weights(model);
      Trainer trainer = checkpointed.apply(model.trainer().batchSize(16).epochs(1));

      ModelFileException error =
          catchThrowableOfType(
              ModelFileException.class, () -> trainer.fit(Samples.train(), Samples.validation()));

      assertThat(error).hasMessageContaining("batch_size was 8 and is 16");
      assertThat(Samples.weights(model)).isEqualTo(before);
      assertThat(model.provenance().settings()).isEmpty();
    }
  }

  @Test
  void should_say_that_a_folder_cannot_be_used() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> run(1, trainer -> trainer.checkpoint(Checkpoints.in(file))))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("the folder " + file + " cannot be used for checkpoints: a file has its name");
  }

  @Test
  void should_end_at_once_where_its_thread_is_interrupted() {
    Thread.currentThread().interrupt();
    try {
      Run run = run(1, trainer -> trainer.checkpoint(Checkpoints.in(folder)));

      assertThat(run.report().interrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void should_refuse_a_folder_that_another_training_writes_into() {
    Checkpoints checkpoints = Checkpoints.in(folder);
    List<Throwable> errors = new ArrayList<>();
    TrainingListener second =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport epoch) {
            errors.add(
                catchThrowableOfType(
                    TwoheadException.class,
                    () -> run(1, trainer -> trainer.checkpoint(checkpoints))));
          }
        };

    run(1, trainer -> trainer.checkpoint(checkpoints).listener(second));

    assertThat(errors)
        .singleElement()
        .asString()
        .endsWith("another training writes checkpoints into " + folder);
  }
}
