package io.github.twohead.examples.scenes;

import java.awt.image.BufferedImage;
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
}
