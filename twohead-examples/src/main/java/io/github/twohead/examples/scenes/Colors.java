package io.github.twohead.examples.scenes;

import java.awt.Color;
import java.util.random.RandomGenerator;

/** Random colours and their mixtures. */
final class Colors {

  private Colors() {}

  /** The colour of a table, a wall or a cloth: any hue, mostly muted, dark to light. */
  static Color surface(RandomGenerator random) {
    double hue = random.nextInt(3) == 0 ? random.nextDouble() : random.nextDouble(0.03, 0.14);
    double saturation = Math.pow(random.nextDouble(), 1.5) * 0.75;
    return hsb(hue, saturation, random.nextDouble(0.12, 0.97));
  }

  static Color vivid(RandomGenerator random) {
    return hsb(random.nextDouble(), random.nextDouble(0.45, 0.95), random.nextDouble(0.4, 0.95));
  }

  /** Paper, china, paint: nearly white. */
  static Color offWhite(RandomGenerator random) {
    return hsb(random.nextDouble(), random.nextDouble(0.07), random.nextDouble(0.86, 0.99));
  }

  static Color ink(RandomGenerator random) {
    return hsb(random.nextDouble(0.55, 0.7), random.nextDouble(0.6), random.nextDouble(0.05, 0.35));
  }

  static Color hsb(double hue, double saturation, double brightness) {
    return Color.getHSBColor((float) hue, (float) saturation, (float) Math.min(1, brightness));
  }

  static Color shade(Color color, double factor) {
    return new Color(
        Images.clamp((int) (color.getRed() * factor)),
        Images.clamp((int) (color.getGreen() * factor)),
        Images.clamp((int) (color.getBlue() * factor)));
  }

  static Color mix(Color a, Color b, double share) {
    return new Color(
        (int) (a.getRed() + (b.getRed() - a.getRed()) * share),
        (int) (a.getGreen() + (b.getGreen() - a.getGreen()) * share),
        (int) (a.getBlue() + (b.getBlue() - a.getBlue()) * share));
  }

  static Color alpha(Color color, double alpha) {
    return new Color(
        color.getRed(), color.getGreen(), color.getBlue(), Images.clamp((int) (alpha * 255)));
  }
}
