package io.github.twohead.djl.internal.image;

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
 * <p>At least twice the wanted size remains, so that the resize afterwards can still average.
 */
public final class ImageIoJpegDecoder implements JpegDecoder {
  private static final int PROFILE = 0xE2;
  private static final byte UNUSED = (byte) 0xEF;
  private static final ColorModel RGB =
      new ComponentColorModel(
          ColorSpace.getInstance(ColorSpace.CS_sRGB),
          false,
          false,
          ColorModel.OPAQUE,
          DataBuffer.TYPE_BYTE);

  @Override
  public RgbImage decode(byte[] jpeg, int wantedWidth, int wantedHeight) throws IOException {
    return ImageIoDecoder.firstOf(
        ImageFormat.JPEG,
        withoutProfile(jpeg),
        attempt -> {
          int period = ImageIoDecoder.period(attempt, wantedWidth, wantedHeight);
          return attempt.components() == 3
              ? readColor(attempt, period)
              : RgbConversion.toRgb(attempt.read(period));
        });
  }

  /** Hides colour profiles, which the readers would apply, slowly. */
  private static byte[] withoutProfile(byte[] jpeg) {
    byte[] changed = jpeg;
    for (JpegSegment segment : JpegSegment.of(jpeg)) {
      if (segment.marker() == PROFILE) {
        changed = changed == jpeg ? jpeg.clone() : changed;
        changed[segment.from() - 3] = UNUSED;
      }
    }
    return changed;
  }

  /** Lets the reader write into our array: its own image costs half as much time again. */
  private static RgbImage readColor(ReadAttempt attempt, int period) throws IOException {
    int width = ReadAttempt.reducedSize(attempt.width(), period);
    int height = ReadAttempt.reducedSize(attempt.height(), period);
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
    return new RgbImage(width, height, pixels);
  }
}
