package io.github.twohead.djl.internal.nn;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.SafeTensors;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.spi.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** What {@code src/test/python/network_golden.py} wrote, and the network that it describes. */
public final class Golden {
  public static final int BATCH = 4;
  public static final int SIDE = 64;
  public static final HeadSpec SCREEN = HeadSpec.binary("screen");
  public static final HeadSpec GLARE = HeadSpec.builder("glare").width(256).build();

  private static final SafeTensors FILE = read();

  private Golden() {}

  private static SafeTensors read() {
    try (InputStream in = Golden.class.getResourceAsStream("network_golden.safetensors")) {
      return SafeTensors.decode(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static float[] tensor(String name) {
    return FILE.tensors().get(name).values();
  }

  public static List<String> names(String prefix) {
    return FILE.tensors().keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  public static Network network(Backbone backbone) {
    Preprocessing input = Preprocessing.standard().size(SIDE).normalization(Normalization.NONE);
    ModelConfig config =
        ModelConfig.builder()
            .backbone(backbone)
            .heads(List.of(SCREEN, GLARE))
            .preprocessing(input)
            .seed(1)
            .build();
    Network network = new Network(config, Torch.device(Device.cpu()));
    drawWeights(network);
    return network;
  }

  /** Gives every weight a number that depends on its tensor's name alone. */
  static void drawWeights(Network network) {
    Map<String, float[]> weights = new HashMap<>();
    network.state().entries().forEach(entry -> weights.put(entry.name(), weights(entry)));
    network.state().write(weights);
  }

  /** The batch, drawn as (4, 3, 64, 64), as (4, 64, 64, 3). */
  public static ByteBuffer images() {
    int plane = SIDE * SIDE;
    double[] values = uniform("images", BATCH * 3 * plane);
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < BATCH * plane; i++) {
      for (int channel = 0; channel < 3; channel++) {
        pixels.putFloat((float) values[(i / plane * 3 + channel) * plane + i % plane]);
      }
    }
    return pixels;
  }

  private static float[] weights(StateEntry entry) {
    double[] u = uniform(entry.name(), entry.size());
    float[] values = new float[u.length];
    double bound = entry.shape().length > 1 ? Math.sqrt(3.0 * entry.shape()[0] / u.length) : 0;
    for (int i = 0; i < u.length; i++) {
      if (bound > 0) {
        values[i] = (float) (bound * u[i]);
      } else if (entry.name().endsWith("running_mean") || entry.name().endsWith("bias")) {
        values[i] = (float) (0.1 * u[i]);
      } else {
        values[i] = (float) (1 + 0.3 * u[i]);
      }
    }
    return values;
  }

  private static double[] uniform(String name, int count) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    long state = crc.getValue() & 0x7FFFFFFF;
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      state = (state * 1103515245 + 12345) & 0x7FFFFFFF;
      values[i] = state / (double) 0x40000000 - 1;
    }
    return values;
  }
}
