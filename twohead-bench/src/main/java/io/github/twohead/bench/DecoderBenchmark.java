package io.github.twohead.bench;

import io.github.twohead.bench.PhotoBenchmark.Photo;
import io.github.twohead.runtime.internal.image.ImageIoJpegDecoder;
import io.github.twohead.runtime.internal.image.JpegDecoder;
import io.github.twohead.runtime.internal.image.LeptonicaJpegDecoder;
import io.github.twohead.runtime.internal.image.Resampler;
import io.github.twohead.runtime.internal.image.Samples;
import io.github.twohead.runtime.internal.image.StoredImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to decode a JPEG and bring it to 256×256, and which decoder is worth its
 * place on the class path?
 *
 * <pre>java -jar twohead-bench/target/benchmarks.jar DecoderBenchmark</pre>
 *
 * <p>Drawn photos (seed 1), one thread. ImageIO in full is what programs without this library do;
 * its files on disk are switched off.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecoderBenchmark {
  private static final int SIZE = 256;

  /** A way to decode. */
  public enum Decoder {
    /** {@link ImageIO#read}, every pixel, then to RGB bytes. */
    IMAGEIO_FULL,
    /** ImageIO, which leaves out pixels of photos that are large enough. */
    IMAGEIO_SUBSAMPLED,
    /** leptonica, which reduces in the frequency domain. */
    LEPTONICA
  }

  /** What decodes. */
  @Param public Decoder decoder;

  /** The file. */
  @Param({"JPEG_12MP", "PROGRESSIVE_12MP", "JPEG_1MP"})
  public Photo photo;

  private byte[] jpeg;
  private Decoding decoding;

  /** Decodes the JPEG. */
  private interface Decoding {
    StoredImage decode(byte[] jpeg) throws IOException;
  }

  /** Draws the photo. */
  @Setup
  public void open() throws IOException {
    jpeg = photo.encoded();
    JpegDecoder subsampling = new ImageIoJpegDecoder();
    decoding =
        switch (decoder) {
          case IMAGEIO_FULL -> {
            ImageIO.setUseCache(false);
            yield bytes -> Samples.of(ImageIO.read(new ByteArrayInputStream(bytes)));
          }
          case IMAGEIO_SUBSAMPLED -> bytes -> subsampling.decode(bytes, SIZE, SIZE);
          case LEPTONICA -> {
            JpegDecoder leptonica = LeptonicaJpegDecoder.load(subsampling);
            yield bytes -> leptonica.decode(bytes, SIZE, SIZE);
          }
        };
  }

  /** Bytes to pixels of the input's size: decoders leave more or less to the resize. */
  @Benchmark
  public Object decode() throws IOException {
    return Resampler.resize(decoding.decode(jpeg).toRgb(), SIZE, SIZE);
  }
}
