package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Locale;

/**
 * What becomes of an image's aspect ratio when it is resized to the network's input of {@code W×H}
 * pixels. All three scale by the same filter, Pillow's {@code BILINEAR} with its antialiasing, from
 * an image of {@code w×h} pixels that stands upright. It belongs to the data that a model was
 * trained on, and travels with the model.
 */
public enum ResizeMode {
  /** The whole image, to {@code W×H}: what is not of the input's shape is distorted. */
  STRETCH,

  /**
   * The whole image in its own shape, between black bars: as Pillow's {@code ImageOps.pad(image,
   * (W, H), BILINEAR)}, which is Keras's {@code pad_to_aspect_ratio} and letterboxing.
   *
   * <p>A wider image than the input becomes {@code W×round(h/w·W)} pixels, a taller one {@code
   * round(w/h·H)×H}, at least 1. It begins {@code round(0.5·bars)} pixels from the left or the top;
   * both round halves to the even number. Bars are black, 0 of 0 to 255 before anything is
   * normalised, as Pillow, torchvision and Keras fill them when not told otherwise: the same pixels
   * for every file of a model, whether it normalises them itself or not.
   */
  PAD,

  /**
   * The middle of the image in its own shape, what lies beyond is cut off: for a square input as
   * torchvision's {@code Resize(W)} and {@code CenterCrop(W)} of a Pillow image.
   *
   * <p>A wider image than the input becomes {@code ⌊H·w/h⌋×H} pixels, a taller one {@code
   * W×⌊W·h/w⌋}, of which those from {@code round(0.5·surplus)} on are taken; halves are rounded to
   * the even number.
   */
  CROP;

  /**
   * Reads a setting from text.
   *
   * @param text {@code stretch}, {@code pad} or {@code crop}
   * @return the setting
   * @throws IllegalArgumentException if the text is none of them
   */
  public static ResizeMode parse(String text) {
    Arguments.notNull("text", text);
    for (ResizeMode mode : values()) {
      if (mode.toString().equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "resize must be stretch, pad or crop, but is \"" + text + "\"");
  }

  /** Returns the text that {@link #parse} reads. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
