package io.github.twohead.examples.scenes;

import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** A projective map from a flat source image to a quadrilateral of the frame. */
final class Perspective {

  private final double[] toFrame;
  private final double[] toSource;

  private Perspective(double[] toFrame) {
    this.toFrame = toFrame;
    this.toSource = inverse(toFrame);
  }

  /** Maps a source of the given size to four corners: top left, top right, bottom right, left. */
  static Perspective of(double width, double height, Point2D... corners) {
    double x0 = corners[0].getX();
    double y0 = corners[0].getY();
    double dx1 = corners[1].getX() - corners[2].getX();
    double dy1 = corners[1].getY() - corners[2].getY();
    double dx2 = corners[3].getX() - corners[2].getX();
    double dy2 = corners[3].getY() - corners[2].getY();
    double sx = x0 - corners[1].getX() - dx2;
    double sy = y0 - corners[1].getY() - dy2;
    double determinant = dx1 * dy2 - dx2 * dy1;
    double g = (sx * dy2 - dx2 * sy) / determinant;
    double h = (dx1 * sy - sx * dy1) / determinant;
    return new Perspective(
        new double[] {
          (corners[1].getX() * (1 + g) - x0) / width,
          (corners[3].getX() * (1 + h) - x0) / height,
          x0,
          (corners[1].getY() * (1 + g) - y0) / width,
          (corners[3].getY() * (1 + h) - y0) / height,
          y0,
          g / width,
          h / height,
          1
        });
  }

  Point2D toFrame(double u, double v) {
    return map(toFrame, u, v);
  }

  Point2D toSource(double x, double y) {
    return map(toSource, x, y);
  }

  /** The same without a new object, for loops over pixels. */
  void toSource(double x, double y, double[] result) {
    double w = toSource[6] * x + toSource[7] * y + toSource[8];
    result[0] = (toSource[0] * x + toSource[1] * y + toSource[2]) / w;
    result[1] = (toSource[3] * x + toSource[4] * y + toSource[5]) / w;
  }

  /** Where a rectangle of the source lies in the frame. */
  Path2D outline(Rectangle2D area) {
    Path2D path = new Path2D.Double();
    Point2D start = toFrame(area.getMinX(), area.getMinY());
    path.moveTo(start.getX(), start.getY());
    double[][] rest = {
      {area.getMaxX(), area.getMinY()},
      {area.getMaxX(), area.getMaxY()},
      {area.getMinX(), area.getMaxY()}
    };
    for (double[] corner : rest) {
      Point2D point = toFrame(corner[0], corner[1]);
      path.lineTo(point.getX(), point.getY());
    }
    path.closePath();
    return path;
  }

  /** Draws a premultiplied source over the frame, with bilinear sampling. */
  void draw(BufferedImage source, BufferedImage frame) {
    int width = source.getWidth();
    int height = source.getHeight();
    int[] from = Images.pixels(source);
    int[] to = Images.pixels(frame);
    Rectangle area = outline(new Rectangle(width, height)).getBounds();
    area = area.intersection(new Rectangle(frame.getWidth(), frame.getHeight()));
    for (int y = area.y; y < area.y + area.height; y++) {
      for (int x = area.x; x < area.x + area.width; x++) {
        double cx = x + 0.5;
        double cy = y + 0.5;
        double w = toSource[6] * cx + toSource[7] * cy + toSource[8];
        double u = (toSource[0] * cx + toSource[1] * cy + toSource[2]) / w - 0.5;
        double v = (toSource[3] * cx + toSource[4] * cy + toSource[5]) / w - 0.5;
        if (u >= 0 && v >= 0 && u < width - 1 && v < height - 1) {
          int i = y * frame.getWidth() + x;
          to[i] = over(sample(from, width, u, v), to[i]);
        }
      }
    }
  }

  private static int sample(int[] pixels, int width, double u, double v) {
    int left = (int) u;
    int top = (int) v;
    int fx = (int) ((u - left) * 256);
    int fy = (int) ((v - top) * 256);
    int i = top * width + left;
    return mix(
        mix(pixels[i], pixels[i + 1], fx), mix(pixels[i + width], pixels[i + width + 1], fx), fy);
  }

  /** Mixes all four channels of two pixels, two channels at a time. */
  private static int mix(int a, int b, int share) {
    int even = (a & 0xff00ff) * (256 - share) + (b & 0xff00ff) * share;
    int odd = (a >>> 8 & 0xff00ff) * (256 - share) + (b >>> 8 & 0xff00ff) * share;
    return (even >>> 8 & 0xff00ff) | (odd & 0xff00ff00);
  }

  private static int over(int source, int below) {
    int rest = 255 - (source >>> 24);
    int even = ((below & 0xff00ff) * rest) >>> 8 & 0xff00ff;
    int odd = ((below >>> 8 & 0xff) * rest) & 0xff00;
    return source + (even | odd);
  }

  private static Point2D map(double[] m, double x, double y) {
    double w = m[6] * x + m[7] * y + m[8];
    return new Point2D.Double((m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w);
  }

  /** The adjugate, which is the inverse up to a factor that cancels out. */
  private static double[] inverse(double[] m) {
    return new double[] {
      m[4] * m[8] - m[5] * m[7],
      m[2] * m[7] - m[1] * m[8],
      m[1] * m[5] - m[2] * m[4],
      m[5] * m[6] - m[3] * m[8],
      m[0] * m[8] - m[2] * m[6],
      m[2] * m[3] - m[0] * m[5],
      m[3] * m[7] - m[4] * m[6],
      m[1] * m[6] - m[0] * m[7],
      m[0] * m[4] - m[1] * m[3]
    };
  }

  /**
   * How a flat thing lies before the camera.
   *
   * @param size its longest side, as a share of the frame
   * @param roll turn in the picture plane, in radians
   * @param yaw turn away from the camera to the side
   * @param pitch turn away from the camera upwards
   * @param dx shift of its centre from the middle of the frame, as a share of the frame
   * @param dy the same, downwards
   */
  record Pose(double size, double roll, double yaw, double pitch, double dx, double dy) {

    /** Distance of the camera, in longest sides. */
    private static final double DISTANCE = 1.7;

    static Pose random(RandomGenerator random, double minSize, double maxSize) {
      double size = random.nextDouble(minSize, maxSize);
      double freedom = Math.max(0.1, Math.min(0.45, Math.abs(1 - size) * 0.45));
      return new Pose(
          size,
          random.nextGaussian(0, 0.22),
          random.nextDouble(-0.5, 0.5),
          random.nextDouble(-0.5, 0.5),
          random.nextDouble(-freedom, freedom),
          random.nextDouble(-freedom, freedom));
    }

    /** The same pose turned by quarters. */
    Pose turned(int quarters) {
      return new Pose(size, roll + quarters * Math.PI / 2, yaw, pitch, dx, dy);
    }

    Perspective of(BufferedImage source, BufferedImage frame) {
      double frameSize = Math.min(frame.getWidth(), frame.getHeight());
      double longest = Math.max(source.getWidth(), source.getHeight());
      double halfWidth = source.getWidth() / longest / 2;
      double halfHeight = source.getHeight() / longest / 2;
      double[][] signs = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
      Point2D[] corners = new Point2D[4];
      for (int i = 0; i < 4; i++) {
        Point2D p = project(signs[i][0] * halfWidth, signs[i][1] * halfHeight);
        corners[i] =
            new Point2D.Double(
                frame.getWidth() / 2.0 + frameSize * (dx + size * p.getX()),
                frame.getHeight() / 2.0 + frameSize * (dy + size * p.getY()));
      }
      return Perspective.of(source.getWidth(), source.getHeight(), corners);
    }

    private Point2D project(double x, double y) {
      double turnedX = x * Math.cos(roll) - y * Math.sin(roll);
      double turnedY = x * Math.sin(roll) + y * Math.cos(roll);
      double depth = turnedX * Math.sin(yaw) + turnedY * Math.sin(pitch);
      double scale = DISTANCE / (DISTANCE + depth);
      return new Point2D.Double(turnedX * Math.cos(yaw) * scale, turnedY * Math.cos(pitch) * scale);
    }
  }
}
