package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import io.github.twohead.Sampling;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.djl.internal.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Steps that cannot be taken, which is told before images are read. */
class StepSizeTest {
  private static void assertRefused(int side, UnaryOperator<Trainer> change, String message) {
    List<Integer> decoded = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onDecoded(int done, int total) {
            decoded.add(done);
          }
        };
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(Samples.RED, Samples.BRIGHT)
            .preprocessing(Preprocessing.standard().size(side))
            .build()) {
      Trainer trainer = change.apply(model.trainer().listener(listener));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.fit(Samples.train(), Samples.validation()))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.learningRateTest(Samples.train(), 10))
          .withMessage(message);
    }
    assertThat(decoded).isEmpty();
  }

  @Test
  void should_refuse_a_step_of_more_than_two_gigabytes() {
    assertRefused(
        256,
        trainer -> trainer.accumulate(1024),
        "accumulate 1024 times batchSize 64 is a step of images that take more than 2 GiB: make"
            + " accumulate at most 42");
    assertRefused(
        256,
        trainer -> trainer.batchSize(65_536),
        "65536 images of a batch take more than 2 GiB: make batchSize at most 2730");
  }

  @Test
  void should_refuse_a_step_with_more_batches_than_an_epoch_fills() {
    assertRefused(
        32,
        trainer -> trainer.batchSize(8).accumulate(5),
        "accumulate 5 times batchSize 8 is a step of images that an epoch does not have, which shows"
            + " 30: make accumulate at most 4");
    assertRefused(
        32,
        trainer ->
            trainer
                .sampling(Sampling.balanced(Samples.RED).epochLength(16))
                .batchSize(8)
                .accumulate(3),
        "accumulate 3 times batchSize 8 is a step of images that an epoch does not have, which shows"
            + " 16: make accumulate at most 2");
  }
}
