package io.github.twohead.examples.scenes;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** A paper document that lies on a surface. */
final class DocumentScene {

  private DocumentScene() {}

  static void paint(BufferedImage frame, RandomGenerator random) {
    Backgrounds.paint(frame, random);
    if (random.nextInt(6) == 0) {
      lay(frame, random);
    }
    lay(frame, random);
  }

  private static void lay(BufferedImage frame, RandomGenerator random) {
    Pose pose = Pose.random(random, 0.65, 1.8);
    if (random.nextInt(3) == 0) {
      pose = pose.turned(random.nextInt(4));
    }
    int frameSize = Math.min(frame.getWidth(), frame.getHeight());
    BufferedImage paper = Paper.draw(random, pose.size() * frameSize);
    Perspective place = pose.of(paper, frame);
    Path2D outline = place.outline(new Rectangle(paper.getWidth(), paper.getHeight()));
    double lift = frameSize * random.nextDouble(0.01, 0.05);
    new SoftShape(frame, outline, lift * 1.5)
        .mixInto(
            frame,
            Color.BLACK,
            random.nextDouble(0.3, 0.7),
            lift * random.nextDouble(-1, 1),
            lift * random.nextDouble(-1, 1));
    place.draw(paper, frame);
    if (random.nextInt(4) == 0) {
      Glare.lamp(frame, outline, random);
    }
  }
}
