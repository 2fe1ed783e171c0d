package io.github.twohead.examples.scenes;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** Landscapes, houses and plants. */
final class Outdoors {

  private Outdoors() {}

  static void hills(BufferedImage frame, RandomGenerator random) {
    Graphics2D g = Images.sceneGraphics(frame);
    sky(g, random, random.nextDouble(0.3, 1));
    landscape(g, random);
    g.dispose();
  }

  /** Ranges of hills, the nearest darkest, with trees. */
  static void landscape(Graphics2D g, RandomGenerator random) {
    int ranges = random.nextInt(2, 5);
    double hue = random.nextDouble(0.18, 0.62);
    for (int i = 0; i < ranges; i++) {
      double nearness = (i + 1.0) / ranges;
      double base = 35 + 45 * nearness;
      g.setColor(Colors.hsb(hue, 0.2 + 0.4 * nearness, 0.8 - 0.5 * nearness));
      Path2D range = new Path2D.Double();
      range.moveTo(-5, 105);
      double phase = random.nextDouble(500);
      for (double x = -5; x <= 105; x += 2.5) {
        range.lineTo(x, base + 16 * Noise.at(phase + x * 0.7, i * 40));
      }
      range.lineTo(105, 105);
      range.closePath();
      g.fill(range);
    }
    int trees = random.nextInt(9);
    for (int i = 0; i < trees; i++) {
      tree(g, random, random.nextDouble(100), random.nextDouble(70, 98));
    }
  }

  private static void tree(Graphics2D g, RandomGenerator random, double x, double foot) {
    double height = foot * random.nextDouble(0.15, 0.45);
    g.setColor(Colors.hsb(0.07, 0.5, 0.3));
    g.fill(
        new Rectangle2D.Double(x - height * 0.05, foot - height * 0.4, height * 0.1, height * 0.4));
    boolean conifer = random.nextBoolean();
    for (int i = 0; i < 7; i++) {
      g.setColor(Colors.hsb(random.nextDouble(0.2, 0.4), 0.6, random.nextDouble(0.2, 0.5)));
      double y = foot - height * (0.25 + 0.11 * i);
      double width = conifer ? height * (0.5 - 0.06 * i) : height * random.nextDouble(0.3, 0.45);
      if (conifer) {
        g.fill(triangle(x, y, width, height * 0.25));
      } else {
        double shift = height * random.nextDouble(-0.2, 0.2);
        g.fill(new Ellipse2D.Double(x + shift - width / 2, y - width / 2, width, width * 0.8));
      }
    }
  }

  static Path2D triangle(double x, double bottom, double width, double height) {
    Path2D path = new Path2D.Double();
    path.moveTo(x - width / 2, bottom);
    path.lineTo(x + width / 2, bottom);
    path.lineTo(x, bottom - height);
    path.closePath();
    return path;
  }

  static void plant(BufferedImage frame, RandomGenerator random) {
    Backgrounds.paint(frame, random);
    Graphics2D g = Images.sceneGraphics(frame);
    double x = random.nextDouble(35, 65);
    double foot = random.nextDouble(62, 85);
    double hue = random.nextDouble(0.2, 0.42);
    int leaves = random.nextInt(9, 26);
    double length = random.nextDouble(22, 55);
    for (int i = 0; i < leaves; i++) {
      double angle = -Math.PI / 2 + random.nextGaussian(0, 0.7);
      double reach = length * random.nextDouble(0.5, 1);
      g.setColor(Colors.hsb(hue, random.nextDouble(0.4, 0.8), random.nextDouble(0.2, 0.75)));
      g.fill(leaf(x, foot, angle, reach, reach * random.nextDouble(0.12, 0.3)));
    }
    if (random.nextInt(4) > 0) {
      Color clay = Colors.surface(random);
      g.setPaint(
          new GradientPaint((float) x - 14, 0, clay, (float) x + 14, 0, Colors.shade(clay, 0.5)));
      Path2D pot = new Path2D.Double();
      pot.moveTo(x - 14, foot - 3);
      pot.lineTo(x + 14, foot - 3);
      pot.lineTo(x + 9, foot + 24);
      pot.lineTo(x - 9, foot + 24);
      pot.closePath();
      g.fill(pot);
    }
    g.dispose();
  }

  private static Path2D leaf(double x, double y, double angle, double length, double width) {
    Path2D leaf = new Path2D.Double();
    leaf.moveTo(0, 0);
    leaf.quadTo(length * 0.5, -width, length, 0);
    leaf.quadTo(length * 0.5, width, 0, 0);
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.rotate(angle);
    leaf.transform(place);
    return leaf;
  }

  static void house(BufferedImage frame, RandomGenerator random) {
    Graphics2D g = Images.sceneGraphics(frame);
    sky(g, random, random.nextDouble(0.3, 1));
    g.setColor(Colors.hsb(random.nextDouble(0.1, 0.4), 0.4, random.nextDouble(0.2, 0.7)));
    g.fill(new Rectangle2D.Double(-5, 75, 110, 30));
    double left = random.nextDouble(5, 30);
    double width = random.nextDouble(45, 75);
    double top = random.nextDouble(30, 50);
    Color wall = Colors.surface(random);
    g.setPaint(
        new GradientPaint(
            (float) left, 0, wall, (float) (left + width), 0, Colors.shade(wall, 0.7)));
    g.fill(new Rectangle2D.Double(left, top, width, 84 - top));
    g.setColor(Colors.hsb(random.nextDouble(0.1), 0.6, random.nextDouble(0.2, 0.6)));
    g.fill(triangle(left + width / 2, top, width * 1.15, random.nextDouble(12, 28)));
    int columns = random.nextInt(2, 5);
    double cell = width / columns;
    double floorHeight = (84 - top) / 2;
    for (int i = 0; i < 2 * columns; i++) {
      int floor = i / columns;
      double x = left + cell * (i % columns + 0.25);
      double y = top + floorHeight * (floor + 0.2);
      g.setColor(Colors.hsb(0.58, 0.3, random.nextDouble(0.15, 0.8)));
      g.fill(new Rectangle2D.Double(x, y, cell * 0.5, floorHeight * 0.6));
      g.setColor(Color.WHITE);
      g.fill(new Rectangle2D.Double(x + cell * 0.235, y, cell * 0.03, floorHeight * 0.6));
    }
    g.dispose();
  }

  static void nightSky(BufferedImage frame, RandomGenerator random) {
    Graphics2D g = Images.sceneGraphics(frame);
    sky(g, random, random.nextDouble(0.12, 0.3));
    for (int i = 0; i < 60; i++) {
      double size = random.nextDouble(0.3, 1.2);
      g.setColor(Colors.hsb(random.nextDouble(), 0.2, random.nextDouble(0.5, 1)));
      g.fill(new Ellipse2D.Double(random.nextDouble(100), random.nextDouble(80), size, size));
    }
    for (double x = -3; x < 103; ) {
      double width = random.nextDouble(6, 16);
      double top = random.nextDouble(50, 88);
      g.setColor(Colors.hsb(0.65, 0.3, random.nextDouble(0.03, 0.12)));
      g.fill(new Rectangle2D.Double(x, top, width + 0.5, 105 - top));
      g.setColor(Colors.hsb(0.12, 0.5, 0.9));
      for (double y = top + 2; y < 98; y += 4) {
        if (random.nextBoolean()) {
          g.fill(new Rectangle2D.Double(x + random.nextDouble(width * 0.8), y, 1.4, 1.8));
        }
      }
      x += width;
    }
    g.dispose();
  }

  private static void sky(Graphics2D g, RandomGenerator random, double brightness) {
    double hue =
        random.nextInt(3) == 0 ? random.nextDouble(0.02, 0.12) : random.nextDouble(0.52, 0.66);
    Color top = Colors.hsb(hue, random.nextDouble(0.2, 0.7), brightness);
    Color bottom = Colors.hsb(random.nextDouble(0.02, 0.6), 0.2, Math.min(1, brightness * 1.3));
    g.setPaint(new GradientPaint(0, 0, top, 0, 70, bottom));
    g.fill(new Rectangle2D.Double(-5, -5, 110, 110));
    double sun = random.nextDouble(5, 14);
    g.setColor(Colors.hsb(random.nextDouble(0.08, 0.16), random.nextDouble(0.5), 1));
    g.fill(new Ellipse2D.Double(random.nextDouble(90), random.nextDouble(35), sun, sun));
    for (int i = random.nextInt(12); i > 0; i--) {
      double width = random.nextDouble(10, 32);
      g.setColor(Colors.alpha(Color.WHITE, brightness * random.nextDouble(0.2, 0.6)));
      g.fill(
          new Ellipse2D.Double(
              random.nextDouble(-10, 95), random.nextDouble(3, 38), width, width * 0.35));
    }
  }
}
