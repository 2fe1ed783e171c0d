package io.github.twohead.bench;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import io.github.twohead.HeadSpec;
import io.github.twohead.djl.internal.export.tflite.TfliteDescription;
import io.github.twohead.djl.internal.export.tflite.TfliteFormat;
import io.github.twohead.djl.internal.export.tflite.TfliteWriter;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A classifier of three classes on the trunk of a network with one head: a 1×1 convolution to that
 * head's width, batch normalisation, ReLU, the mean, and a linear layer.
 *
 * <p>On PyTorch these are DJL's blocks and a softmax. For TensorFlow Lite it is the network of one
 * head as it is exported, with a linear layer of three outputs in place of its last layer; the
 * softmax of three numbers is left to the reader of the file, and takes no time beside the rest.
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

  /** Runs it on PyTorch, to probabilities. */
  BareNetwork onTorch(int threads, byte[] rgb) {
    ByteBuffer image = Networks.floats(rgb, network.config().preprocessing());
    ParameterStore parameters = new ParameterStore(network.manager(), false);
    SequentialBlock classifier = classifier();
    return new BareNetwork() {
      @Override
      public Object run() {
        Torch.useThreads(threads);
        return Torch.withoutGradient(
            () -> {
              try (NDManager step = network.manager().newSubManager()) {
                NDList images = new NDList(network.images(step, image, 1));
                NDList features = network.backbone().forward(parameters, images, false);
                NDList logits = classifier.forward(parameters, features, false);
                return logits.singletonOrThrow().softmax(1).toFloatArray();
              }
            });
      }

      @Override
      public void close() {}
    };
  }

  private SequentialBlock classifier() {
    int size = network.config().preprocessing().width();
    network.manager().getEngine().setRandomSeed((int) seed);
    SequentialBlock block =
        new SequentialBlock()
            .add(
                Conv2d.builder()
                    .setKernelShape(new Shape(1, 1))
                    .setFilters(network.config().heads().get(0).width())
                    .optBias(false)
                    .build())
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock())
            .add(Pool.globalAvgPool2dBlock())
            .add(Linear.builder().setUnits(CLASSES).build());
    Shape images = new Shape(1, 3, size, size);
    Shape[] features = network.backbone().getOutputShapes(new Shape[] {images});
    block.initialize(network.manager(), DataType.FLOAT32, features);
    return block;
  }

  /** Writes it to a new temporary file. */
  Path tflite() throws IOException {
    Graph oneHead = network.lower();
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
        TfliteWriter.write(
            new Graph(oneHead.input(), ops, Map.of(name.name(), logits)),
            TfliteFormat.FLOAT32,
            new TfliteDescription(
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
