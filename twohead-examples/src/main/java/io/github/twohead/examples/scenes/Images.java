package io.github.twohead.examples.scenes;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** Images backed by an {@code int} per pixel. */
public final class Images {

  private Images() {}

  /** A transparent image. */
  public static BufferedImage transparent(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB_PRE);
  }

  /** The live pixels of an image. */
  static int[] pixels(BufferedImage image) {
    return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
  }

  public static Graphics2D graphics(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return g;
  }

  /** Graphics for a scene of 100 x 100 units that covers the frame, centred. */
  static Graphics2D sceneGraphics(BufferedImage frame) {
    Graphics2D g = graphics(frame);
    double longest = Math.max(frame.getWidth(), frame.getHeight());
    g.translate((frame.getWidth() - longest) / 2, (frame.getHeight() - longest) / 2);
    g.scale(longest / 100, longest / 100);
    return g;
  }

  static int clamp(int channel) {
    return Math.max(0, Math.min(255, channel));
  }
}
