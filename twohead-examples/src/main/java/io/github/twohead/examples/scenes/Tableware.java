package io.github.twohead.examples.scenes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.QuadCurve2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** Cups, plates and food on a table. */
final class Tableware {

  private Tableware() {}

  /** A table, and graphics whose origin is the middle of what stands on it. */
  private static Graphics2D table(BufferedImage frame, RandomGenerator random) {
    Backgrounds.paint(frame, random);
    Graphics2D g = Images.sceneGraphics(frame);
    g.translate(random.nextDouble(35, 65), random.nextDouble(38, 62));
    g.rotate(random.nextGaussian(0, 0.12));
    double zoom = random.nextDouble(0.7, 1.7);
    g.scale(random.nextBoolean() ? zoom : -zoom, zoom * random.nextDouble(0.85, 1.1));
    return g;
  }

  private static Ellipse2D oval(double x, double y, double width, double height) {
    return new Ellipse2D.Double(x - width / 2, y - height / 2, width, height);
  }

  private static void shadow(Graphics2D g, double x, double y, double width, double height) {
    for (int i = 0; i < 4; i++) {
      g.setColor(Colors.alpha(Color.BLACK, 0.12));
      g.fill(oval(x, y, width * (1.12 - 0.05 * i), height * (1.12 - 0.05 * i)));
    }
  }

  private static Color china(RandomGenerator random) {
    return random.nextBoolean() ? Colors.offWhite(random) : Colors.vivid(random);
  }

  static void mug(BufferedImage frame, RandomGenerator random) {
    Graphics2D g = table(frame, random);
    Color color = china(random);
    shadow(g, 6, 24, 50, 16);
    g.setColor(Colors.shade(color, 0.8));
    g.setStroke(new BasicStroke(5));
    g.draw(oval(20, 2, 20, 26));
    g.setPaint(new GradientPaint(-18, 0, color, 18, 0, Colors.shade(color, 0.55)));
    g.fill(body(18, 16, -20, 22));
    if (random.nextBoolean()) {
      g.setColor(Colors.vivid(random));
      g.fill(body(17.6, 17, -6, 8));
    }
    g.setColor(Colors.shade(color, 0.9));
    g.fill(oval(0, -20, 36, 11));
    g.setColor(Colors.hsb(0.07, 0.7, random.nextDouble(0.15, 0.5)));
    g.fill(oval(0, -19.3, 31, 8.4));
    g.dispose();
  }

  private static Path2D body(double topRadius, double bottomRadius, double top, double bottom) {
    Path2D path = new Path2D.Double();
    path.moveTo(-topRadius, top);
    path.quadTo(0, top + 11, topRadius, top);
    path.lineTo(bottomRadius, bottom);
    path.quadTo(0, bottom + 9, -bottomRadius, bottom);
    path.closePath();
    return path;
  }

  static void bowl(BufferedImage frame, RandomGenerator random) {
    Graphics2D g = table(frame, random);
    Color color = china(random);
    shadow(g, 0, 22, 52, 18);
    Path2D side = new Path2D.Double();
    side.moveTo(-32, -8);
    side.curveTo(-28, 30, 28, 30, 32, -8);
    side.closePath();
    g.setPaint(new GradientPaint(-30, 0, color, 30, 0, Colors.shade(color, 0.5)));
    g.fill(side);
    g.setColor(Colors.shade(color, 0.85));
    g.fill(oval(0, -8, 64, 22));
    g.setColor(Colors.vivid(random));
    g.fill(oval(0, -7, 56, 17));
    for (int i = 0; i < 14; i++) {
      g.setColor(Colors.vivid(random));
      g.fill(oval(random.nextDouble(-19, 19), random.nextDouble(-11, -3), 6, 4));
    }
    g.dispose();
  }

  /** A plate, empty or with food, seen from above or from the side, perhaps with a fork. */
  static void plate(BufferedImage frame, RandomGenerator random) {
    Graphics2D g = table(frame, random);
    g.scale(1, random.nextDouble(0.5, 1));
    Color color = random.nextInt(3) == 0 ? china(random) : Colors.offWhite(random);
    shadow(g, 2, 4, 70, 70);
    disc(g, color, 70);
    g.setColor(Colors.shade(color, 0.88));
    g.fill(oval(0, 0, 50, 50));
    disc(g, color, 48);
    int pieces = random.nextInt(3) == 0 ? 0 : random.nextInt(5, 26);
    for (int i = 0; i < pieces; i++) {
      double x = random.nextGaussian(0, 8);
      double y = random.nextGaussian(0, 8);
      double size = random.nextDouble(5, 15);
      Color food =
          Colors.hsb(
              random.nextDouble(0.38), random.nextDouble(0.5, 0.95), random.nextDouble(0.3, 0.95));
      g.setColor(Colors.shade(food, 0.6));
      g.fill(oval(x + 0.6, y + 0.9, size, size * 0.7));
      g.setColor(food);
      g.fill(oval(x, y, size, size * 0.7));
    }
    if (random.nextBoolean()) {
      g.setColor(Color.LIGHT_GRAY);
      g.setStroke(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g.draw(new QuadCurve2D.Double(44, -26, 41, 0, 44, 34));
      g.fill(oval(44, -26, 7, 13));
    }
    g.dispose();
  }

  private static void disc(Graphics2D g, Color color, double diameter) {
    g.setPaint(
        new GradientPaint(
            (float) -diameter / 2,
            (float) -diameter / 2,
            color,
            (float) diameter / 2,
            (float) diameter / 2,
            Colors.shade(color, 0.8)));
    g.fill(oval(0, 0, diameter, diameter));
  }

  static void fruit(BufferedImage frame, RandomGenerator random) {
    Graphics2D g = table(frame, random);
    int count = random.nextInt(1, 7);
    for (int i = 0; i < count; i++) {
      double x = random.nextGaussian(0, 15);
      double y = random.nextGaussian(0, 11);
      float size = (float) random.nextDouble(20, 38);
      Color color =
          Colors.hsb(
              random.nextDouble(0.36), random.nextDouble(0.6, 0.95), random.nextDouble(0.5, 0.95));
      shadow(g, x + 2, y + size * 0.42, size * 0.9, size * 0.3);
      g.setPaint(
          new RadialGradientPaint(
              new Point2D.Double(x - size * 0.2, y - size * 0.2),
              size * 0.8f,
              new float[] {0, 0.3f, 1},
              new Color[] {Colors.mix(color, Color.WHITE, 0.6), color, Colors.shade(color, 0.35)}));
      g.fill(oval(x, y, size, size * 0.95));
      g.setColor(Colors.hsb(0.1, 0.6, 0.25));
      g.setStroke(new BasicStroke(1.2f));
      g.draw(
          new QuadCurve2D.Double(x, y - size * 0.42, x, y - size * 0.55, x + 3, y - size * 0.62));
    }
    g.dispose();
  }
}
