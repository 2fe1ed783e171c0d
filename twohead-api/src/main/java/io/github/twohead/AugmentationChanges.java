package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ImageChange;
import io.github.twohead.spi.Once;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@link Augmentation.Builder} takes besides the settings that need more than a number.
 *
 * @param <B> the builder
 */
@CanIgnoreReturnValue
abstract sealed class AugmentationChanges<B> permits Augmentation.Builder {
  final Map<ImageChange, Double> changes = new EnumMap<>(ImageChange.class);
  final Map<String, AugmentationStep> steps = new LinkedHashMap<>();
  private final Map<ImageChange, Once<String>> given = new EnumMap<>(ImageChange.class);

  AugmentationChanges() {}

  abstract B self();

  /** Takes the number of a change, as recipes give it. */
  B change(ImageChange change, double amount) {
    String name = change.setting();
    Checks.inRange(name, amount, change.least(), change.most());
    boolean isDone = change.least() == change.most();
    given
        .computeIfAbsent(change, key -> new Once<>(name))
        .set(isDone ? "true" : Checks.text(amount));
    if (!change.isNothing(amount)) {
      changes.put(change, amount);
    }
    return self();
  }

  /**
   * Turns the hue by a random part of the colour wheel, as torchvision's {@code ColorJitter} does.
   *
   * @param largest the largest turn either way, 0 to 0.5
   * @return this
   */
  public B hue(double largest) {
    return change(ImageChange.HUE, largest);
  }

  /**
   * Takes the colours out of some images: red, green and blue become their luma (ITU-R 601).
   *
   * @param probability how likely, 0 to 1
   * @return this
   */
  public B greyscale(double probability) {
    return change(ImageChange.GREYSCALE, probability);
  }

  /**
   * Cuts out a part of random area and of a random shape, 3:4 to 4:3, and resizes it to the input
   * size by bilinear interpolation: torchvision's {@code RandomResizedCrop}, whose smallest area is
   * 0.08 unless given.
   *
   * @param minScale the smallest share of the area, 0.01 to 1
   * @return this
   */
  public B randomResizedCrop(double minScale) {
    return change(ImageChange.RANDOM_RESIZED_CROP, minScale);
  }

  /**
   * Mirrors every other image, top to bottom.
   *
   * @return this
   */
  public B verticalFlip() {
    return change(ImageChange.VERTICAL_FLIP, 1);
  }

  /**
   * Looks at every other image from a random side: its corners move inwards, and what they uncover
   * is black. The same as torchvision's {@code RandomPerspective}.
   *
   * @param distortion how far at most, as a share of half the sides, 0 to 1; torchvision's default
   *     is 0.5
   * @return this
   */
  public B perspective(double distortion) {
    return change(ImageChange.PERSPECTIVE, distortion);
  }

  /**
   * Changes each image by one of 14 operations of a random strength of 31: TrivialAugment Wide, as
   * torchvision's {@code TrivialAugmentWide} defines it, with the nearest pixel.
   *
   * <p>Source: S. G. Müller and F. Hutter, <i>TrivialAugment: Tuning-free Yet State-of-the-Art Data
   * Augmentation</i>, 2021, https://arxiv.org/abs/2103.10158.
   *
   * @return this
   */
  public B trivialAugment() {
    return change(ImageChange.TRIVIAL_AUGMENT, 1);
  }

  /**
   * Changes each image by several of 14 operations of one strength, as torchvision's {@code
   * RandAugment} does with 31 bins and the nearest pixel; its defaults are 2 and 9.
   *
   * <p>Source: E. D. Cubuk et al., <i>RandAugment: Practical automated data augmentation with a
   * reduced search space</i>, 2019, https://arxiv.org/abs/1909.13719.
   *
   * @param n how many operations, 1 to 14
   * @param magnitude how strong, 0 to 30
   * @return this
   */
  public B randAugment(int n, int magnitude) {
    ImageChange strength = ImageChange.MAGNITUDE;
    Checks.inRange(strength.setting(), magnitude, (int) strength.least(), (int) strength.most());
    B same = change(ImageChange.RAND_AUGMENT, n);
    changes.put(strength, (double) magnitude);
    return same;
  }

  /**
   * Blurs as a lens out of focus does: by a Gaussian that reaches three standard deviations.
   *
   * @param maxSigma the largest standard deviation in pixels of the input, 0 to 10
   * @return this
   */
  public B blur(double maxSigma) {
    return change(ImageChange.BLUR, maxSigma);
  }

  /**
   * Makes images smaller and large again, by bilinear interpolation, as if they were taken from
   * afar.
   *
   * @param minShare the smallest share of the sides, 0.05 to 1
   * @return this
   */
  public B downscale(double minShare) {
    return change(ImageChange.DOWNSCALE, minShare);
  }

  /**
   * Adds Gaussian noise to every value, as sensors do in the dark.
   *
   * @param stddev the largest standard deviation, as a share of the full range, 0 to 1
   * @return this
   */
  public B noise(double stddev) {
    return change(ImageChange.NOISE, stddev);
  }

  /**
   * Compresses images as JPEG, of a random quality up to 100, as cameras and messengers do.
   *
   * @param minQuality the lowest quality on libjpeg's scale, 1 to 100
   * @return this
   */
  public B jpeg(int minQuality) {
    return change(ImageChange.JPEG, minQuality);
  }

  /**
   * Blots a rectangle out of some images: torchvision's {@code RandomErasing}, of 0.02 to 0.33 of
   * the area and of a shape from 3:10 to 10:3; its values become 0 once they are normalised.
   *
   * <p>Source: Z. Zhong et al., <i>Random Erasing Data Augmentation</i>, 2017,
   * https://arxiv.org/abs/1708.04896.
   *
   * @param probability how likely, 0 to 1; torchvision's default is 0.5
   * @return this
   */
  public B randomErasing(double probability) {
    return change(ImageChange.RANDOM_ERASING, probability);
  }

  /**
   * Blends each image of a batch with the one before it, and their labels alike: of the two, a
   * share each that is drawn from Beta(alpha, alpha) for the whole batch. Where the label of one of
   * them is unknown, the loss takes the other's with its share. With {@link #cutmix} too, each
   * batch gets one of both.
   *
   * <p>Source: H. Zhang et al., <i>mixup: Beyond Empirical Risk Minimization</i>, 2017,
   * https://arxiv.org/abs/1710.09412.
   *
   * @param alpha 0.01 to 100; 0.2 mixes little, 1 evenly
   * @return this
   */
  public B mixup(double alpha) {
    return change(ImageChange.MIXUP, alpha);
  }

  /**
   * Pastes a rectangle of the image before it into each image of a batch, of an area drawn from
   * Beta(alpha, alpha); labels are mixed by the areas, as {@link #mixup} does.
   *
   * <p>Source: S. Yun et al., <i>CutMix: Regularization Strategy to Train Strong Classifiers with
   * Localizable Features</i>, 2019, https://arxiv.org/abs/1905.04899.
   *
   * @param alpha 0.01 to 100; the paper's is 1
   * @return this
   */
  public B cutmix(double alpha) {
    return change(ImageChange.CUTMIX, alpha);
  }

  /**
   * Adds a step of your own, after those that were added before; recipes write its name.
   *
   * @param name what it is called, with its numbers; not blank
   * @param step what it does
   * @return this
   * @throws IllegalStateException if there is a step of that name
   */
  public B step(String name, AugmentationStep step) {
    Arguments.notNull("step", step);
    if (Arguments.notNull("name", name).isBlank()) {
      throw new IllegalArgumentException("a step's name must not be blank");
    }
    if (steps.putIfAbsent(name.strip(), step) != null) {
      throw new IllegalStateException(
          "step \"" + name.strip() + "\" was already set to another one");
    }
    return self();
  }
}
