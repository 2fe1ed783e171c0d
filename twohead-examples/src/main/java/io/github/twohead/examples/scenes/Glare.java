package io.github.twohead.examples.scenes;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** Light that a smooth surface mirrors into the camera. */
final class Glare {

  private Glare() {}

  /** A lamp: a soft round spot somewhere on the shape. */
  static void lamp(BufferedImage frame, Shape shape, RandomGenerator random) {
    Rectangle2D area = shape.getBounds2D();
    Rectangle2D whole = new Rectangle2D.Double(0, 0, frame.getWidth(), frame.getHeight());
    Rectangle2D visible = area.createIntersection(whole);
    double x = visible.getX() + Math.max(0, visible.getWidth()) * random.nextDouble(0.1, 0.9);
    double y = visible.getY() + Math.max(0, visible.getHeight()) * random.nextDouble(0.1, 0.9);
    float radius = (float) (frame.getWidth() * random.nextDouble(0.06, 0.3));
    double strength = random.nextDouble(0.45, 0.95);
    Color[] colors = {
      Colors.alpha(Color.WHITE, strength),
      Colors.alpha(Color.WHITE, strength * 0.55),
      Colors.alpha(Color.WHITE, 0)
    };
    Graphics2D g = Images.graphics(frame);
    g.setPaint(
        new RadialGradientPaint(
            new Point2D.Double(x, y), radius, new float[] {0, 0.35f, 1}, colors));
    g.clip(new Rectangle2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    g.fill(shape);
    g.dispose();
  }

  /** A window: slanted bright panes on the shape. */
  static void window(BufferedImage frame, Shape shape, RandomGenerator random) {
    double scale = frame.getWidth() * random.nextDouble(0.12, 0.35);
    Path2D panes = new Path2D.Double();
    for (int i = 0; i < 4; i++) {
      int row = i / 2;
      panes.append(new Rectangle2D.Double(i % 2 * 0.55, row * 0.75, 0.5, 0.7), false);
    }
    AffineTransform place = new AffineTransform();
    place.translate(
        frame.getWidth() * random.nextDouble(0.7), frame.getHeight() * random.nextDouble(0.7));
    place.scale(scale, scale);
    place.shear(random.nextDouble(-0.5, 0.5), random.nextDouble(-0.3, 0.3));
    Graphics2D g = Images.graphics(frame);
    g.clip(shape);
    g.setComposite(
        AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) random.nextDouble(0.15, 0.45)));
    g.setColor(Colors.hsb(random.nextDouble(), 0.1, 1));
    g.fill(place.createTransformedShape(panes));
    g.dispose();
  }
}
