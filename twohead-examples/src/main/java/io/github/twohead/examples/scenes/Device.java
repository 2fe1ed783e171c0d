package io.github.twohead.examples.scenes;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
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
}
