package io.github.twohead.runtime.internal.image;

import io.github.twohead.Preprocessing;
import io.github.twohead.ResizeMode;

/**
 * The size that images are brought to, and what becomes of their aspect ratio on the way; {@link
 * ResizeMode} gives the rules.
 *
 * @param width in pixels
 * @param height in pixels
 * @param mode how an image of another shape is brought to it
 */
public record InputSize(int width, int height, ResizeMode mode) {

  public static InputSize of(Preprocessing preprocessing) {
    return new InputSize(preprocessing.width(), preprocessing.height(), preprocessing.resize());
  }

  /** The same for an image that is yet to be turned by a quarter. */
  InputSize swapped() {
    return new InputSize(height, width, mode);
  }

  /** What a side becomes of an image of this size: the one from left to right. */
  Side across(int imageWidth, int imageHeight) {
    return side(imageWidth, width, imageHeight, height);
  }

  /** What a side becomes of an image of this size: the one from top to bottom. */
  Side down(int imageWidth, int imageHeight) {
    return side(imageHeight, height, imageWidth, width);
  }

  private Side side(int from, int to, int otherFrom, int otherTo) {
    long ours = (long) from * otherTo;
    long others = (long) otherFrom * to;
    return switch (mode) {
      case STRETCH -> new Side(to, 0, to, to);
      case PAD -> padded(ours < others ? Math.rint((double) from / otherFrom * otherTo) : to, to);
      case CROP -> cropped(ours > others ? ours / otherFrom : to, to);
    };
  }

  private static Side padded(double scaled, int to) {
    int length = Math.max(1, (int) scaled);
    return new Side(length, 0, length, to);
  }

  private static Side cropped(long scaled, int to) {
    return new Side(scaled, (long) Math.rint((scaled - to) / 2.0), to, to);
  }

  /**
   * One side of an image on its way to the input.
   *
   * @param scaled what the whole of it would be scaled to
   * @param first the first of those pixels that is kept
   * @param kept how many are kept
   * @param length the input's side, in whose middle those lie
   */
  record Side(long scaled, long first, int kept, int length) {

    /** Where the kept pixels begin. */
    int start() {
      return (int) Math.rint((length - kept) * 0.5);
    }
  }
}
