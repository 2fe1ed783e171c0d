package io.github.twohead;

import io.github.twohead.ImageSource.RgbPixels;
import java.util.random.RandomGenerator;

/**
 * A random change of one's own; {@link Augmentation.Builder#step} gives it a name.
 *
 * <pre>{@code
 * AugmentationStep fog =
 *     (image, random) -> {
 *       int density = random.nextInt(128);
 *       byte[] values = image.pixels();
 *       for (int i = 0; i < values.length; i++) {
 *         values[i] = (byte) (((values[i] & 0xFF) * (255 - density) + 255 * density) / 255);
 *       }
 *     };
 * }</pre>
 */
@FunctionalInterface
public interface AugmentationStep {

  /**
   * Changes an image in place. Called by several threads at once, each with its own image; training
   * ends with what it throws.
   *
   * @param image the image at the input size, whose bytes may be changed until this returns
   * @param random all that may decide what is drawn: it follows from seed, epoch and row
   */
  void apply(RgbPixels image, RandomGenerator random);
}
