package io.github.twohead.examples.scenes;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
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
}
