package io.github.twohead.bench;

import io.github.twohead.HeadSpec;
import io.github.twohead.bench.Subject.BareNetwork;
import io.github.twohead.djl.internal.export.BlockLowering;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteDescription;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does a second head cost over one head, what do eight, and are they cheaper than two networks
 * or than one softmax over three classes?
 *
 * <pre>java -jar twohead-bench/target/benchmarks.jar DesignBenchmark</pre>
 *
 * <p>ShuffleNetV2 x0.5 with random weights (seed 1, the second network 2) and a drawn image (seed
 * 1), batch 1, one thread. All run without this library's predictor, which answers by head: from an
 * input in place to the outputs, on PyTorch as Java floats. The three classes share one convolution
 * of 1,024 channels, as wide as one head's, and a linear layer of three outputs; on TensorFlow Lite
 * that is {@link ThreeClasses}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-Dai.djl.pytorch.num_interop_threads=1")
public class DesignBenchmark {
  private static final long SEED = 1;
  private static final int THREADS = 1;

  /** What is compared. */
  public enum Design {
    /** One binary head. */
    ONE_HEAD,
    /** Two binary heads on one trunk. */
    TWO_HEADS,
    /** Eight. */
    EIGHT_HEADS,
    /** One binary head that pools before its convolution. */
    ONE_HEAD_POOL_FIRST,
    /** Two such heads. */
    TWO_HEADS_POOL_FIRST,
    /** Eight such heads. */
    EIGHT_HEADS_POOL_FIRST,
    /** Two networks of one head, one after the other. */
    TWO_NETWORKS,
    /** One softmax over three classes. */
    THREE_CLASSES
  }

  /** What answers. */
  @Param public Design design;

  /** What runs it: {@code PYTORCH}, {@code TFLITE_DJL} or {@code TFLITE_BYTEDECO}. */
  @Param({"PYTORCH", "TFLITE_BYTEDECO"})
  public Subject runtime;

  /** Width and height of the input. */
  @Param("256")
  public int size;

  private final List<Network> networks = new ArrayList<>();
  private final List<BareNetwork> runs = new ArrayList<>();

  /** Draws weights and image. */
  @Setup
  public void open() throws IOException {
    byte[] rgb = Drawings.rgb(Drawings.photo(size, size, SEED));
    switch (design) {
      case ONE_HEAD -> runs.add(runtime.bare(network(1, SEED), THREADS, rgb));
      case TWO_HEADS -> runs.add(runtime.bare(network(2, SEED), THREADS, rgb));
      case EIGHT_HEADS -> runs.add(runtime.bare(network(8, SEED), THREADS, rgb));
      case ONE_HEAD_POOL_FIRST -> runs.add(runtime.bare(pooled(1), THREADS, rgb));
      case TWO_HEADS_POOL_FIRST -> runs.add(runtime.bare(pooled(2), THREADS, rgb));
      case EIGHT_HEADS_POOL_FIRST -> runs.add(runtime.bare(pooled(8), THREADS, rgb));
      case TWO_NETWORKS -> {
        runs.add(runtime.bare(network(1, SEED), THREADS, rgb));
        runs.add(runtime.bare(network(1, SEED + 1), THREADS, rgb));
      }
      case THREE_CLASSES ->
          runs.add(
              runtime == Subject.PYTORCH
                  ? runtime.bare(kept(Networks.threeClasses(size, SEED)), THREADS, rgb)
                  : runtime.interpreter(
                      new ThreeClasses(network(1, SEED), SEED).tflite(), THREADS, rgb));
    }
  }

  private Network pooled(int heads) {
    return kept(Networks.random(heads, true, size, SEED));
  }

  private Network network(int heads, long seed) {
    return kept(Networks.random(heads, size, seed));
  }

  private Network kept(Network network) {
    networks.add(network);
    return network;
  }

  /** All answers to one image. */
  @Benchmark
  public void predict(Blackhole answers) {
    for (BareNetwork run : runs) {
      answers.consume(run.run());
    }
  }

  /** Frees the networks. */
  @TearDown
  public void close() {
    runs.forEach(BareNetwork::close);
    networks.forEach(Network::close);
  }

  /**
   * A classifier of three classes for TensorFlow Lite: a network of one head as it is exported,
   * with a linear layer of three outputs in place of its last layer. The softmax of three numbers
   * is left to the reader of the file, and takes no time beside the rest.
   */
  static final class ThreeClasses {
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
                  network.config().preprocessing(),
                  false,
                  OperatingPoints.standard(new HeadLayout(List.of(name))),
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
}
