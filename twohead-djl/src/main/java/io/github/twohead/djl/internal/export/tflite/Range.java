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
}
