package io.github.twohead.bench;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * How long does one prediction take on pixels that have the input's size already, and what does
 * each further head add?
 *
 * <pre>java -jar twohead-bench/target/benchmarks.jar ForwardPassBenchmark</pre>
 *
 * <p>ShuffleNetV2 x0.5 with random weights (seed 1) on PyTorch, batch 1, one intra-op thread; the
 * image is noise (seed 1). Normalising the pixels is part of the time, decoding and resizing are
 * not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Dai.djl.pytorch.num_threads=1", "-Dai.djl.pytorch.num_interop_threads=1"})
public class ForwardPassBenchmark {

  /** The number of heads. */
  @Param({"1", "2", "4", "8"})
  public int heads;

  /** Width and height of the input. */
  @Param({"224", "256", "320"})
  public int size;

  private MultiHeadPredictor predictor;
  private BufferedImage image;

  /** Saves a model with random weights and opens it. */
  @Setup
  public void open() throws IOException {
    List<HeadSpec> specs =
        IntStream.range(0, heads).mapToObj(i -> HeadSpec.binary("head" + i)).toList();
    Path file = Files.createTempFile("twohead-bench-", ".twohead");
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(specs)
            .preprocessing(Preprocessing.standard().size(size))
            .device(Device.cpu())
            .seed(1)
            .build()) {
      model.save(file);
      predictor = MultiHeadPredictor.builder().device(Device.cpu()).open(file);
    } finally {
      Files.delete(file);
    }
    image = noise();
  }

  private BufferedImage noise() {
    Random random = new Random(1);
    BufferedImage noise = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      noise.setRGB(i % size, i / size, random.nextInt(1 << 24));
    }
    return noise;
  }

  /** One prediction. */
  @Benchmark
  public Prediction predict() {
    return predictor.predict(image);
  }

  /** Frees the network. */
  @TearDown
  public void close() {
    predictor.close();
  }
}
