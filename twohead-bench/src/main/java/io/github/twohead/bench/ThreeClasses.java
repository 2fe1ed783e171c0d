package io.github.twohead.bench;

import io.github.twohead.HeadSpec;
import io.github.twohead.djl.internal.export.BlockLowering;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteDescription;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A classifier of three classes for TensorFlow Lite: a network of one head as it is exported, with
 * a linear layer of three outputs in place of its last layer. The softmax of three numbers is left
 * to the reader of the file, and takes no time beside the rest.
 */
final class ThreeClasses {
  private static final int CLASSES = 3;

  private final Network network;
  private final long seed;

  /**
   * Creates a classifier.
   *
   * @param network of one head; stays the caller's, and open
   * @param seed of the new layers' weights
   */
  ThreeClasses(Network network, long seed) {
    this.network = network;
    this.seed = seed;
  }

  /** Writes it to a new temporary file. */
  Path tflite() throws IOException {
    Graph oneHead = BlockLowering.of(network);
    Value logits = Value.vector(CLASSES);
    List<Op> ops = new ArrayList<>();
    for (Op op : oneHead.ops()) {
      if (op instanceof Op.FullyConnected last) {
        ops.add(threeOutputs(last, logits));
      } else if (!(op instanceof Op.Sigmoid)) {
        ops.add(op);
      }
    }
    HeadSpec name = HeadSpec.binary("classes");
    byte[] content =
        TfLiteWriter.write(
            new Graph(oneHead.input(), ops, Map.of(name.name(), logits)),
            TfLiteFormat.FLOAT32,
            new TfLiteDescription(
                "three classes",
                network.config().preprocessing().normalization(),
                false,
                List.of(name),
                Map.of()));
    return Files.write(Files.createTempFile("twohead-bench-", ".tflite"), content);
  }

  private Op threeOutputs(Op.FullyConnected one, Value logits) {
    Random random = new Random(seed);
    float[] weights = new float[CLASSES * one.weights().length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian() / one.weights().length;
    }
    return new Op.FullyConnected(one.in(), logits, weights, new float[CLASSES], false);
  }
}
