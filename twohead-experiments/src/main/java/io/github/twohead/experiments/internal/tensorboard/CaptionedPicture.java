package io.github.twohead.experiments.internal.tensorboard;

import io.github.twohead.experiments.Tracker.Picture;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Pictures with their captions below them, as TensorBoard has no place for captions. */
final class CaptionedPicture {
  private static final int LEAST_WIDTH = 256;
  private static final int LINES = 4;
  private static final int LINE = 15;
  private static final int MARGIN = 4;

  private CaptionedPicture() {}

  /** The width of a picture with its caption. */
  static int width(Picture picture) {
    return Math.max(LEAST_WIDTH, picture.pixels().getWidth());
  }

  /** The height of a picture with its caption. */
  static int height(Picture picture) {
    return picture.pixels().getHeight() + LINES * LINE + 2 * MARGIN;
  }

  /** A JPEG file. */
  static byte[] jpeg(Picture picture) throws IOException {
    BufferedImage canvas =
        new BufferedImage(width(picture), height(picture), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    try {
      BufferedImage pixels = picture.pixels();
      graphics.drawImage(pixels, (canvas.getWidth() - pixels.getWidth()) / 2, 0, null);
      drawText(graphics, picture.caption(), pixels.getHeight() + MARGIN, canvas.getWidth());
    } catch (RuntimeException | InternalError | LinkageError e) {
      // a machine without fonts: the picture says something without its caption
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(canvas, "jpg", bytes);
    return bytes.toByteArray();
  }

  private static void drawText(Graphics2D graphics, String text, int top, int width) {
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    graphics.setColor(Color.WHITE);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    FontMetrics metrics = graphics.getFontMetrics();
    String rest = text;
    for (int line = 1; line <= LINES && !rest.isEmpty(); line++) {
      int fitting = fitting(metrics, rest, width - 2 * MARGIN);
      graphics.drawString(
          rest.substring(0, fitting).strip(), MARGIN, top + line * LINE - metrics.getDescent());
      rest = rest.substring(fitting).strip();
    }
  }

  /** How many letters fit into a line, which ends with a word where that can be. */
  private static int fitting(FontMetrics metrics, String text, int width) {
    int end = text.length();
    while (end > 1 && metrics.stringWidth(text.substring(0, end)) > width) {
      end--;
    }
    int space = text.lastIndexOf(' ', end);
    return end == text.length() || space <= 0 ? end : space;
  }
}
