package io.github.twohead.examples.scenes;

import io.github.twohead.examples.scenes.Perspective.Pose;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** Flat and boxy things of a room that have a document's or a screen's outline. */
final class Furniture {

  private Furniture() {}

  /** Paints something in units of 100 x 100. */
  private interface Flat {
    void paint(Graphics2D g);
  }

  /** Paints a flat thing and puts it before a background, in perspective, with a shadow. */
  private static void place(
      BufferedImage frame, RandomGenerator random, double width, double height, Flat flat) {
    Backgrounds.paint(frame, random);
    Pose pose = Pose.random(random, 0.65, 1.7);
    double side = Math.min(frame.getWidth(), frame.getHeight()) * Math.min(1.2, pose.size());
    double scale = side / Math.max(width, height);
    BufferedImage image = Images.transparent((int) (width * scale) + 4, (int) (height * scale) + 4);
    Graphics2D g = Images.graphics(image);
    g.translate(2, 2);
    g.scale(width * scale / 100, height * scale / 100);
    flat.paint(g);
    g.dispose();
    Perspective perspective = pose.of(image, frame);
    Path2D outline = perspective.outline(new Rectangle(image.getWidth(), image.getHeight()));
    double lift = random.nextDouble(2, 10);
    new SoftShape(frame, outline, lift * 1.5)
        .mixInto(
            frame, Color.BLACK, random.nextDouble(0.3, 0.7), random.nextDouble(-lift, lift), lift);
    perspective.draw(image, frame);
  }

  private static void fill(Graphics2D g, Color color, double x, double y, double w, double h) {
    g.setColor(color);
    g.fill(new Rectangle2D.Double(x, y, w, h));
  }

  static void window(BufferedImage frame, RandomGenerator random) {
    Color wood = random.nextBoolean() ? Colors.offWhite(random) : Colors.surface(random);
    Color sky =
        Colors.hsb(random.nextDouble(0.5, 0.65), random.nextDouble(0.4), random.nextDouble(0.6, 1));
    int columns = random.nextInt(1, 4);
    int rows = random.nextInt(1, 4);
    place(
        frame,
        random,
        random.nextDouble(50, 100),
        random.nextDouble(60, 100),
        g -> {
          fill(g, wood, 0, 0, 100, 100);
          g.setPaint(new GradientPaint(0, 0, sky, 0, 100, Colors.mix(sky, Color.WHITE, 0.6)));
          g.fill(new Rectangle2D.Double(5, 5, 90, 90));
          if (random.nextBoolean()) {
            Graphics2D view = (Graphics2D) g.create();
            view.clip(new Rectangle2D.Double(5, 5, 90, 90));
            Outdoors.landscape(view, random);
            view.dispose();
          }
          for (int i = 1; i < columns; i++) {
            fill(g, wood, 5 + 90.0 * i / columns - 2, 5, 4, 90);
          }
          for (int i = 1; i < rows; i++) {
            fill(g, wood, 5, 5 + 90.0 * i / rows - 2, 90, 4);
          }
        });
  }

  static void pictureFrame(BufferedImage frame, RandomGenerator random) {
    Color wood =
        random.nextBoolean() ? Colors.surface(random) : Colors.hsb(0, 0, random.nextDouble(0.3));
    double border = random.nextDouble(3, 9);
    double mat = random.nextBoolean() ? random.nextDouble(6, 16) : 0;
    place(
        frame,
        random,
        random.nextDouble(60, 100),
        random.nextDouble(60, 100),
        g -> {
          fill(g, wood, 0, 0, 100, 100);
          fill(g, Colors.offWhite(random), border, border, 100 - 2 * border, 100 - 2 * border);
          double inset = border + mat;
          double side = 100 - 2 * inset;
          fill(g, Colors.surface(random), inset, inset, side, side);
          Graphics2D picture = (Graphics2D) g.create();
          picture.clip(new Rectangle2D.Double(inset, inset, side, side));
          picture.translate(inset, inset);
          picture.scale(side / 100, side / 100);
          Outdoors.landscape(picture, random);
          picture.dispose();
        });
  }

  static void keyboard(BufferedImage frame, RandomGenerator random) {
    Color body =
        random.nextBoolean()
            ? Colors.surface(random)
            : Colors.hsb(0, 0, random.nextDouble(0.1, 0.9));
    Color key = random.nextBoolean() ? Colors.shade(body, 0.6) : Colors.offWhite(random);
    Color mark = key.getGreen() > 120 ? Color.DARK_GRAY : Color.LIGHT_GRAY;
    place(
        frame,
        random,
        100,
        random.nextDouble(34, 42),
        g -> {
          g.setColor(body);
          g.fill(new RoundRectangle2D.Double(0, 0, 100, 100, 4, 10));
          for (int row = 0; row < 5; row++) {
            double x = 3 + row * 0.9;
            while (x < 91) {
              double width = row == 4 && x > 25 && x < 40 ? 34 : 5.2;
              g.setColor(key);
              g.fill(new RoundRectangle2D.Double(x, 7 + row * 18, width, 15, 1.5, 4));
              fill(g, mark, x + 1.4, 11 + row * 18, 1.4, 4);
              x += width + 1;
            }
          }
        });
  }

  /** Shelves with the spines of books. */
  static void shelf(BufferedImage frame, RandomGenerator random) {
    Color wood = Colors.surface(random);
    int rows = random.nextInt(2, 5);
    place(
        frame,
        random,
        100,
        100,
        g -> {
          fill(g, wood, 0, 0, 100, 100);
          double height = 96.0 / rows;
          for (int row = 0; row < rows; row++) {
            double floor = 2 + (row + 1) * height - 2;
            fill(g, Colors.shade(wood, 0.4), 3, floor - height + 3, 94, height - 3);
            double x = 4;
            while (x < 90) {
              double width = random.nextDouble(2, 7);
              double tall = height * random.nextDouble(0.6, 0.85);
              Color spine = Colors.vivid(random);
              fill(g, spine, x, floor - tall, width - 0.3, tall);
              fill(g, Colors.shade(spine, 1.6), x, floor - tall * 0.8, width - 0.3, tall * 0.1);
              x += width + (random.nextInt(8) == 0 ? 6 : 0);
            }
          }
        });
  }

  /** A cushion or a napkin, with a hem: a plain quadrilateral. */
  static void cushion(BufferedImage frame, RandomGenerator random) {
    boolean round = random.nextBoolean();
    Color cloth = round ? Colors.offWhite(random) : Colors.vivid(random);
    boolean folded = !round && random.nextBoolean();
    double corner = round ? random.nextDouble(22, 40) : 3;
    place(
        frame,
        random,
        random.nextDouble(60, 100),
        random.nextDouble(60, 100),
        g -> {
          g.setPaint(new GradientPaint(0, 0, cloth, 100, 100, Colors.shade(cloth, 0.75)));
          g.fill(new RoundRectangle2D.Double(0, 0, 100, 100, corner, corner));
          if (folded) {
            g.setPaint(
                new GradientPaint(
                    50, 0, Colors.shade(cloth, 0.6), 62, 0, Colors.shade(cloth, 0.9)));
            g.fill(new Rectangle2D.Double(50, 0.5, 49, 99));
          }
          g.setColor(Colors.shade(cloth, 0.6));
          g.draw(new RoundRectangle2D.Double(4, 4, 92, 92, corner, corner));
        });
  }
}
