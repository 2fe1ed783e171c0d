package io.github.twohead.examples.scenes;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** The surfaces that all scenes stand on: wood, cloth, stone, plain tables, out-of-focus rooms. */
final class Backgrounds {

  private static final int TONES = 64;

  /** A pattern in two colours: 0 is the first colour, 1 the second. Units: 1/256 of the frame. */
  interface Surface {
    double tone(double x, double y);
  }

  private Backgrounds() {}

  static void paint(BufferedImage frame, RandomGenerator random) {
    Color first = Colors.surface(random);
    Color second =
        random.nextInt(4) == 0
            ? Colors.surface(random)
            : Colors.shade(first, random.nextDouble(0.45, 0.8));
    fill(frame, surface(random), first, second, random);
  }

  /** Fills the frame with a pattern, turned and shifted at random. */
  static void fill(
      BufferedImage frame, Surface surface, Color first, Color second, RandomGenerator random) {
    int[] ramp = new int[TONES];
    for (int i = 0; i < TONES; i++) {
      ramp[i] = Colors.mix(first, second, i / (TONES - 1.0)).getRGB();
    }
    int[] pixels = Images.pixels(frame);
    int width = frame.getWidth();
    double angle = random.nextDouble(Math.PI);
    double scale = 256.0 / Math.min(width, frame.getHeight());
    double cos = Math.cos(angle) * scale;
    double sin = Math.sin(angle) * scale;
    double shift = random.nextDouble(1000);
    for (int i = 0; i < pixels.length; i++) {
      int x = i % width;
      int y = i / width;
      double tone = surface.tone(shift + x * cos + y * sin, shift - x * sin + y * cos);
      pixels[i] = ramp[Math.max(0, Math.min(TONES - 1, (int) (tone * TONES)))];
    }
  }

  private static Surface surface(RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> wood(random);
      case 2 -> weave(random);
      case 3 -> stone(random);
      case 4 -> checks(random);
      case 5 -> laminate(random);
      case 6 -> blurredRoom(random);
      default -> crumpledCloth(random);
    };
  }

  private static Surface wood(RandomGenerator random) {
    double plank = random.nextDouble(25, 110);
    double grain = random.nextDouble(0.5, 2.2);
    double strength = random.nextDouble(0.25, 0.7);
    return (x, y) -> {
      double board = Math.floor(y / plank);
      double edge = y - board * plank;
      double own = Noise.at(board * 17.3, board * 5.1) * 0.35;
      double veins = Noise.at(x * 0.12 + board * 71, y * grain);
      return edge < 1.3 ? 1 : 0.4 + own + strength * veins;
    };
  }

  private static Surface weave(RandomGenerator random) {
    double pitch = 2 * Math.PI / random.nextDouble(4.5, 9);
    double strength = random.nextDouble(0.15, 0.35);
    return (x, y) ->
        0.45 + strength * Math.sin(x * pitch) * Math.sin(y * pitch) + 0.3 * Noise.at(x, y);
  }

  private static Surface stone(RandomGenerator random) {
    double grain = random.nextDouble(1.5, 8);
    double strength = random.nextDouble(0.3, 0.9);
    return (x, y) -> 0.45 + strength * Noise.at(x * grain, y * grain) + 0.2 * Noise.at(x, y);
  }

  private static Surface checks(RandomGenerator random) {
    double size = random.nextDouble(16, 60);
    double soft = random.nextDouble(0.03, 0.15);
    return (x, y) -> {
      double across = Math.floor(x / size) % 2 == 0 ? 0.45 : 0;
      double down = Math.floor(y / size) % 2 == 0 ? 0.45 : 0;
      return across + down + soft * Noise.at(x * 3, y * 3);
    };
  }

  private static Surface laminate(RandomGenerator random) {
    double slope = random.nextDouble(0.001, 0.003);
    double speckle = random.nextDouble(0.02, 0.12);
    return (x, y) -> 0.5 + 0.4 * Math.sin(x * slope * 6) + speckle * Noise.at(x * 5, y * 5);
  }

  private static Surface blurredRoom(RandomGenerator random) {
    double scale = random.nextDouble(0.1, 0.25);
    return (x, y) -> 0.5 + 0.8 * Noise.at(x * scale, y * scale);
  }

  private static Surface crumpledCloth(RandomGenerator random) {
    double scale = random.nextDouble(0.4, 0.9);
    return (x, y) -> {
      double fold = Noise.at(x * scale, y * scale * 0.4);
      return 0.15 + 1.3 * Math.abs(fold) + 0.06 * Noise.at(x * 7, y * 7);
    };
  }
}
