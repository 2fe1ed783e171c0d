package io.github.twohead.djl.internal.training;

import static java.lang.Float.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.Backbone;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.augmentation.BatchMix;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MixedLabelsTest {
  @Test
  void should_give_mixed_images_the_loss_of_both_labels_by_their_shares() {
    float share = 0.3f;
    float[] targets = {1, 0, 0, NaN, 1, 1, NaN, 0};
    float[] before = {NaN, 0, 1, 0, 0, NaN, 1, 1}; // the last row, and then the first ones
    float[] logits = {0.5f, -1, 2, 0.3f, -0.7f, 1.5f, 0.1f, -2};
    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      WeightedMultiLoss weighted =
          WeightedMultiLoss.builder().weight(Golden.SCREEN, 2).labelSmoothing(0.1).build();
      MultiHeadLoss loss = new MultiHeadLoss(weighted, network);
      Batch batch = new Batch(ByteBuffer.allocate(0), targets, new int[4]);

      Batch mixed = BatchMix.mixLabels(batch, network.layout(), share);

      double expected = 0;
      for (int head = 0; head < 2; head++) {
        double sum = 0;
        double known = 0;
        for (int i = head; i < targets.length; i += 2) {
          for (boolean own : new boolean[] {true, false}) {
            float target = own ? targets[i] : before[i];
            double part = own ? share : 1 - share;
            if (!Float.isNaN(target)) {
              double smooth = 0.9 * target + 0.05;
              sum += part * (Math.log1p(Math.exp(logits[i])) - logits[i] * smooth);
              known += part;
            }
          }
        }
        expected += (head == 0 ? 2 : 1) * sum / known;
      }
      assertThat(value(network, loss, mixed, logits)).isCloseTo((float) expected, within(1e-5f));
    }
  }

  private static float value(Network network, MultiHeadLoss loss, Batch batch, float[] logits) {
    try (NDManager manager = network.manager().newSubManager()) {
      return loss.towards(batch).of(manager.create(logits, new Shape(4, 2))).getFloat();
    }
  }
}
