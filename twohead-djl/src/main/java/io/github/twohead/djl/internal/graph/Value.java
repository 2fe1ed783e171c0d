package io.github.twohead.djl.internal.graph;

/**
 * What flows between operations, for one image: a feature map, or a vector. Two values are the same
 * only if they are one object.
 */
public final class Value {
  private final int channels;
  private final int height;
  private final int width;

  private Value(int channels, int height, int width) {
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  /** A feature map of C×H×W numbers. */
  public static Value map(int channels, int height, int width) {
    return new Value(channels, height, width);
  }

  /** A vector of C numbers. */
  public static Value vector(int channels) {
    return new Value(channels, 0, 0);
  }

  /** Whether this is a vector. */
  public boolean isVector() {
    return height == 0;
  }

  /** C. */
  public int channels() {
    return channels;
  }

  /** H; 0 for a vector. */
  public int height() {
    return height;
  }

  /** W; 0 for a vector. */
  public int width() {
    return width;
  }

  /** C×H×W, or C. */
  public int size() {
    return isVector() ? channels : Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  @Override
  public String toString() {
    return isVector() ? "(" + channels + ")" : "(" + channels + ", " + height + ", " + width + ")";
  }
}
