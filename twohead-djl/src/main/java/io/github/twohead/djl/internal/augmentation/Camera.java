package io.github.twohead.djl.internal.augmentation;

import io.github.twohead.runtime.internal.image.Resampler;
import io.github.twohead.runtime.internal.image.RgbImage;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What lenses, sensors and files do to pictures. */
final class Camera {
  private Camera() {}

  /** Makes an image smaller and large again, as Pillow resizes with its bilinear filter. */
  static void downscale(Canvas image, double share) {
    int width = Math.max(1, (int) Math.rint(share * image.width()));
    int height = Math.max(1, (int) Math.rint(share * image.height()));
    RgbImage whole = new RgbImage(image.width(), image.height(), image.pixels());
    RgbImage small = Resampler.resize(whole, width, height);
    image.load(Resampler.resize(small, image.width(), image.height()).pixels());
  }

  /** Normally distributed numbers, as many above 0 as below. */
  private static final class Normal {
    static final float[] NUMBERS = new float[1 << 16];

    static {
      Random random = new Random(1);
      for (int i = 0; i < NUMBERS.length; i += 2) {
        NUMBERS[i] = (float) random.nextGaussian();
        NUMBERS[i + 1] = -NUMBERS[i];
      }
    }

    private Normal() {}
  }

  /**
   * Adds noise.
   *
   * @param stddev in levels of 0 to 255
   */
  static void noise(Canvas image, double stddev, RandomGenerator random) {
    byte[] pixels = image.pixels();
    float deviation = (float) stddev;
    long bits = 0;
    for (int i = 0; i < pixels.length; i++) {
      bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
      float value = (pixels[i] & 0xFF) + deviation * Normal.NUMBERS[(int) bits & 0xFFFF];
      pixels[i] = (byte) (int) (Math.max(0, Math.min(255, value)) + 0.5f);
    }
  }

  /** A Gaussian over 2r+1 pixels, r being three standard deviations: torchvision's blur. */
  static final class Blur {
    private static final int BITS = 14;
    private static final int KEPT = 8;
    private static final int HALF = 1 << (BITS + KEPT - 1);

    private final int[] weights;
    private final int radius;

    Blur(double sigma) {
      radius = (int) Math.ceil(3 * sigma);
      weights = new int[2 * radius + 1];
      double sum = 0;
      for (int i = -radius; i <= radius; i++) {
        sum += bell(i / sigma);
      }
      int left = 1 << BITS;
      for (int i = 1; i <= radius; i++) {
        int weight = (int) Math.rint(bell(i / sigma) / sum * (1 << BITS));
        weights[radius - i] = weight;
        weights[radius + i] = weight;
        left -= 2 * weight;
      }
      weights[radius] = left;
    }

    private static double bell(double x) {
      return Math.exp(-x * x / 2);
    }

    void apply(Canvas image) {
      int height = image.height();
      int stride = 3 * image.width();
      int[] rows = image.sums();
      across(image, rows, new int[stride + 6 * radius], stride);
      int[] sums = new int[stride];
      for (int y = 0; y < height; y++) {
        Arrays.fill(sums, HALF);
        for (int tap = 0; tap < weights.length; tap++) {
          int row = reflected(y + tap - radius, height);
          add(rows, row * stride, weights[tap], sums);
        }
        for (int i = 0; i < stride; i++) {
          image.pixels()[y * stride + i] = (byte) (sums[i] >> (BITS + KEPT));
        }
      }
    }

    private void across(Canvas image, int[] rows, int[] padded, int stride) {
      int[] sums = new int[stride];
      for (int y = 0; y < image.height(); y++) {
        pad(image, y, padded);
        Arrays.fill(sums, 0);
        for (int tap = 0; tap < weights.length; tap++) {
          add(padded, 3 * tap, weights[tap], sums);
        }
        for (int i = 0; i < stride; i++) {
          rows[y * stride + i] = sums[i] >> (BITS - KEPT);
        }
      }
    }

    private void pad(Canvas image, int y, int[] padded) {
      byte[] pixels = image.pixels();
      for (int x = -radius; x < image.width() + radius; x++) {
        int in = 3 * (y * image.width() + reflected(x, image.width()));
        int out = 3 * (x + radius);
        padded[out] = pixels[in] & 0xFF;
        padded[out + 1] = pixels[in + 1] & 0xFF;
        padded[out + 2] = pixels[in + 2] & 0xFF;
      }
    }

    private static void add(int[] from, int at, int weight, int[] sums) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weight * from[at + i];
      }
    }

    /** What lies beyond an edge is what lies as far within. */
    private static int reflected(int at, int size) {
      int place = Math.floorMod(at, Math.max(1, 2 * (size - 1)));
      return place < size ? place : 2 * (size - 1) - place;
    }
  }

  /** The JDK's JPEG, colours at half the resolution. Not safe for several threads. */
  static final class Jpeg {
    private static final ColorModel RGB =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_BYTE);

    private final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    private final ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    private final ImageWriteParam parameters = writer.getDefaultWriteParam();

    Jpeg() {
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    }

    /**
     * Encodes and decodes an image.
     *
     * @param quality 1 to 100, as libjpeg counts it
     */
    void apply(Canvas image, int quality) {
      try {
        decode(encode(image, quality), image);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // there is only memory
      }
    }

    byte[] encode(Canvas image, int quality) throws IOException {
      int width = image.width();
      byte[] pixels = image.pixels();
      WritableRaster raster =
          Raster.createInterleavedRaster(
              new DataBufferByte(pixels, pixels.length),
              width,
              image.height(),
              3 * width,
              3,
              new int[] {0, 1, 2},
              null);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      parameters.setCompressionQuality(quality / 100f);
      try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
        writer.setOutput(out);
        BufferedImage picture = new BufferedImage(RGB, raster, false, null);
        writer.write(null, new IIOImage(picture, null, null), parameters);
      } finally {
        writer.setOutput(null);
      }
      return bytes.toByteArray();
    }

    private void decode(byte[] encoded, Canvas image) throws IOException {
      try (MemoryCacheImageInputStream in =
          new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
        reader.setInput(in, true, true);
        Raster raster = reader.read(0).getRaster();
        raster.getDataElements(0, 0, image.width(), image.height(), image.spare());
        image.swap();
      } finally {
        reader.setInput(null);
      }
    }
  }
}
