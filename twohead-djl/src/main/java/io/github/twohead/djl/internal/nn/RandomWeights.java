package io.github.twohead.djl.internal.nn;

import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.weights.StateDict;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.spi.ModelConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * First weights as PyTorch's layers draw them: uniform within ±1/√fan-in for convolutions, linear
 * layers and their biases.
 *
 * <p>Each tensor's numbers depend on the seed and its name alone, so that one more head changes no
 * other. A DJL block of the user's keeps what its own initializers gave it.
 */
final class RandomWeights {
  private RandomWeights() {}

  static void draw(StateDict state, ModelConfig config) {
    boolean all = !(config.backbone() instanceof DjlBackbone);
    Map<String, float[]> drawn = new HashMap<>();
    double bound = 0;
    for (StateEntry entry : state.entries()) {
      boolean head = entry.name().startsWith("heads.");
      if (entry.shape().length > 1) {
        long fanIn = Arrays.stream(entry.shape()).skip(1).reduce(1, (a, b) -> a * b);
        bound = 1 / Math.sqrt((double) fanIn);
      } else if (!head || !entry.name().endsWith(".fc.bias")) {
        continue; // batch normalisation starts as it is; a linear layer's bias follows its weight
      }
      if (all || head) {
        drawn.put(entry.name(), uniform(entry, bound, config.seed()));
      }
    }
    state.write(drawn);
  }

  private static float[] uniform(StateEntry entry, double bound, long seed) {
    SplittableRandom random = new SplittableRandom(seed * 31 + entry.name().hashCode());
    float[] values = new float[entry.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
  }
}
