package io.github.twohead.bench;

import io.github.twohead.ImageSource;
import io.github.twohead.Prediction;
import io.github.twohead.bench.Subject.BareNetwork;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.spi.EnginePredictor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
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

/**
 * How long does one prediction take in each runtime, with pixels that need no decoding and no
 * resizing, and how much of that is the runtime itself?
 *
 * <pre>java -jar twohead-bench/target/benchmarks.jar ForwardPassBenchmark -prof gc</pre>
 *
 * Everything, which takes about nine hours:
 *
 * <pre>java -jar twohead-bench/target/benchmarks.jar ForwardPassBenchmark -prof gc \
 *     -p heads=1,2,4,8 -p size=224,256,320 -p threads=1,2</pre>
 *
 * <p>ShuffleNetV2 x0.5 with random weights (seed 1) and a drawn image (seed 1), batch 1. {@link
 * DjlPredictorBenchmark} runs the same weights without this library's predictor. DJL's TensorFlow
 * Lite has natives for Linux and macOS on x86_64 only.
 *
 * <p>{@code gc.alloc.rate.norm} is the heap allocated by a prediction, plus some kilobytes of JMH's
 * own in every iteration, which show where an iteration holds only a few predictions.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-Dai.djl.pytorch.num_interop_threads=1")
public class ForwardPassBenchmark {
  private static final long SEED = 1;

  /** What runs the network. */
  @Param public Subject subject;

  /** The number of heads. */
  @Param({"1", "2"})
  public int heads;

  /** Width and height of the input. */
  @Param("256")
  public int size;

  /** The threads that work on one image. */
  @Param("1")
  public int threads;

  private Network network;
  private EnginePredictor predictor;
  private BareNetwork bare;
  private FloatBuffer numbers;
  private byte[] rgb;

  /** Draws weights and image, writes the file and opens it. */
  @Setup
  public void open() throws IOException {
    network = Networks.random(heads, size, SEED);
    rgb = Drawings.rgb(Drawings.photo(size, size, SEED));
    numbers = Networks.floats(rgb, network.config().preprocessing()).asFloatBuffer();
    predictor = subject.predictor(network, threads);
    bare = subject.bare(network, threads, rgb);
  }

  /** From normalised numbers. */
  @Benchmark
  public Prediction ready() {
    return predictor.predict(numbers);
  }

  /** From bytes of red, green and blue, which are normalised. */
  @Benchmark
  public Prediction rgb() {
    return predictor.predict(List.of(ImageSource.ofRgb(rgb, size, size))).get(0);
  }

  /** The runtime alone, with its input in place. */
  @Benchmark
  public Object bare() {
    return bare.run();
  }

  /** Frees the networks. */
  @TearDown
  public void close() {
    bare.close();
    predictor.close();
    network.close();
  }
}
