package io.github.twohead.examples.scenes;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.random.RandomGenerator;

/** Things that are neither documents nor screens, some of them easily mistaken for one. */
final class OtherScenes {

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
