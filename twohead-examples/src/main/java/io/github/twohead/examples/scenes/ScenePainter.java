package io.github.twohead.examples.scenes;

import io.github.twohead.examples.scenes.Perspective.Pose;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws photo-like pictures of paper documents, of screens that show a document, and of other
 * things. All kinds share backgrounds, light, colour casts, blur and noise, so that neither colour
 * nor brightness tells them apart.
 *
 * <p>The same kind, seed and size give the same picture on one platform. Safe for use by several
 * threads.
 */
public final class ScenePainter {

  private static final int DEFAULT_SIZE = 256;
  private static final int MIN_SIZE = 16;

  private final int width;
  private final int height;

  /** Paints pictures of 256 x 256 pixels. */
  public ScenePainter() {
    this(DEFAULT_SIZE, DEFAULT_SIZE);
  }

  /** Paints pictures of the given size in pixels, at least 16 x 16. */
  public ScenePainter(int width, int height) {
    if (width < MIN_SIZE || height < MIN_SIZE) {
      throw new IllegalArgumentException("picture too small: " + width + " x " + height);
    }
    this.width = width;
    this.height = height;
  }

  /** Paints one picture of type {@link BufferedImage#TYPE_INT_RGB}. */
  public BufferedImage paint(SceneKind kind, long seed) {
    RandomGenerator random = new SplittableRandom(seed * 3 + kind.classId());
    BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    switch (kind) {
      case DOCUMENT -> DocumentScene.paint(frame, random);
      case SCREEN -> ScreenScene.paint(frame, random);
      case OTHER -> OtherScenes.paint(frame, random);
    }
    Camera.shoot(frame, random);
    return frame;
  }

  /** What a picture of {@link ScenePainter} shows. */
  public enum SceneKind {
    /** A paper document on a surface. */
    DOCUMENT(0),
    /** Neither a document nor a screen. */
    OTHER(1),
    /** A screen, photographed, that shows a document. */
    SCREEN(2);

    private final int classId;

    SceneKind(int classId) {
      this.classId = classId;
    }

    /** The number of this class in labels. */
    public int classId() {
      return classId;
    }
  }

  /** A paper document that lies on a surface. */
  private static final class DocumentScene {

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

  /** Things that are neither documents nor screens, some of them easily mistaken for one. */
  private static final class OtherScenes {

    private interface Scene {
      void paint(BufferedImage frame, RandomGenerator random);
    }

    private static final List<Scene> SCENES =
        List.of(
            Outdoors::hills,
            Outdoors::plant,
            Outdoors::house,
            Outdoors::nightSky,
            Creatures::face,
            Creatures::cat,
            Creatures::fish,
            Tableware::mug,
            Tableware::bowl,
            Tableware::plate,
            Tableware::fruit,
            Patterns::bricks,
            Patterns::tiles,
            Patterns::poster,
            Patterns::stripedShirt,
            Patterns::blankWall,
            Patterns::surface,
            Furniture::window,
            Furniture::pictureFrame,
            Furniture::keyboard,
            Furniture::shelf,
            Furniture::cushion);

    private OtherScenes() {}

    static void paint(BufferedImage frame, RandomGenerator random) {
      SCENES.get(random.nextInt(SCENES.size())).paint(frame, random);
      if (random.nextInt(8) == 0) {
        Glare.lamp(frame, frame.getRaster().getBounds(), random);
      }
      if (random.nextInt(10) == 0) {
        Glare.window(frame, frame.getRaster().getBounds(), random);
      }
    }
  }
}
