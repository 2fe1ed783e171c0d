package io.github.twohead.examples.scenes;

import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

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
