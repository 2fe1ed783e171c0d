package io.github.twohead.djl.internal.training;

import io.github.twohead.Evaluation;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.serving.Scorer;
import java.nio.FloatBuffer;

/**
 * What a network says of the validation table while it trains.
 *
 * @param loss perhaps no number
 * @param logits row by row
 */
record Validation(double loss, float[] logits) {

  /** Runs the network. */
  static Validation of(Network network, MultiHeadLoss loss, InputPipeline inputs, Dataset data)
      throws InterruptedException {
    float[] logits = new float[data.size() * network.layout().outputs()];
    FloatBuffer targets = FloatBuffer.allocate(logits.length);
    inputs.inOrder(
        data,
        batch -> {
          float[] rows = inputs.infer(batch);
          System.arraycopy(rows, 0, logits, targets.position(), rows.length);
          targets.put(batch.targets());
          return true;
        });
    return new Validation(loss.of(logits, targets.array()), logits);
  }

  /** The same as decisions, where the loss is a number. */
  Evaluation evaluation(OperatingPoints points, Dataset data) {
    return Scorer.evaluation(points, points.probabilities(logits), data);
  }
}
