package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingListener;
import io.github.twohead.djl.internal.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What batches and epochs say of the same seconds. */
class SpeedTest {

  @Test
  void should_give_an_epoch_the_speed_that_its_last_batch_showed() {
    List<BatchReport> last = new ArrayList<>();
    List<EpochReport> epochs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onBatch(BatchReport batch) {
            assertThat(batch.seconds()).isPositive();
            if (batch.batch() == batch.batches()) {
              last.add(batch);
            }
          }

          @Override
          public void onEpoch(EpochReport epoch) {
            epochs.add(epoch);
          }
        };
    try (MultiHeadModel model = Samples.model(1)) {
      Samples.trainer(model, LearningRateSchedule.constant())
          .epochs(3)
          .listener(listener)
          .fit(Samples.train(), Samples.validation());
    }

    assertThat(epochs).hasSize(3).extracting(EpochReport::epoch).containsExactly(1, 2, 3);
    assertThat(epochs)
        .extracting(EpochReport::imagesPerSecond)
        .isEqualTo(last.stream().map(BatchReport::imagesPerSecond).toList());
    assertThat(epochs)
        .extracting(EpochReport::seconds)
        .isEqualTo(last.stream().map(BatchReport::seconds).toList());
  }
}
