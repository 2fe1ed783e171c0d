package io.github.twohead.examples.scenes;

import io.github.twohead.examples.scenes.Perspective.Pose;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** A screen that shows a document, photographed. */
final class ScreenScene {

  private ScreenScene() {}

  static void paint(BufferedImage frame, RandomGenerator random) {
    Backgrounds.paint(frame, random);
    boolean close = random.nextInt(3) == 0;
    Pose pose = close ? Pose.random(random, 1.7, 2.7) : Pose.random(random, 0.8, 1.4);
    int frameSize = Math.min(frame.getWidth(), frame.getHeight());
    Device device = Device.draw(random, pose.size() * frameSize);
    BufferedImage face = device.image();
    Perspective place = pose.of(face, frame);
    Path2D body = place.outline(new Rectangle(face.getWidth(), face.getHeight()));
    Path2D screen = place.outline(device.screen());
    surroundings(frame, body, random);
    place.draw(face, frame);
    new PixelGrid(random).shine(frame, place, device.screen());
    if (random.nextInt(3) == 0) {
      Glare.lamp(frame, screen, random);
    }
    if (random.nextInt(5) == 0) {
      Glare.window(frame, screen, random);
    }
  }

  /** The screen lights what stands around it, or the device throws a shadow. */
  private static void surroundings(BufferedImage frame, Path2D body, RandomGenerator random) {
    double reach = frame.getWidth() * random.nextDouble(0.06, 0.18);
    SoftShape soft = new SoftShape(frame, body, reach);
    if (random.nextBoolean()) {
      Color glow = Colors.hsb(0.58, random.nextDouble(0.1, 0.5), 1);
      soft.mixInto(frame, glow, random.nextDouble(0.15, 0.4), 0, 0);
    } else {
      double shift = random.nextDouble(-0.5, 0.5) * reach;
      soft.mixInto(frame, Color.BLACK, random.nextDouble(0.3, 0.7), shift, Math.abs(shift));
    }
  }

  /**
   * The red, green and blue stripes of a screen's pixels, as the pixel grid of a camera sees them.
   * The two grids have nearly the same pitch and angle, so that their interference appears: moiré,
   * bent by perspective and by the lens. Sometimes the screen is so near that the stripes
   * themselves show.
   */
  private static final class PixelGrid {

    private static final int STEPS = 1024;
    private static final float[] COSINE = new float[STEPS];

    static {
      for (int i = 0; i < STEPS; i++) {
        COSINE[i] = (float) Math.cos(2 * Math.PI * i / STEPS);
      }
    }

    private final boolean near;
    private final double columns;
    private final double rows;
    private final double angle;
    private final double bend;
    private final float stripes;
    private final float lines;
    private final float roll;
    private final double rollPeriod;

    PixelGrid(RandomGenerator random) {
      near = random.nextInt(4) == 0;
      columns = near ? random.nextDouble(0.13, 0.22) : beat(random);
      rows = near ? columns : beat(random);
      angle = random.nextDouble(-0.08, 0.08);
      bend = random.nextDouble(-7, 7);
      stripes = (float) random.nextDouble(0.13, 0.32);
      lines = (float) random.nextDouble(0.05, 0.2);
      roll = random.nextInt(4) == 0 ? (float) random.nextDouble(0.05, 0.2) : 0;
      rollPeriod = random.nextDouble(0.4, 1.2);
    }

    /** Screen pixels for one pixel of the camera: nearly, not quite, one. */
    private static double beat(RandomGenerator random) {
      double difference = random.nextDouble(0.01, 0.09);
      return random.nextBoolean() ? 1 + difference : 1 - difference;
    }

    /** Multiplies the part of the frame where the screen is by the light of the stripes. */
    void shine(BufferedImage frame, Perspective place, Rectangle2D screen) {
      int width = frame.getWidth();
      int height = frame.getHeight();
      int[] pixels = Images.pixels(frame);
      Rectangle area = place.outline(screen).getBounds().intersection(new Rectangle(width, height));
      Point2D origin = place.toSource(width / 2.0, height / 2.0);
      double[] steps = steps(place, origin, width / 2.0, height / 2.0);
      double scale = Math.sqrt(Math.abs(steps[0] * steps[3] - steps[1] * steps[2]));
      double camera = near ? 0 : 1;
      double[] at = new double[2];
      for (int y = area.y; y < area.y + area.height; y++) {
        for (int x = area.x; x < area.x + area.width; x++) {
          place.toSource(x + 0.5, y + 0.5, at);
          if (screen.contains(at[0], at[1])) {
            double px = x + 0.5 - width / 2.0;
            double py = y + 0.5 - height / 2.0;
            double turnedX = camera * (px - angle * py);
            double turnedY = camera * (py + angle * px);
            double lens = bend * (px * px + py * py) / ((double) width * width);
            double u = columns * (at[0] - origin.getX());
            double v = rows * (at[1] - origin.getY());
            double column = (u - steps[0] * turnedX - steps[1] * turnedY) / scale + lens;
            double row = (v - steps[2] * turnedX - steps[3] * turnedY) / scale + lens;
            int i = y * width + x;
            pixels[i] = lit(pixels[i], column, row, py / height);
          }
        }
      }
    }

    /** How far one pixel of the frame to the right and one down lead in the source: u, u, v, v. */
    private static double[] steps(Perspective place, Point2D origin, double x, double y) {
      Point2D right = place.toSource(x + 1, y);
      Point2D down = place.toSource(x, y + 1);
      return new double[] {
        right.getX() - origin.getX(),
        down.getX() - origin.getX(),
        right.getY() - origin.getY(),
        down.getY() - origin.getY()
      };
    }

    private int lit(int pixel, double column, double row, double height) {
      float line = (1 + lines * cosine(row)) / ((1 + lines) * (1 + stripes));
      if (roll > 0) {
        line *= 1 + roll * cosine(height / rollPeriod);
      }
      int red = (int) ((pixel >> 16 & 0xff) * line * (1 + stripes * cosine(column)));
      int green = (int) ((pixel >> 8 & 0xff) * line * (1 + stripes * cosine(column + 1 / 3.0)));
      int blue = (int) ((pixel & 0xff) * line * (1 + stripes * cosine(column + 2 / 3.0)));
      return Math.min(255, red) << 16 | Math.min(255, green) << 8 | Math.min(255, blue);
    }

    private static float cosine(double turns) {
      return COSINE[(int) Math.floor(turns * STEPS) & (STEPS - 1)];
    }
  }
}
