package io.github.twohead.djl.internal.image;

import static org.bytedeco.leptonica.global.leptonica.L_SEVERITY_NONE;
import static org.bytedeco.leptonica.global.leptonica.pixDestroy;
import static org.bytedeco.leptonica.global.leptonica.pixGetData;
import static org.bytedeco.leptonica.global.leptonica.pixGetDepth;
import static org.bytedeco.leptonica.global.leptonica.pixGetHeight;
import static org.bytedeco.leptonica.global.leptonica.pixGetWidth;
import static org.bytedeco.leptonica.global.leptonica.pixGetWpl;
import static org.bytedeco.leptonica.global.leptonica.pixReadMemJpeg;
import static org.bytedeco.leptonica.global.leptonica.setMsgSeverity;

import io.github.twohead.djl.internal.natives.Natives;
import java.io.IOException;
import org.bytedeco.leptonica.PIX;
import org.jspecify.annotations.Nullable;

/**
 * Decodes large JPEGs at a half, a quarter or an eighth of their size, by leptonica's
 * libjpeg-turbo.
 *
 * <p>The reduction happens in the frequency domain, so it does not alias. Whatever cannot be
 * reduced or looks odd goes to another decoder, which also says what is wrong with damaged files.
 *
 * <p>Pixels cross over as Java arrays: JavaCPP's own buffers would count against its limit of
 * physical memory, which a process with libtorch in it soon exceeds.
 */
public final class LeptonicaJpegDecoder implements JpegDecoder {
  private static final int LARGEST_REDUCTION = 8;
  private static final int TRAILER = 64;

  private final JpegDecoder otherwise;

  private LeptonicaJpegDecoder(JpegDecoder otherwise) {
    this.otherwise = otherwise;
  }

  /**
   * Loads leptonica.
   *
   * @param otherwise decodes what leptonica does not
   * @throws LinkageError if leptonica is not on the class path, or not for this platform
   */
  public static LeptonicaJpegDecoder load(JpegDecoder otherwise) {
    Natives.start(() -> setMsgSeverity(L_SEVERITY_NONE));
    return new LeptonicaJpegDecoder(otherwise);
  }

  @Override
  public RgbImage decode(byte[] jpeg, int wantedWidth, int wantedHeight) throws IOException {
    int reduction =
        JpegHeader.of(jpeg)
            .filter(header -> header.components() % 2 == 1 && header.bits() == 8)
            .map(header -> reduction(header, wantedWidth, wantedHeight))
            .orElse(1);
    RgbImage reduced = reduction > 1 && hasEnd(jpeg) ? decodeReduced(jpeg, reduction) : null;
    return reduced != null ? reduced : otherwise.decode(jpeg, wantedWidth, wantedHeight);
  }

  /** Returns the largest divisor that leaves at least what is wanted. */
  static int reduction(JpegHeader header, int wantedWidth, int wantedHeight) {
    int reduction = LARGEST_REDUCTION;
    while (reduction > 1
        && (header.width() < reduction * wantedWidth
            || header.height() < reduction * wantedHeight)) {
      reduction /= 2;
    }
    return reduction;
  }

  /** Finds the end marker, without which libjpeg would complain on standard error. */
  private static boolean hasEnd(byte[] jpeg) {
    for (int i = jpeg.length - 2; i >= Math.max(0, jpeg.length - TRAILER); i--) {
      if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xD9) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable RgbImage decodeReduced(byte[] jpeg, int reduction) {
    int[] warnings = new int[1];
    PIX pix = pixReadMemJpeg(jpeg, jpeg.length, 0, reduction, warnings, 0);
    if (pix == null) {
      return null;
    }
    try {
      return warnings[0] == 0 ? toRgb(pix) : null;
    } finally {
      pixDestroy(pix);
    }
  }

  private static @Nullable RgbImage toRgb(PIX pix) {
    int width = pixGetWidth(pix);
    int height = pixGetHeight(pix);
    int depth = pixGetDepth(pix);
    if (depth != 8 && depth != 32) {
      return null;
    }
    int wordsPerRow = pixGetWpl(pix);
    int[] words = new int[wordsPerRow * height];
    pixGetData(pix).get(words);
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, out = 0; y < height; y++) {
      int row = y * wordsPerRow;
      for (int x = 0; x < width; x++, out += 3) {
        int grey = words[row + x * depth / 32] >>> (24 - 8 * (x & 3));
        int color = depth == 32 ? words[row + x] : (grey & 0xFF) * 0x01010100;
        rgb[out] = (byte) (color >>> 24);
        rgb[out + 1] = (byte) (color >>> 16);
        rgb[out + 2] = (byte) (color >>> 8);
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
