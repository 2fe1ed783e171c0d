package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/** Argument checks whose messages name the setting, its range and the value. */
@CanIgnoreReturnValue
final class Checks {
  static final int MAX_THREADS = 1024;

  private Checks() {}

  static int threads(int count) {
    return inRange("threads", count, 1, MAX_THREADS);
  }

  static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
    return value;
  }

  static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must be at least 0, but is " + value);
    }
    return value;
  }

  static int inRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be from " + min + " to " + max + ", but is " + value);
    }
    return value;
  }

  static double inRange(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          name + " must be from " + text(min) + " to " + text(max) + ", but is " + text(value));
    }
    return value;
  }

  static double aboveZero(String name, double value, double max) {
    if (!(value > 0 && value <= max)) {
      throw new IllegalArgumentException(
          name + " must be above 0 and at most " + text(max) + ", but is " + text(value));
    }
    return value;
  }

  static double belowOne(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " must be at least 0 and below 1, but is " + text(value));
    }
    return value;
  }

  /** Neither of the ends is in the range. */
  static double between(String name, double value, double low, double high) {
    if (!(value > low && value < high)) {
      throw new IllegalArgumentException(
          name
              + " must be between "
              + text(low)
              + " and "
              + text(high)
              + ", but is "
              + text(value));
    }
    return value;
  }

  /** Whole numbers without a fraction, so that a range reads as its Javadoc does. */
  static String text(double value) {
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }
}
