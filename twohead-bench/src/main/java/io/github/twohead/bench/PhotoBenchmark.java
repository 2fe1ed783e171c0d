package io.github.twohead.bench;

import io.github.twohead.ImageSource;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.bench.Subject.BareNetwork;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.runtime.internal.image.Resampler;
import io.github.twohead.runtime.internal.image.RgbImage;
import io.github.twohead.runtime.internal.image.SourceDecoder;
import io.github.twohead.spi.EnginePredictor;
import java.io.IOException;
import java.nio.ByteBuffer;
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
 * Where does the time go from a photo's bytes to the decisions?
 *
 * <pre>java -jar twohead-bench/target/benchmarks.jar PhotoBenchmark</pre>
 *
 * <p>Drawn photos (seed 1), two heads on ShuffleNetV2 x0.5 with random weights (seed 1) at 256×256,
 * one thread. The decoder is the fastest one on the class path, leptonica's; {@link
 * DecoderBenchmark} compares them. Each step starts with what the step before made.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-Dai.djl.pytorch.num_interop_threads=1")
public class PhotoBenchmark {
  private static final long SEED = 1;
  private static final int HEADS = 2;
  private static final int SIZE = 256;
  private static final int THREADS = 1;

  /** The file. */
  @Param public Photo photo;

  /** What runs the network. */
  @Param("PYTORCH")
  public Subject subject;

  private Network network;
  private EnginePredictor predictor;
  private BareNetwork bare;
  private OperatingPoints points;
  private Normalizer normalizer;
  private ImageSource source;
  private RgbImage decoded;
  private byte[] resized;
  private ByteBuffer pixels;
  private float[] logits;

  /** Draws weights and photo, and does every step once. */
  @Setup
  public void open() throws IOException {
    network = Networks.random(HEADS, SIZE, SEED);
    Preprocessing input = network.config().preprocessing();
    points = network.points();
    normalizer = new Normalizer(input);
    source = ImageSource.of(photo.encoded());
    decoded = decode();
    resized = resize().pixels();
    pixels = Networks.floats(resized, input);
    logits = network.infer(pixels, 1);
    predictor = subject.predictor(network, THREADS);
    bare = subject.bare(network, THREADS, resized);
  }

  /** Bytes to pixels, reduced while they are decoded. */
  @Benchmark
  public RgbImage decode() {
    return SourceDecoder.decode(source, SIZE, SIZE);
  }

  /** To the size of the input. */
  @Benchmark
  public RgbImage resize() {
    return Resampler.resize(decoded, SIZE, SIZE);
  }

  /** To floats. */
  @Benchmark
  public ByteBuffer normalize() {
    normalizer.write(resized, pixels, 0);
    return pixels;
  }

  /** The network alone. */
  @Benchmark
  public Object network() {
    return bare.run();
  }

  /** From logits to every head's decision. */
  @Benchmark
  public boolean decide() {
    Prediction prediction = points.prediction(points.probabilities(logits), 0);
    boolean any = false;
    for (int i = 0; i < HEADS; i++) {
      any |= prediction.heads().get(i).positive();
    }
    return any;
  }

  /** All of it, by the library's predictor. */
  @Benchmark
  public Prediction whole() {
    return predictor.predict(List.of(source)).get(0);
  }

  /** Frees the networks. */
  @TearDown
  public void close() {
    bare.close();
    predictor.close();
    network.close();
  }

  /** A drawn image file, of a size that users send. */
  public enum Photo {
    /** 12 megapixels, baseline JPEG, quality 90. */
    JPEG_12MP(4000, 3000, "jpg", false),
    /** 12 megapixels, progressive JPEG, quality 90. */
    PROGRESSIVE_12MP(4000, 3000, "jpg", true),
    /** 1 megapixel, baseline JPEG, quality 90. */
    JPEG_1MP(1152, 864, "jpg", false),
    /** 1 megapixel, PNG. */
    PNG_1MP(1152, 864, "png", false);

    private static final long SEED = 1;

    private final int width;
    private final int height;
    private final String format;
    private final boolean progressive;

    Photo(int width, int height, String format, boolean progressive) {
      this.width = width;
      this.height = height;
      this.format = format;
      this.progressive = progressive;
    }

    /** The file's content. */
    byte[] encoded() throws IOException {
      return Drawings.encoded(Drawings.photo(width, height, SEED), format, progressive);
    }
  }
}
