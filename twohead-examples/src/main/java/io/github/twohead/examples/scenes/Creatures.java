package io.github.twohead.examples.scenes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** People and animals, about in the middle of the frame. */
final class Creatures {

  private Creatures() {}

  /** Graphics whose origin is the middle of the creature, which is about 60 units tall. */
  private static Graphics2D placed(BufferedImage frame, RandomGenerator random) {
    Graphics2D g = Images.sceneGraphics(frame);
    g.translate(random.nextDouble(38, 62), random.nextDouble(42, 58));
    g.rotate(random.nextGaussian(0, 0.15));
    double zoom = random.nextDouble(0.65, 1.6);
    g.scale(random.nextBoolean() ? zoom : -zoom, zoom);
    return g;
  }

  private static Ellipse2D oval(double x, double y, double width, double height) {
    return new Ellipse2D.Double(x - width / 2, y - height / 2, width, height);
  }

  static void face(BufferedImage frame, RandomGenerator random) {
    Backgrounds.paint(frame, random);
    Graphics2D g = placed(frame, random);
    Color skin = Colors.hsb(0.065, random.nextDouble(0.25, 0.65), random.nextDouble(0.35, 0.98));
    Color hair = Colors.hsb(random.nextDouble(0.12), 0.6, random.nextDouble(0.05, 0.7));
    g.setColor(Colors.surface(random));
    g.fill(new RoundRectangle2D.Double(-36, 30, 72, 60, 40, 40));
    g.setColor(Colors.shade(skin, 0.8));
    g.fill(new Rectangle2D.Double(-8, 15, 16, 20));
    double length = random.nextDouble(44, 74);
    g.setColor(hair);
    g.fill(new RoundRectangle2D.Double(-23, -34, 46, length, 42, 42));
    g.setPaint(new GradientPaint(-18, 0, skin, 18, 0, Colors.shade(skin, 0.75)));
    g.fill(oval(0, 0, 36, 48));
    g.setColor(hair);
    g.fill(new Arc2D.Double(-19, -28, 38, 30, 0, 180, Arc2D.CHORD));
    double gaze = random.nextDouble(-1, 1);
    for (int side = -1; side <= 1; side += 2) {
      g.setColor(Color.WHITE);
      g.fill(oval(side * 8, -3, 8, 4.6));
      g.setColor(Colors.hsb(random.nextDouble(0.05, 0.6), 0.5, 0.3));
      g.fill(oval(side * 8 + gaze, -3, 3.8, 3.8));
      g.setColor(hair);
      g.setStroke(new BasicStroke(1.6f));
      g.draw(new QuadCurve2D.Double(side * 4, -8, side * 8, -10.5, side * 13, -7.5));
    }
    g.setColor(Colors.shade(skin, 0.65));
    g.draw(new QuadCurve2D.Double(0, -2, 4, 8, -1.5, 8));
    g.setColor(Colors.hsb(0.98, 0.55, 0.7));
    g.setStroke(new BasicStroke(2.2f));
    g.draw(new QuadCurve2D.Double(-7, 14, 0, 14 + random.nextDouble(-3, 6), 7, 14));
    g.dispose();
  }

  static void cat(BufferedImage frame, RandomGenerator random) {
    Backgrounds.paint(frame, random);
    Graphics2D g = placed(frame, random);
    Color fur =
        Colors.hsb(
            random.nextDouble(0.03, 0.12), random.nextDouble(0.7), random.nextDouble(0.12, 0.9));
    Color dark = Colors.shade(fur, 0.6);
    g.setColor(fur);
    g.fill(oval(0, 42, 50, 60));
    g.setStroke(new BasicStroke(7, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(new QuadCurve2D.Double(20, 55, 52, 50, 40, 18));
    for (int side = -1; side <= 1; side += 2) {
      g.setColor(fur);
      g.fill(ear(side, 1));
      g.setColor(Colors.hsb(0.98, 0.35, 0.75));
      g.fill(ear(side, 0.55));
    }
    g.setPaint(new GradientPaint(0, -22, fur, 0, 26, Colors.shade(fur, 0.8)));
    g.fill(oval(0, 0, 50, 42));
    g.setColor(dark);
    g.setStroke(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    for (int i = -1; i <= 1; i++) {
      g.draw(new Line2D.Double(i * 5, -19, i * 4, -11));
      g.draw(new QuadCurve2D.Double(-24, 40 + i * 9, 0, 46 + i * 9, 24, 40 + i * 9));
    }
    catFace(g, random);
    g.dispose();
  }

  private static void catFace(Graphics2D g, RandomGenerator random) {
    double slit = random.nextDouble(1.2, 5);
    double hue = random.nextDouble(0.12, 0.5);
    g.setStroke(new BasicStroke(0.7f));
    for (int side = -1; side <= 1; side += 2) {
      g.setColor(Colors.hsb(hue, 0.6, 0.85));
      g.fill(oval(side * 11, -2, 10, 8));
      g.setColor(Color.BLACK);
      g.fill(oval(side * 11, -2, slit, 7.4));
      g.draw(new QuadCurve2D.Double(0, 10, side * 4, 15, side * 8, 11));
      g.setColor(Color.LIGHT_GRAY);
      for (int i = -1; i <= 1; i++) {
        g.draw(new Line2D.Double(side * 8, 9 + i * 1.5, side * 31, 8 + i * 5));
      }
    }
    g.setColor(Colors.hsb(0.97, 0.5, 0.7));
    g.fill(oval(0, 8, 6, 4));
  }

  private static Path2D ear(int side, double size) {
    Path2D ear = new Path2D.Double();
    ear.moveTo(side * (15 + 8 * size), -11);
    ear.lineTo(side * (15 - 10 * size), -15);
    ear.lineTo(side * (17 + 3 * size), -15 - 18 * size);
    ear.closePath();
    return ear;
  }

  static void fish(BufferedImage frame, RandomGenerator random) {
    Backgrounds.paint(frame, random);
    Graphics2D g = placed(frame, random);
    Color scales = Colors.vivid(random);
    g.setColor(Colors.shade(scales, 0.7));
    Path2D tail = new Path2D.Double();
    tail.moveTo(18, 0);
    tail.quadTo(36, -24, 42, -20);
    tail.quadTo(34, 0, 42, 20);
    tail.quadTo(36, 24, 18, 0);
    g.fill(tail);
    g.fill(new Arc2D.Double(-16, -30, 34, 40, 10, 150, Arc2D.CHORD));
    g.setPaint(new GradientPaint(0, -17, scales, 0, 20, Colors.mix(scales, Color.WHITE, 0.6)));
    g.fill(oval(-6, 0, 60, 34));
    g.setColor(Colors.alpha(Colors.shade(scales, 0.5), 0.5));
    g.setStroke(new BasicStroke(0.9f));
    for (int i = 0; i < 24; i++) {
      int row = i / 6;
      g.draw(new Arc2D.Double(-14 + i % 6 * 5, -11 + row * 5.5, 6, 6, 90, 180, Arc2D.OPEN));
    }
    g.setColor(Color.WHITE);
    g.fill(oval(-24, -4, 7, 7));
    g.setColor(Color.BLACK);
    g.fill(oval(-25, -4, 3.6, 3.6));
    g.dispose();
  }
}
