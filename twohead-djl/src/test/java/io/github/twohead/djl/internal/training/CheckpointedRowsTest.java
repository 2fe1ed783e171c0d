package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Checkpoints;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Sampling;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingReport;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints of trainings that a column of numbers has a part in. */
class CheckpointedRowsTest {
  @TempDir Path folder;

  /** Trains with a number of the first row; all others have 1. */
  private TrainingReport run(String name, UnaryOperator<Trainer> change, int first) {
    List<LabelledImage> rows = Samples.train().images();
    ImageTable train =
        ImageTable.of(
            IntStream.range(0, rows.size())
                .mapToObj(i -> rows.get(i).column("w", i == 0 ? "" + first : "1"))
                .toList());
    try (MultiHeadModel model = Samples.model(1)) {
      Trainer trainer = Samples.trainer(model, LearningRateSchedule.cosine()).epochs(1);
      Checkpoints checkpoints = Checkpoints.in(folder.resolve(name));
      return change.apply(trainer.checkpoint(checkpoints)).fit(train, Samples.validation());
    }
  }

  private void assertRefused(String name, UnaryOperator<Trainer> change, String expected) {
    TrainingReport report = run(name, change, 2);

    assertThat(run(name, change, 2)).isEqualTo(report);
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> run(name, change, 3))
        .withMessageContaining("is a checkpoint of another training: " + expected);
  }

  @Test
  void should_not_go_on_where_rows_weigh_otherwise() {
    WeightedMultiLoss loss = WeightedMultiLoss.builder().rowWeights("w").build();

    assertRefused("weighed", trainer -> trainer.loss(loss), "row_weights was digest ");
  }

  @Test
  void should_not_go_on_where_rows_are_drawn_otherwise() {
    Sampling sampling = Sampling.weighted("w");

    assertRefused("drawn", trainer -> trainer.sampling(sampling), "row_draws was digest ");
  }

  @Test
  void should_go_on_where_the_column_has_no_part_in_it() {
    TrainingReport report = run("plain", trainer -> trainer, 2);

    assertThat(run("plain", trainer -> trainer, 3)).isEqualTo(report);
  }
}
