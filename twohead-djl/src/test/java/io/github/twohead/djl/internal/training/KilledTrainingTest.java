package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.djl.internal.training.KilledTraining.Moment;
import io.github.twohead.djl.internal.training.KilledTraining.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few kills; {@link KilledTraining} as a program does as many as one likes. */
@Timeout(300)
class KilledTrainingTest {

  /**
   * With an average and augmentation; with kept features, then without; with features of rows that
   * are drawn; with dropout.
   */
  @ParameterizedTest
  @CsvSource({"1, WHILE_WRITING", "3, IN_BATCHES", "9, IN_BATCHES", "12, BETWEEN_EPOCHS"})
  void should_end_as_a_training_that_was_never_killed(
      int variant, Moment moment, @TempDir Path folder) throws IOException, InterruptedException {
    KilledTraining killed = new KilledTraining(folder, variant, false);

    Outcome outcome = killed.run(variant, List.of(), List.of(moment));

    assertThat(outcome.kills()).isOne();
    assertThat(outcome.equal()).isTrue();
    assertThat(outcome.left()).isEmpty();
  }
}
