package io.github.twohead.runtime.internal.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * Draws the first frame of a GIF where it belongs on its canvas, which is transparent elsewhere.
 *
 * <p>As in Pillow, a frame that is larger than its canvas widens it. What becomes of a frame when
 * the next one comes does not matter.
 */
final class GifDecoder {
  private static final String SCREEN = "LogicalScreenDescriptor";
  private static final String FRAME = "ImageDescriptor";

  private GifDecoder() {}

  static StoredImage decode(byte[] gif, int wantedWidth, int wantedHeight) throws IOException {
    return ImageIoDecoder.firstOf(
        ImageFormat.GIF, gif, attempt -> draw(attempt, wantedWidth, wantedHeight));
  }

  private static StoredImage draw(ReadAttempt attempt, int wantedWidth, int wantedHeight)
      throws IOException {
    int left = attempt.ofImage(FRAME, "imageLeftPosition");
    int top = attempt.ofImage(FRAME, "imageTopPosition");
    int width = Math.max(attempt.ofFile(SCREEN, "logicalScreenWidth"), left + attempt.width());
    int height = Math.max(attempt.ofFile(SCREEN, "logicalScreenHeight"), top + attempt.height());
    ImageSize.check(width, height);
    int period = ImageSize.periodIfHuge(width, height, wantedWidth, wantedHeight);
    byte[] canvas =
        new byte[3 * ImageSize.reduced(width, period) * ImageSize.reduced(height, period)];
    Arrays.fill(canvas, (byte) 0xFF);
    StoredImage image =
        new StoredImage(
            ImageSize.reduced(width, period), ImageSize.reduced(height, period), 3, canvas);
    // of each square of the canvas the middle pixel is kept: where the frame's first ones go
    int column = firstKept(left, period);
    int row = firstKept(top, period);
    int x = period / 2 + column * period - left;
    int y = period / 2 + row * period - top;
    if (x < attempt.width() && y < attempt.height()) {
      put(Samples.of(attempt.read(period, x, y)).toRgb(), image, column, row);
    }
    return image;
  }

  /** Returns which of the kept columns or rows is the first that does not lie before a pixel. */
  private static int firstKept(int pixel, int period) {
    return Math.max(0, pixel - period / 2 + period - 1) / period;
  }

  private static void put(RgbImage frame, StoredImage canvas, int column, int row) {
    for (int y = 0; y < frame.height(); y++) {
      int from = 3 * y * frame.width();
      int to = 3 * ((row + y) * canvas.width() + column);
      System.arraycopy(frame.pixels(), from, canvas.samples(), to, 3 * frame.width());
    }
  }
}
