package io.github.twohead.djl.internal.export.tflite;

/**
 * The numbers that a value takes.
 *
 * @param min the least
 * @param max the greatest
 */
public record Range(float min, float max) {
  public Range {
    if (!(min <= max) || !Float.isFinite(min) || !Float.isFinite(max)) {
      throw new IllegalArgumentException("a range of " + min + " to " + max + " is none");
    }
  }

  /** The least range that holds both. */
  Range union(Range other) {
    return new Range(Math.min(min, other.min), Math.max(max, other.max));
  }

  /** The range of its numbers after those beyond a magnitude became the nearest that is not. */
  Range clipped(float magnitude) {
    return new Range(clip(min, magnitude), clip(max, magnitude));
  }

  private static float clip(float number, float magnitude) {
    return Math.max(-magnitude, Math.min(magnitude, number));
  }
}
