package io.github.twohead.djl.internal.nn;

import ai.djl.pytorch.jni.JniUtils;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.spi.ModelConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A network with made-up weights and statistics, and what it says of made-up images. */
public final class RandomNetwork implements AutoCloseable {
  private static final float SHARPNESS = 5;

  static {
    // more threads would only wait for each other at this size, for long on a busy machine
    Torch.engine();
    JniUtils.setNumThreads(1);
  }

  private final Network network;

  /** Heads are named {@code head0} and on. */
  public RandomNetwork(Backbone backbone, int width, int height, int... headWidths) {
    this(backbone, false, width, height, headWidths);
  }

  RandomNetwork(Backbone backbone, boolean poolFirst, int width, int height, int... headWidths) {
    Preprocessing input = Preprocessing.standard().size(width, height);
    List<HeadSpec> heads =
        IntStream.range(0, headWidths.length)
            .mapToObj(i -> HeadSpec.builder("head" + i).width(headWidths[i]).build())
            .toList();
    network =
        new Network(
            ModelConfig.builder()
                .backbone(backbone)
                .heads(heads)
                .poolFirst(poolFirst)
                .preprocessing(input)
                .seed(1)
                .build(),
            Torch.device(Device.cpu()));
    Golden.drawWeights(network);
    sharpen();
  }

  /** Makes the last layers' weights large, so that answers differ from image to image. */
  private void sharpen() {
    Map<String, float[]> weights = network.state().read();
    weights.keySet().removeIf(name -> !name.endsWith(".fc.weight"));
    for (float[] values : weights.values()) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= SHARPNESS;
      }
    }
    network.state().write(weights);
  }

  public Network network() {
    return network;
  }

  /** An image as (3, H, W), normalised: waves and noise. */
  public float[] image(long seed) {
    Preprocessing input = network.config().preprocessing();
    Random random = new Random(seed);
    float[] pixels = new float[3 * input.height() * input.width()];
    int i = 0;
    for (int channel = 0; channel < 3; channel++) {
      double level = random.nextGaussian();
      double perRow = 12 * random.nextGaussian() / input.height();
      double perColumn = 12 * random.nextGaussian() / input.width();
      for (int row = 0; row < input.height(); row++) {
        for (int column = 0; column < input.width(); column++) {
          double wave = Math.sin(perRow * row + perColumn * column);
          pixels[i++] = (float) (level + wave + 0.3 * random.nextGaussian());
        }
      }
    }
    return pixels;
  }

  /** What PyTorch computes for an image. */
  public Prediction predict(float[] image) {
    int plane = image.length / 3;
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(image.length * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < image.length; i++) {
      pixels.putFloat(image[i % 3 * plane + i / 3]);
    }
    OperatingPoints points = network.points();
    return points.prediction(points.probabilities(network.infer(pixels, 1)), 0);
  }

  @Override
  public void close() {
    network.close();
  }
}
