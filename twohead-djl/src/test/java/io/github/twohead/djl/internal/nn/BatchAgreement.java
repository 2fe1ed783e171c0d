package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.github.twohead.Backbone;
import io.github.twohead.djl.internal.nn.PointwiseConvolution.PointwisePaths;
import io.github.twohead.djl.internal.torch.Torch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whether a batch is computed as its images are alone, and its gradients as plain products of
 * matrices give them. Run as a program, it compares every trunk, several widths and numbers of
 * heads and sizes from 96 to 320 pixels, on the machine at hand.
 */
final class BatchAgreement {
  /** A gradient's largest number counts as at least this part of the largest of all. */
  private static final double SMALL = 0.01;

  private static final int[] BATCHES = {2, 3, 8, 16};

  private BatchAgreement() {}

  /** Compares all, in some minutes; needs 6 GB of memory. */
  public static void main(String[] args) {
    int[][] widths = {{1024, 1024}, {1024}, {256, 256, 256}, {1, 100, 1000}};
    for (Backbone trunk : Backbone.builtIn()) {
      for (int size : new int[] {96, 160, 224, 256, 320}) {
        for (int[] heads : size == 256 ? widths : Arrays.copyOf(widths, 1)) {
          for (boolean poolFirst : new boolean[] {false, true}) {
            try (RandomNetwork random = new RandomNetwork(trunk, poolFirst, size, size, heads)) {
              double alone =
                  Arrays.stream(BATCHES).mapToDouble(b -> inference(random, b)).max().orElseThrow();
              double trained = training(random, 8);
              System.out.printf(
                  Locale.ROOT,
                  "%s %d %s%s: alone and in a batch %.1e, training %.1e, %s%n",
                  trunk.name(),
                  size,
                  Arrays.toString(heads),
                  poolFirst ? " pool first" : "",
                  alone,
                  trained,
                  random.network().runtime());
            }
          }
        }
      }
    }
  }

  /** The largest difference between probabilities of images alone and in a batch. */
  static double inference(RandomNetwork random, int batch) {
    Network network = random.network();
    double[] together =
        network.points().probabilities(network.infer(pixels(random, 0, batch), batch));
    double largest = 0;
    for (int i = 0; i < batch; i++) {
      double[] alone = network.points().probabilities(network.infer(pixels(random, i, 1), 1));
      for (int head = 0; head < alone.length; head++) {
        double difference = Math.abs(alone[head] - together[i * alone.length + head]);
        largest = Double.isNaN(difference) ? Double.NaN : Math.max(largest, difference);
      }
    }
    return largest;
  }

  /**
   * The largest difference between outputs and gradients of a batch and those of plain products of
   * matrices, each as a part of its tensor's largest number. Some gradients are zero but for
   * rounding, since batch normalisation takes out what they would change.
   */
  static double training(RandomNetwork random, int batch) {
    PointwiseChoice before = PointwiseChoice.current();
    List<float[]> fast = gradients(random, batch);
    try {
      PointwiseChoice.replace(new PointwiseChoice(PointwisePaths.PRODUCT, PointwisePaths.PRODUCT));
      List<float[]> plain = gradients(random, batch);
      double all = plain.stream().skip(1).mapToDouble(BatchAgreement::largest).max().orElseThrow();
      double largest = 0;
      for (int i = 0; i < plain.size(); i++) {
        double scale = Math.max(largest(plain.get(i)), i == 0 ? 0 : SMALL * all);
        largest = Math.max(largest, difference(fast.get(i), plain.get(i)) / scale);
      }
      return largest;
    } finally {
      PointwiseChoice.replace(before);
    }
  }

  private static double largest(float[] numbers) {
    double largest = 0;
    for (float number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    return largest;
  }

  private static double difference(float[] one, float[] other) {
    double difference = 0;
    for (int i = 0; i < one.length; i++) {
      difference = Math.max(difference, Math.abs(one[i] - other[i]));
    }
    return difference;
  }

  /** Logits of a batch in training, and all gradients of their sum of squares. */
  private static List<float[]> gradients(RandomNetwork random, int batch) {
    Network network = random.network();
    List<Parameter> parameters =
        Stream.concat(network.backboneParameters().stream(), network.headParameters().stream())
            .filter(Parameter::requiresGradient)
            .toList();
    try (NDManager step = network.manager().newSubManager()) {
      float[] logits =
          Torch.withGradient(
              () -> {
                parameters.forEach(p -> p.getArray().setRequiresGradient(true));
                NDArray images = network.images(step, pixels(random, 0, batch), batch);
                NDArray outputs = network.forward(images, true);
                Torch.backward(outputs.square().sum());
                return outputs.toFloatArray();
              });
      List<float[]> all =
          parameters.stream()
              .map(
                  parameter -> {
                    try (NDArray gradient = parameter.getArray().getGradient()) {
                      float[] values = gradient.toFloatArray();
                      Torch.unrecorded(() -> gradient.muli(0));
                      return values;
                    }
                  })
              .toList();
      return Stream.concat(Stream.of(logits), all.stream()).toList();
    }
  }

  private static ByteBuffer pixels(RandomNetwork random, int first, int count) {
    int values = random.image(0).length;
    int plane = values / 3;
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(count * values * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int image = first; image < first + count; image++) {
      float[] planes = random.image(image);
      for (int i = 0; i < values; i++) {
        pixels.putFloat(planes[i % 3 * plane + i / 3]);
      }
    }
    return pixels;
  }
}
