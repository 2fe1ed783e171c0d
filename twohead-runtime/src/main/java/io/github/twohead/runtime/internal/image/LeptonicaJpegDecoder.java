package io.github.twohead.runtime.internal.image;

import static org.bytedeco.leptonica.global.leptonica.L_SEVERITY_NONE;
import static org.bytedeco.leptonica.global.leptonica.getLeptonicaVersion;
import static org.bytedeco.leptonica.global.leptonica.pixDestroy;
import static org.bytedeco.leptonica.global.leptonica.pixGetData;
import static org.bytedeco.leptonica.global.leptonica.pixGetDepth;
import static org.bytedeco.leptonica.global.leptonica.pixGetHeight;
import static org.bytedeco.leptonica.global.leptonica.pixGetWidth;
import static org.bytedeco.leptonica.global.leptonica.pixGetWpl;
import static org.bytedeco.leptonica.global.leptonica.pixReadMemJpeg;
import static org.bytedeco.leptonica.global.leptonica.setMsgSeverity;

import io.github.twohead.runtime.internal.natives.Natives;
import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;
import org.jspecify.annotations.Nullable;

/**
 * Decodes large JPEGs at a half, a quarter or an eighth of their size, by leptonica's
 * libjpeg-turbo.
 *
 * <p>The reduction happens in the frequency domain, so it does not alias: pixels are the means of
 * squares, nearly. Whatever cannot be reduced or looks odd goes to another decoder, which also says
 * what is wrong with damaged files.
 *
 * <p>Pixels cross over as Java arrays: JavaCPP's own buffers would count against its limit of
 * physical memory, which a process with libtorch in it soon exceeds.
 */
public final class LeptonicaJpegDecoder implements JpegDecoder {
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

  /**
   * Loads leptonica and says which it is, and from which file.
   *
   * @throws LinkageError if leptonica is not on the class path, or not for this platform
   */
  public static String version() {
    return Natives.start(
        () -> {
          try (BytePointer version = getLeptonicaVersion()) {
            return version.getString() + ", " + Loader.load(leptonica.class);
          }
        });
  }

  @Override
  public StoredImage decode(byte[] jpeg, int wantedWidth, int wantedHeight) throws IOException {
    JpegHeader header = JpegHeader.of(jpeg);
    int reduction = header.reduction(wantedWidth, wantedHeight);
    StoredImage reduced = reduction > 1 ? decodeReduced(jpeg, header, reduction) : null;
    return reduced != null ? reduced : otherwise.decode(jpeg, wantedWidth, wantedHeight);
  }

  private static @Nullable StoredImage decodeReduced(
      byte[] jpeg, JpegHeader header, int reduction) {
    int[] warnings = new int[1];
    PIX pix = pixReadMemJpeg(jpeg, jpeg.length, 0, reduction, warnings, 0);
    if (pix == null) {
      return null;
    }
    try {
      boolean expected = pixGetDepth(pix) == (header.components() == 1 ? 8 : 32);
      return warnings[0] == 0 && expected ? stored(pix, header, reduction) : null;
    } finally {
      pixDestroy(pix);
    }
  }

  /** Unpacks words of one colour or four greys. */
  private static StoredImage stored(PIX pix, JpegHeader header, int side) {
    int channels = header.components();
    int width = pixGetWidth(pix);
    int height = pixGetHeight(pix);
    int wordsPerRow = pixGetWpl(pix);
    int[] words = new int[wordsPerRow * height];
    pixGetData(pix).get(words);
    byte[] samples = new byte[channels * width * height];
    for (int y = 0, out = 0; y < height; y++) {
      int row = y * wordsPerRow;
      for (int x = 0; x < width; x++) {
        if (channels == 1) {
          samples[out++] = (byte) (words[row + x / 4] >>> (24 - 8 * (x & 3)));
        } else {
          int color = words[row + x];
          samples[out++] = (byte) (color >>> 24);
          samples[out++] = (byte) (color >>> 16);
          samples[out++] = (byte) (color >>> 8);
        }
      }
    }
    Reduction reduction = Reduction.of(side, header.width(), header.height());
    return new StoredImage(width, height, channels, samples, reduction);
  }
}
