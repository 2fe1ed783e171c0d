package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Once;
import java.util.StringJoiner;

/**
 * Random changes of training images, drawn anew for every image and epoch.
 *
 * <p>The seed, the epoch and the image's place in the table decide what is drawn; the number of
 * threads does not. Immutable.
 *
 * <pre>{@code
 * Augmentation augmentation = Augmentation.builder().rotation(10).horizontalFlip().build();
 * }</pre>
 */
public final class Augmentation {
  private static final Augmentation NONE = builder().build();
  private static final Augmentation STANDARD = builder().rotation(10).build();

  private final double rotation;
  private final boolean horizontalFlip;
  private final double brightness;
  private final double contrast;
  private final double saturation;
  private final double smallestCrop;

  private Augmentation(Builder builder) {
    rotation = builder.rotation.orElse(0.0);
    horizontalFlip = builder.horizontalFlip.orElse(false);
    brightness = builder.brightness.orElse(0.0);
    contrast = builder.contrast.orElse(0.0);
    saturation = builder.saturation.orElse(0.0);
    smallestCrop = builder.smallestCrop.orElse(1.0);
  }

  /**
   * Returns the article's augmentation: rotation by up to 10 degrees either way.
   *
   * @return rotation by ±10°
   */
  public static Augmentation standard() {
    return STANDARD;
  }

  /**
   * Returns no augmentation.
   *
   * @return images as they are
   */
  public static Augmentation none() {
    return NONE;
  }

  /**
   * Starts from no augmentation.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the largest rotation either way.
   *
   * @return degrees, 0 to 180
   */
  public double rotation() {
    return rotation;
  }

  /**
   * Says whether half of the images are mirrored.
   *
   * @return whether images are mirrored
   */
  public boolean horizontalFlip() {
    return horizontalFlip;
  }

  /**
   * Returns the largest change of brightness.
   *
   * @return b, where brightness is multiplied by 1−b to 1+b
   */
  public double brightness() {
    return brightness;
  }

  /**
   * Returns the largest change of contrast.
   *
   * @return c, where contrast is multiplied by 1−c to 1+c
   */
  public double contrast() {
    return contrast;
  }

  /**
   * Returns the largest change of saturation.
   *
   * @return s, where saturation is multiplied by 1−s to 1+s
   */
  public double saturation() {
    return saturation;
  }

  /**
   * Returns the side of the smallest crop.
   *
   * @return a share of the image's sides, 0.1 to 1; 1 crops nothing
   */
  public double smallestCrop() {
    return smallestCrop;
  }

  /**
   * Says whether images stay as they are.
   *
   * @return whether nothing is drawn
   */
  public boolean isNone() {
    return rotation == 0
        && !horizontalFlip
        && brightness == 0
        && contrast == 0
        && saturation == 0
        && smallestCrop == 1;
  }

  /**
   * Returns what is drawn, as saved models remember it: a text such as {@code rotation 10, flip,
   * jitter 0.2/0.2/0.1, crop from 0.8}, or {@code none}.
   */
  @Override
  public String toString() {
    StringJoiner steps = new StringJoiner(", ").setEmptyValue("none");
    if (rotation > 0) {
      steps.add("rotation " + Checks.text(rotation));
    }
    if (horizontalFlip) {
      steps.add("flip");
    }
    if (brightness > 0 || contrast > 0 || saturation > 0) {
      steps.add(
          "jitter %s/%s/%s"
              .formatted(Checks.text(brightness), Checks.text(contrast), Checks.text(saturation)));
    }
    if (smallestCrop < 1) {
      steps.add("crop from " + Checks.text(smallestCrop));
    }
    return steps.toString();
  }

  /** Builds an {@link Augmentation}; each setting can be given once, and is off when not given. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Double> rotation = new Once<>("rotation");
    private final Once<Boolean> horizontalFlip = new Once<>("horizontalFlip");
    private final Once<Double> brightness = new Once<>("the brightness of colorJitter");
    private final Once<Double> contrast = new Once<>("the contrast of colorJitter");
    private final Once<Double> saturation = new Once<>("the saturation of colorJitter");
    private final Once<Double> smallestCrop = new Once<>("randomCrop");

    private Builder() {}

    /**
     * Rotates by a random angle around the centre; uncovered corners are black.
     *
     * @param degrees the largest angle either way, 0 to 180
     * @return this
     */
    public Builder rotation(double degrees) {
      rotation.set(Checks.inRange("rotation", degrees, 0, 180));
      return this;
    }

    /**
     * Mirrors every other image, left to right.
     *
     * @return this
     */
    public Builder horizontalFlip() {
      horizontalFlip.set(true);
      return this;
    }

    /**
     * Multiplies brightness, contrast and saturation by random factors from 1−x to 1+x.
     *
     * @param brightness the largest change of brightness, 0 to 1
     * @param contrast the largest change of contrast, 0 to 1
     * @param saturation the largest change of saturation, 0 to 1
     * @return this
     */
    public Builder colorJitter(double brightness, double contrast, double saturation) {
      Checks.inRange("brightness", brightness, 0, 1);
      Checks.inRange("contrast", contrast, 0, 1);
      Checks.inRange("saturation", saturation, 0, 1);
      this.brightness.set(brightness);
      this.contrast.set(contrast);
      this.saturation.set(saturation);
      return this;
    }

    /**
     * Cuts out a random part with sides from {@code smallest} to 1 times the image's, enlarged to
     * the input size.
     *
     * @param smallest the smallest share of the sides, 0.1 to 1
     * @return this
     */
    public Builder randomCrop(double smallest) {
      smallestCrop.set(Checks.inRange("randomCrop", smallest, 0.1, 1));
      return this;
    }

    /**
     * Returns the augmentation.
     *
     * @return the augmentation
     */
    @CheckReturnValue
    public Augmentation build() {
      return new Augmentation(this);
    }
  }
}
