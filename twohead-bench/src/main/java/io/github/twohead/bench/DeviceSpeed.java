package io.github.twohead.bench;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.spi.ModelConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * How many images a second does the network take on a device, in training steps and in forward
 * passes? {@code gpu-check/check.py} takes turns with it: it writes a line and reads one.
 *
 * <pre>java -cp twohead-bench/target/benchmarks.jar io.github.twohead.bench.DeviceSpeed gpu0</pre>
 *
 * <p>A line is {@code step SECONDS}, for training steps as {@link TrainingBenchmark} takes them, or
 * {@code forward BATCH SECONDS}, for two heads on ShuffleNetV2 x0.5 at 256×256; the answer is a
 * number. Pixels are ready in ordinary memory, and losses and logits come back to it.
 */
public final class DeviceSpeed implements AutoCloseable {
  private static final int SIZE = 256;

  private final TrainingBenchmark training;
  private final Network network;
  private final ByteBuffer pixels;

  DeviceSpeed(Device device) throws IOException, InterruptedException {
    List<HeadSpec> heads = List.of(HeadSpec.binary("first"), HeadSpec.binary("second"));
    Preprocessing input = Preprocessing.standard().size(SIZE);
    network =
        new Network(
            ModelConfig.builder().heads(heads).preprocessing(input).seed(1).build(),
            Torch.device(device));
    network.freeze();
    pixels = Networks.memory(TrainingBenchmark.BATCH * InputImage.values(input) * Float.BYTES);
    training = new TrainingBenchmark();
    training.device = device.toString();
    training.open();
  }

  /**
   * Answers until its input ends.
   *
   * @param args the device: {@code cpu} or {@code gpu0}, {@code gpu1}, …
   * @throws IOException if the input cannot be read
   * @throws InterruptedException if this thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (DeviceSpeed speed = new DeviceSpeed(Device.parse(args[0]));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(speed.imagesPerSecond(line.split(" ")));
      }
    }
  }

  /** What a line asks for, in words. */
  double imagesPerSecond(String... words) {
    double seconds = Double.parseDouble(words[words.length - 1]);
    return switch (words[0]) {
      case "step" -> imagesPerSecond(seconds, this::step);
      case "forward" -> imagesPerSecond(seconds, () -> forward(Integer.parseInt(words[1])));
      default -> throw new IllegalArgumentException("neither step nor forward: " + words[0]);
    };
  }

  private static double imagesPerSecond(double seconds, IntSupplier batch) {
    long begin = System.nanoTime();
    long images = 0;
    double passed;
    do {
      images += batch.getAsInt();
      passed = (System.nanoTime() - begin) / 1e9;
    } while (passed < seconds);
    return images / passed;
  }

  private int step() {
    training.step();
    return TrainingBenchmark.BATCH;
  }

  private int forward(int batch) {
    network.infer(pixels, batch);
    return batch;
  }

  @Override
  public void close() {
    training.close();
    network.close();
  }
}
