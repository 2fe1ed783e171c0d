package io.github.twohead.examples.scenes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/**
 * A device seen from the front.
 *
 * @param image the whole face, with the screen on
 * @param screen where the screen is, in pixels of the image
 */
record Device(BufferedImage image, Rectangle2D screen) {

  private static final int[] LENGTHS = {200, 280, 400, 560};

  /** Sizes in units: the longest side of the face is about 100. */
  private enum Kind {
    LAPTOP(100, 72, 3, 9),
    MONITOR(100, 65, 2, 6),
    TABLET(100, 74, 5, 5),
    TABLET_UPRIGHT(74, 100, 5, 5),
    PHONE(50, 100, 2.5, 4);

    private final double width;
    private final double height;
    private final double side;
    private final double foot;

    Kind(double width, double height, double side, double foot) {
      this.width = width;
      this.height = height;
      this.side = side;
      this.foot = foot;
    }
  }

  /** Any device, its longest side in about the given number of pixels. */
  static Device draw(RandomGenerator random, double longestSide) {
    Kind[] kinds = Kind.values();
    Kind kind = kinds[random.nextInt(kinds.length)];
    int length = LENGTHS[LENGTHS.length - 1];
    for (int candidate : LENGTHS) {
      if (candidate >= longestSide) {
        length = candidate;
        break;
      }
    }
    double scale = length / 100.0;
    BufferedImage image =
        Images.transparent((int) (kind.width * scale) + 4, (int) (kind.height * scale) + 4);
    double top = kind == Kind.PHONE ? kind.foot : kind.side;
    Rectangle2D screen =
        new Rectangle2D.Double(
            2 + kind.side * scale,
            2 + top * scale,
            (kind.width - 2 * kind.side) * scale,
            (kind.height - top - kind.foot) * scale);
    Graphics2D g = Images.graphics(image);
    face(g, kind, scale, random);
    ScreenContent.draw(g, screen, random);
    g.dispose();
    return new Device(image, screen);
  }

  private static void face(Graphics2D g, Kind kind, double scale, RandomGenerator random) {
    Graphics2D units = (Graphics2D) g.create();
    units.translate(2, 2);
    units.scale(scale, scale);
    double tone = random.nextInt(3) == 0 ? random.nextDouble(0.6, 0.95) : random.nextDouble(0.3);
    Color color = Colors.hsb(random.nextDouble(), random.nextDouble(0.12), tone);
    double corner = kind == Kind.MONITOR ? 1 : kind == Kind.LAPTOP ? 3 : 8;
    units.setColor(Colors.mix(color, Color.GRAY, 0.5));
    units.fill(new RoundRectangle2D.Double(0, 0, kind.width, kind.height, corner, corner));
    units.setColor(color);
    units.fill(
        new RoundRectangle2D.Double(0.6, 0.6, kind.width - 1.2, kind.height - 1.2, corner, corner));
    if (kind == Kind.LAPTOP) {
      deck(units, kind, random);
    } else if (kind == Kind.MONITOR) {
      units.setColor(Color.GRAY);
      units.fill(new Rectangle2D.Double(46, kind.height - 3.6, 8, 1.2));
    } else {
      units.setColor(Color.DARK_GRAY);
      units.fill(new Ellipse2D.Double(kind.width / 2 - 0.9, 0.9, 1.8, 1.8));
    }
    units.dispose();
  }

  /** The hinge and the first rows of keys below the screen of a laptop. */
  private static void deck(Graphics2D g, Kind kind, RandomGenerator random) {
    double tone = random.nextDouble(0.3, 0.8);
    g.setColor(Colors.hsb(0.6, 0.05, tone));
    g.fill(new Rectangle2D.Double(0, kind.height - 6.5, kind.width, 6.5));
    g.setColor(Colors.hsb(0.6, 0.05, tone * 0.35));
    g.fill(new Rectangle2D.Double(12, kind.height - 6.5, kind.width - 24, 1));
    for (int i = 0; i < 28; i++) {
      int row = i / 14;
      g.fill(new Rectangle2D.Double(9 + i % 14 * 6, kind.height - 4.6 + row * 2.4, 5, 1.9));
    }
  }

  /** What a screen shows: a document in a viewer, a photo of one, a page of text; with some UI. */
  private static final class ScreenContent {

    private final Graphics2D g;
    private final Rectangle2D area;
    private final RandomGenerator random;

    private ScreenContent(Graphics2D g, Rectangle2D area, RandomGenerator random) {
      this.g = g;
      this.area = area;
      this.random = random;
    }

    /** Fills the area, given in pixels. */
    static void draw(Graphics2D graphics, Rectangle2D area, RandomGenerator random) {
      Graphics2D g = (Graphics2D) graphics.create();
      g.clip(area);
      ScreenContent content = new ScreenContent(g, area, random);
      switch (random.nextInt(8)) {
        case 0, 1 -> content.viewer();
        case 2, 3 -> content.photo();
        case 4, 5, 6 -> content.fullPage();
        default -> content.editor();
      }
      if (random.nextInt(5) < 3) {
        content.bar();
      }
      if (random.nextInt(3) == 0) {
        content.cursor();
      }
      content.backlight();
      g.dispose();
    }

    private void viewer() {
      fill(area, Colors.hsb(0.6, random.nextDouble(0.12), random.nextDouble(0.15, 0.9)));
      double width = Math.min(area.getWidth(), area.getHeight()) * random.nextDouble(0.7, 1.1);
      BufferedImage page = Paper.drawPage(random, width * 1.4);
      double height = width * page.getHeight() / page.getWidth();
      double left =
          area.getCenterX() - width / 2 + area.getWidth() * random.nextDouble(-0.15, 0.15);
      double top = area.getY() + area.getHeight() * random.nextDouble(-0.3, 0.18);
      image(page, left, top, width, height);
      image(page, left, top + height * 1.03, width, height);
    }

    /** A picture of a paper document on a table, taken earlier. */
    private void photo() {
      Color table = Colors.surface(random);
      g.setPaint(
          new GradientPaint(
              (float) area.getX(),
              (float) area.getY(),
              table,
              (float) area.getMaxX(),
              (float) area.getMaxY(),
              Colors.shade(table, 0.6)));
      g.fill(area);
      double longest = Math.max(area.getWidth(), area.getHeight()) * random.nextDouble(0.6, 0.95);
      BufferedImage paper = Paper.draw(random, longest);
      double shrink = longest / Math.max(paper.getWidth(), paper.getHeight());
      double width = paper.getWidth() * shrink;
      double height = paper.getHeight() * shrink;
      Graphics2D turned = (Graphics2D) g.create();
      turned.rotate(random.nextGaussian(0, 0.12), area.getCenterX(), area.getCenterY());
      double left = area.getCenterX() - width / 2;
      double top = area.getCenterY() - height / 2;
      turned.drawImage(paper, (int) left, (int) top, (int) width, (int) height, null);
      turned.dispose();
    }

    private void fullPage() {
      fill(area, Colors.offWhite(random));
      double width = area.getWidth() * random.nextDouble(0.85, 1.1);
      BufferedImage page = Paper.drawPage(random, width * 1.4);
      double height = width * page.getHeight() / page.getWidth();
      double top = area.getY() - Math.max(0, height - area.getHeight()) * random.nextDouble();
      image(page, area.getCenterX() - width / 2, top, width, height);
      image(page, area.getCenterX() - width / 2, top + height, width, height);
    }

    private void editor() {
      boolean dark = random.nextBoolean();
      fill(area, Colors.hsb(0.62, 0.2, dark ? 0.17 : 0.96));
      double size = area.getHeight() / random.nextInt(16, 30);
      for (double y = area.getY() + size * 2; y < area.getMaxY(); y += size * 1.5) {
        double indent = area.getX() + size * (1 + random.nextInt(4));
        Color color = Colors.hsb(random.nextDouble(), 0.5, dark ? 0.9 : 0.45);
        Pen pen = new Pen(g, random, color, Font.MONOSPACED);
        pen.text(pen.words(area.getWidth() * random.nextDouble(0.2, 0.8), size), indent, y, size);
      }
    }

    /** A status bar of a phone or the tabs of a browser. */
    private void bar() {
      double height = area.getHeight() * random.nextDouble(0.05, 0.09);
      double x = area.getX();
      double y = area.getY();
      double width = area.getWidth();
      boolean dark = random.nextBoolean();
      Color color = Colors.hsb(0.6, 0.12, dark ? 0.25 : 0.85);
      fill(new Rectangle2D.Double(x, y, width, height), color);
      g.setColor(dark ? Color.GRAY : Color.WHITE);
      g.fill(
          new RoundRectangle2D.Double(
              x + width * 0.15, y + height * 0.2, width * 0.4, height * 0.6, height, height));
      for (int i = 0; i < 3; i++) {
        g.setColor(Colors.vivid(random));
        double dot = height * 0.45;
        g.fill(new Ellipse2D.Double(x + dot * (0.6 + i * 1.5), y + height * 0.27, dot, dot));
      }
      Pen pen = new Pen(g, random, dark ? Color.WHITE : Color.DARK_GRAY, Font.SANS_SERIF);
      pen.text("12:" + pen.number(2), x + width * 0.82, y + height * 0.75, height * 0.6);
    }

    private void cursor() {
      double size = area.getHeight() * 0.08;
      double x = area.getX() + area.getWidth() * random.nextDouble(0.2, 0.9);
      double y = area.getY() + area.getHeight() * random.nextDouble(0.2, 0.9);
      double[][] corners = {
        {0, 0.85}, {0.2, 0.67}, {0.34, 1}, {0.48, 0.94}, {0.34, 0.62}, {0.6, 0.6}
      };
      Path2D arrow = new Path2D.Double();
      arrow.moveTo(x, y);
      for (double[] corner : corners) {
        arrow.lineTo(x + corner[0] * size, y + corner[1] * size);
      }
      arrow.closePath();
      g.setColor(Color.BLACK);
      g.fill(arrow);
      g.setColor(Color.WHITE);
      g.setStroke(new BasicStroke((float) size / 14));
      g.draw(arrow);
    }

    /** The bluish or warm light behind the picture, stronger on one side. */
    private void backlight() {
      Color color = Colors.hsb(random.nextInt(4) == 0 ? 0.1 : 0.58, 0.5, 1);
      boolean left = random.nextBoolean();
      g.setPaint(
          new GradientPaint(
              (float) (left ? area.getMinX() : area.getMaxX()),
              (float) area.getMinY(),
              Colors.alpha(color, random.nextDouble(0.05, 0.3)),
              (float) (left ? area.getMaxX() : area.getMinX()),
              (float) area.getMaxY(),
              Colors.alpha(color, 0.04)));
      g.fill(area);
    }

    private void fill(Rectangle2D rectangle, Color color) {
      g.setColor(color);
      g.fill(rectangle);
    }

    private void image(BufferedImage image, double x, double y, double width, double height) {
      if (area.intersects(x, y, width, height)) {
        g.drawImage(image, (int) x, (int) y, (int) width, (int) height, null);
      }
    }
  }
}
