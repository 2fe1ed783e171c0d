package io.github.twohead.runtime.internal.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * Takes the samples out of Java's many kinds of images, in 8 bits; transparent ones lie on white.
 *
 * <p>They are taken as they are stored: {@link BufferedImage#getRGB} would brighten greys, which
 * Java takes for linear light, and turn CMYK into colours that no one has meant.
 */
public final class Samples {
  private Samples() {}

  public static StoredImage of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    Rows rows = rows(image);
    int stride = Math.multiplyExact(rows.channels(), width);
    byte[] samples = new byte[Math.multiplyExact(stride, height)];
    for (int y = 0; y < height; y++) {
      rows.read(y, samples, y * stride);
    }
    return new StoredImage(width, height, rows.channels(), samples);
  }

  /** Reads one row at a time. */
  private interface Rows {
    default int channels() {
      return 3;
    }

    void read(int y, byte[] samples, int at);
  }

  private static Rows rows(BufferedImage image) {
    ColorModel model = image.getColorModel();
    int type = model.getColorSpace().getType();
    int bits = model.getComponentSize(0);
    if (!areStored(model)) {
      return new PackedRows(image);
    }
    if (type == ColorSpace.TYPE_RGB && isPlainBytes(image)) {
      return new ByteRows(image.getRaster());
    }
    return new SampleRows(image, type, bits);
  }

  /** Whether samples are taken as they are stored; else Java converts them to sRGB. */
  static boolean areStored(ColorModel model) {
    int type = model.getColorSpace().getType();
    boolean known =
        type == ColorSpace.TYPE_RGB
            || type == ColorSpace.TYPE_GRAY
            || (type == ColorSpace.TYPE_CMYK && !model.hasAlpha());
    boolean whole =
        model.getTransferType() == DataBuffer.TYPE_BYTE
            || model.getTransferType() == DataBuffer.TYPE_USHORT;
    return model instanceof ComponentColorModel
        && known
        && whole
        && model.getComponentSize(0) <= 16;
  }

  private static boolean isPlainBytes(BufferedImage image) {
    Raster raster = image.getRaster();
    return raster.getNumBands() == 3
        && raster.getDataBuffer() instanceof DataBufferByte
        && raster.getSampleModel() instanceof PixelInterleavedSampleModel
        && raster.getDataBuffer().getNumBanks() == 1;
  }

  /** Puts a sample of some opacity, 0 to 255, on white. */
  private static int onWhite(int value, int alpha) {
    return 255 - ((255 - value) * alpha + 127) / 255;
  }

  /** Three interleaved bytes in any order, the common case. */
  private static final class ByteRows implements Rows {
    private final byte[] data;
    private final int origin;
    private final int rowStep;
    private final int step;
    private final int[] offsets;
    private final int width;

    ByteRows(Raster raster) {
      PixelInterleavedSampleModel samples = (PixelInterleavedSampleModel) raster.getSampleModel();
      data = ((DataBufferByte) raster.getDataBuffer()).getData();
      step = samples.getPixelStride();
      rowStep = samples.getScanlineStride();
      offsets = samples.getBandOffsets();
      width = raster.getWidth();
      origin =
          raster.getDataBuffer().getOffset()
              - raster.getSampleModelTranslateY() * rowStep
              - raster.getSampleModelTranslateX() * step;
    }

    @Override
    public void read(int y, byte[] rgb, int at) {
      int in = origin + y * rowStep;
      for (int out = at; out < at + 3 * width; out += 3, in += step) {
        rgb[out] = data[in + offsets[0]];
        rgb[out + 1] = data[in + offsets[1]];
        rgb[out + 2] = data[in + offsets[2]];
      }
    }
  }

  /** Grey, RGB or CMYK of up to 16 bits, with or without transparency. */
  private static final class SampleRows implements Rows {
    private final Raster raster;
    private final int colors;
    private final int bands;
    private final int bits;
    private final boolean premultiplied;
    private final int[] row;

    SampleRows(BufferedImage image, int type, int bits) {
      raster = image.getRaster();
      bands = raster.getNumBands();
      colors = type == ColorSpace.TYPE_GRAY ? 1 : type == ColorSpace.TYPE_RGB ? 3 : 4;
      this.bits = bits;
      premultiplied = image.isAlphaPremultiplied();
      row = new int[image.getWidth() * bands];
    }

    @Override
    public int channels() {
      return colors;
    }

    @Override
    public void read(int y, byte[] samples, int at) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      int out = at;
      for (int in = 0; in < row.length; in += bands) {
        int alpha = bands > colors ? eight(row[in + colors]) : 255;
        for (int channel = 0; channel < colors; channel++) {
          int value = eight(row[in + channel]);
          samples[out++] =
              (byte) (premultiplied ? Math.min(255, value + 255 - alpha) : onWhite(value, alpha));
        }
      }
    }

    private int eight(int sample) {
      return bits > 8
          ? sample >> (bits - 8)
          : bits == 8 ? sample : sample * 255 / ((1 << bits) - 1);
    }
  }

  /** Palettes, packed integers, and what is rare: Java converts. */
  private static final class PackedRows implements Rows {
    private final BufferedImage image;
    private final int[] row;

    PackedRows(BufferedImage image) {
      this.image = image;
      row = new int[image.getWidth()];
    }

    @Override
    public void read(int y, byte[] rgb, int at) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      int out = at;
      for (int color : row) {
        int alpha = color >>> 24;
        rgb[out++] = (byte) onWhite(color >> 16 & 0xFF, alpha);
        rgb[out++] = (byte) onWhite(color >> 8 & 0xFF, alpha);
        rgb[out++] = (byte) onWhite(color & 0xFF, alpha);
      }
    }
  }
}
