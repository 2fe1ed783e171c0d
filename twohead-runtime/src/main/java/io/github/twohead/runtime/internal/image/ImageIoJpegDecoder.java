package io.github.twohead.runtime.internal.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;

/**
 * Decodes JPEGs by ImageIO, leaving out pixels of large ones as they are decoded.
 *
 * <p>Three times the wanted size remains, so that the resize afterwards can still average.
 */
public final class ImageIoJpegDecoder implements JpegDecoder {
  private static final ColorModel RGB =
      new ComponentColorModel(
          ColorSpace.getInstance(ColorSpace.CS_sRGB),
          false,
          false,
          ColorModel.OPAQUE,
          DataBuffer.TYPE_BYTE);

  @Override
  public StoredImage decode(byte[] jpeg, int wantedWidth, int wantedHeight) throws IOException {
    JpegHeader header = JpegHeader.of(jpeg);
    int period = ImageSize.period(header.width(), header.height(), wantedWidth, wantedHeight);
    return ImageIoDecoder.firstOf(
        ImageFormat.JPEG,
        jpeg,
        attempt ->
            switch (header.components()) {
              case 3 -> readColor(attempt, header, period);
              case 4 -> readCmyk(attempt, header.ycc(), period);
              default -> Samples.of(attempt.read(period));
            });
  }

  /** Lets the reader write into our array: its own image costs half as much time again. */
  private static StoredImage readColor(ReadAttempt attempt, JpegHeader header, int period)
      throws IOException {
    int width = ImageSize.reduced(header.width(), period);
    int height = ImageSize.reduced(header.height(), period);
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(pixels, pixels.length),
            width,
            height,
            3 * width,
            3,
            new int[] {0, 1, 2},
            null);
    attempt.readInto(new BufferedImage(RGB, raster, false, null), period);
    return new StoredImage(width, height, 3, pixels);
  }

  /** Not every JDK's reader makes an image of four components, but each gives their samples. */
  private static StoredImage readCmyk(ReadAttempt attempt, boolean ycc, int period)
      throws IOException {
    Raster raster = attempt.readRaster(period);
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] samples = (byte[]) raster.getDataElements(0, 0, width, height, null);
    Ycck.toCmyk(samples, ycc);
    return new StoredImage(width, height, 4, samples);
  }

  /** The four components of a JPEG, which libjpeg converts, but ImageIO does not. */
  private static final class Ycck {
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);

    private Ycck() {}

    /**
     * Turns samples as they are coded into cyan, magenta, yellow and black, where 0 is no ink.
     *
     * <p>They are taken to be inverted, as Adobe's programs write them and Pillow reads them.
     *
     * @param samples four of each pixel, which are replaced
     * @param ycc whether the first three are coded as brightness and differences (YCCK)
     */
    static void toCmyk(byte[] samples, boolean ycc) {
      for (int i = 0; i < samples.length; i += 4) {
        if (ycc) {
          toRgb(samples, i);
        } else {
          samples[i] = (byte) ~samples[i];
          samples[i + 1] = (byte) ~samples[i + 1];
          samples[i + 2] = (byte) ~samples[i + 2];
        }
        samples[i + 3] = (byte) ~samples[i + 3];
      }
    }

    /** Converts as libjpeg does (jdcolor.c); inverted ink is what red, green and blue are. */
    private static void toRgb(byte[] samples, int at) {
      int brightness = samples[at] & 0xFF;
      int blue = (samples[at + 1] & 0xFF) - 128;
      int red = (samples[at + 2] & 0xFF) - 128;
      samples[at] = sum(brightness, fixed(1.402) * red);
      samples[at + 1] = sum(brightness, -fixed(0.34414) * blue - fixed(0.71414) * red);
      samples[at + 2] = sum(brightness, fixed(1.772) * blue);
    }

    private static int fixed(double factor) {
      return (int) (factor * (1 << BITS) + 0.5);
    }

    private static byte sum(int brightness, int fixed) {
      int value = brightness + ((fixed + HALF) >> BITS);
      return (byte) Math.max(0, Math.min(255, value));
    }
  }
}
