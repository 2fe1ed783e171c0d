package io.github.twohead.examples.scenes;

import io.github.twohead.examples.scenes.Perspective.Pose;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** Walls, tiles, cloth and posters that fill the frame. */
final class Patterns {

  private Patterns() {}

  /** Paints a flat pattern in units of 100 x 100. */
  private interface Flat {
    void paint(Graphics2D g);
  }

  /** Paints a flat pattern and looks at it from an angle, near enough to fill the frame. */
  private static void inPerspective(BufferedImage frame, RandomGenerator random, Flat flat) {
    int side = Math.max(frame.getWidth(), frame.getHeight()) * 3 / 2;
    BufferedImage image = Images.transparent(side, side);
    Graphics2D g = Images.sceneGraphics(image);
    flat.paint(g);
    g.dispose();
    double aspect = Math.max(frame.getWidth(), frame.getHeight());
    double size =
        random.nextDouble(1.7, 2.3) * aspect / Math.min(frame.getWidth(), frame.getHeight());
    Pose pose =
        new Pose(
            size,
            random.nextGaussian(0, 0.25),
            random.nextDouble(-0.35, 0.35),
            random.nextDouble(-0.35, 0.35),
            0,
            0);
    Backgrounds.paint(frame, random);
    pose.of(image, frame).draw(image, frame);
  }

  static void bricks(BufferedImage frame, RandomGenerator random) {
    Color brick =
        Colors.hsb(
            random.nextDouble(0.1), random.nextDouble(0.2, 0.75), random.nextDouble(0.3, 0.85));
    Color mortar = Colors.surface(random);
    double height = random.nextDouble(4, 9);
    double width = height * random.nextDouble(2, 2.8);
    inPerspective(
        frame,
        random,
        g -> {
          g.setColor(mortar);
          g.fill(new Rectangle2D.Double(0, 0, 100, 100));
          for (int row = 0; row * height < 100; row++) {
            for (double x = -width * (row % 2) / 2; x < 100; x += width) {
              g.setColor(Colors.shade(brick, random.nextDouble(0.75, 1.15)));
              g.fill(new Rectangle2D.Double(x, row * height, width - 0.8, height - 0.8));
            }
          }
        });
  }

  static void tiles(BufferedImage frame, RandomGenerator random) {
    Color light = random.nextBoolean() ? Colors.offWhite(random) : Colors.surface(random);
    Color dark = random.nextBoolean() ? Colors.shade(light, 0.92) : Colors.surface(random);
    double side = random.nextDouble(6, 18);
    inPerspective(
        frame,
        random,
        g -> {
          g.setColor(Colors.shade(dark, 0.5));
          g.fill(new Rectangle2D.Double(0, 0, 100, 100));
          for (int row = 0; row * side < 100; row++) {
            for (int column = 0; column * side < 100; column++) {
              Color color = (row + column) % 2 == 0 ? light : dark;
              g.setColor(Colors.shade(color, random.nextDouble(0.93, 1.05)));
              g.fill(new Rectangle2D.Double(column * side, row * side, side - 0.5, side - 0.5));
            }
          }
        });
  }

  /** Large coloured shapes, without a letter. */
  static void poster(BufferedImage frame, RandomGenerator random) {
    Color ground = Colors.surface(random);
    inPerspective(
        frame,
        random,
        g -> {
          g.setColor(ground);
          g.fill(new Rectangle2D.Double(0, 0, 100, 100));
          for (int i = random.nextInt(6, 20); i > 0; i--) {
            shape(g, random);
          }
        });
  }

  private static void shape(Graphics2D g, RandomGenerator random) {
    double x = random.nextDouble(100);
    double y = random.nextDouble(100);
    double size = random.nextDouble(8, 38);
    g.setColor(Colors.alpha(Colors.vivid(random), random.nextDouble(0.5, 1)));
    switch (random.nextInt(4)) {
      case 0 -> g.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
      case 1 -> g.fill(new Rectangle2D.Double(x - size / 2, y - size / 2, size, size * 0.6));
      case 2 -> g.fill(Outdoors.triangle(x, y, size, size));
      default -> {
        g.setStroke(new BasicStroke((float) size / 6));
        g.draw(new Line2D.Double(x, y, random.nextDouble(100), random.nextDouble(100)));
      }
    }
  }

  /** Stripes that follow the folds of the cloth, with a placket and buttons. */
  static void stripedShirt(BufferedImage frame, RandomGenerator random) {
    double frequency = 2 * Math.PI / random.nextDouble(5, 30);
    double folds = random.nextDouble(6, 30);
    double sharpness = random.nextDouble(0.6, 3);
    Color first = Colors.surface(random);
    Color second = random.nextBoolean() ? Colors.offWhite(random) : Colors.vivid(random);
    Backgrounds.fill(
        frame,
        (x, y) -> {
          double bend = folds * Noise.at(x * 0.12, y * 0.12);
          double light = 0.2 * Noise.at(x * 0.8, y * 0.8);
          return 0.5 + 0.4 * Math.tanh(sharpness * Math.sin((x + bend) * frequency)) + light;
        },
        first,
        second,
        random);
    if (random.nextBoolean()) {
      placket(frame, random);
    }
  }

  private static void placket(BufferedImage frame, RandomGenerator random) {
    Graphics2D g = Images.sceneGraphics(frame);
    g.rotate(random.nextGaussian(0, 0.3), 50, 50);
    double x = random.nextDouble(30, 70);
    Path2D collar = new Path2D.Double();
    collar.moveTo(x - 30, -20);
    collar.lineTo(x, 18);
    collar.lineTo(x + 30, -20);
    collar.closePath();
    g.setColor(Colors.hsb(0.07, 0.4, random.nextDouble(0.4, 0.9)));
    g.fill(collar);
    g.setColor(Colors.alpha(Color.BLACK, 0.35));
    g.setStroke(new BasicStroke(0.8f));
    g.draw(new Line2D.Double(x - 4, 15, x - 4, 130));
    g.draw(new Line2D.Double(x + 4, 15, x + 4, 130));
    Color button = Colors.surface(random);
    for (double y = 28; y < 120; y += 22) {
      g.setColor(button);
      g.fill(new Ellipse2D.Double(x - 2, y - 2, 4, 4));
      g.setColor(Colors.shade(button, 0.4));
      g.fill(new Ellipse2D.Double(x - 0.6, y - 0.6, 1.2, 1.2));
    }
    g.dispose();
  }

  /** A wall in one light colour, perhaps with a skirting board or a socket. */
  static void blankWall(BufferedImage frame, RandomGenerator random) {
    Color wall = random.nextBoolean() ? Colors.offWhite(random) : Colors.surface(random);
    Backgrounds.fill(
        frame,
        (x, y) -> 0.5 + 0.3 * Noise.at(x * 0.15, y * 0.15) + 0.12 * Noise.at(x * 6, y * 6),
        wall,
        Colors.shade(wall, 0.85),
        random);
    Graphics2D g = Images.sceneGraphics(frame);
    if (random.nextBoolean()) {
      double top = random.nextDouble(65, 95);
      g.setColor(Colors.surface(random));
      g.fill(new Rectangle2D.Double(-5, top, 110, 50));
      g.setColor(Colors.shade(wall, 0.7));
      g.fill(new Rectangle2D.Double(-5, top - 5, 110, 5));
    }
    if (random.nextBoolean()) {
      double x = random.nextDouble(10, 80);
      double y = random.nextDouble(10, 55);
      g.setColor(Colors.shade(wall, 0.75));
      g.fill(new Rectangle2D.Double(x + 0.6, y + 0.6, 12, 12));
      g.setColor(Colors.offWhite(random));
      g.fill(new Rectangle2D.Double(x, y, 12, 12));
      g.setColor(Colors.shade(wall, 0.5));
      g.draw(new Ellipse2D.Double(x + 2.5, y + 2.5, 7, 7));
    }
    g.dispose();
  }

  static void surface(BufferedImage frame, RandomGenerator random) {
    Backgrounds.paint(frame, random);
  }
}
