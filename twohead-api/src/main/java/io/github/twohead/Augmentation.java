package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.ImageSource.RgbPixels;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ImageChange;
import io.github.twohead.spi.ModelEngine;
import io.github.twohead.spi.Once;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * Random changes of training images, drawn anew for every image and epoch.
 *
 * <p>The seed, the epoch and the image's place in the table decide what is drawn; the number of
 * threads does not. Whatever the order of the calls, colours change first (jitter, hue, grey), then
 * the geometry (resized crop, rotation, crop, flips, perspective), then come TrivialAugment and
 * RandAugment, the camera (blur, downscale, noise, JPEG), {@linkplain Builder#step steps of your
 * own} as they were added, erasing, and last what mixes the images of a batch. Immutable.
 *
 * <pre>{@code
 * Augmentation augmentation = Augmentation.builder().trivialAugment().horizontalFlip().build();
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
  private final Map<ImageChange, Double> changes;
  private final Map<String, AugmentationStep> steps;

  private Augmentation(Builder builder) {
    rotation = builder.rotation.orElse(0.0);
    horizontalFlip = builder.horizontalFlip.orElse(false);
    brightness = builder.brightness.orElse(0.0);
    contrast = builder.contrast.orElse(0.0);
    saturation = builder.saturation.orElse(0.0);
    smallestCrop = builder.smallestCrop.orElse(1.0);
    changes = new EnumMap<>(builder.changes);
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(builder.steps));
  }

  /** {@return the article's augmentation: rotation by up to 10 degrees either way} */
  public static Augmentation standard() {
    return STANDARD;
  }

  /** {@return no augmentation: images as they are} */
  public static Augmentation none() {
    return NONE;
  }

  /** {@return a builder that starts from no augmentation} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the largest rotation either way in degrees, 0 to 180} */
  public double rotation() {
    return rotation;
  }

  /** {@return whether half of the images are mirrored, left to right} */
  public boolean horizontalFlip() {
    return horizontalFlip;
  }

  /** {@return b, where brightness is multiplied by 1−b to 1+b} */
  public double brightness() {
    return brightness;
  }

  /** {@return c, where contrast is multiplied by 1−c to 1+c} */
  public double contrast() {
    return contrast;
  }

  /** {@return s, where saturation is multiplied by 1−s to 1+s} */
  public double saturation() {
    return saturation;
  }

  /** {@return the smallest crop as a share of the image's sides, 0.1 to 1; 1 crops nothing} */
  public double smallestCrop() {
    return smallestCrop;
  }

  /**
   * {@return the number of another change; empty if it is not done}
   *
   * @param change what is done
   */
  public OptionalDouble amount(ImageChange change) {
    Double given = changes.get(Arguments.notNull("change", change));
    return given == null ? OptionalDouble.empty() : OptionalDouble.of(given);
  }

  /** {@return the steps of one's own by name, in their order; unmodifiable} */
  public Map<String, AugmentationStep> steps() {
    return steps;
  }

  /** {@return whether images stay as they are} */
  public boolean isNone() {
    boolean isUpright = rotation == 0 && !horizontalFlip && smallestCrop == 1;
    boolean hasItsColors = brightness == 0 && contrast == 0 && saturation == 0;
    return isUpright && hasItsColors && changes.isEmpty() && steps.isEmpty();
  }

  /**
   * Shows what training makes of some images, as one batch.
   *
   * @param images at least one
   * @param preprocessing that of the model
   * @param seed decides what is drawn
   * @return the changed images at the input size, in the same order
   * @throws UnreadableImageException if an image cannot be decoded
   * @throws IllegalStateException if no engine is on the class path
   */
  public List<RgbPixels> preview(List<ImageSource> images, Preprocessing preprocessing, long seed) {
    Arguments.notNull("preprocessing", preprocessing);
    List<ImageSource> batch = Arguments.copy("images", images);
    return ModelEngine.find().augment(this, batch, preprocessing, seed);
  }

  /**
   * Returns what is drawn, as saved models remember it: a text such as {@code rotation 10, flip,
   * jitter 0.2/0.2/0.1, crop from 0.8, trivialaugment, own(fog)}, or {@code none}.
   */
  @Override
  public String toString() {
    StringJoiner all = new StringJoiner(", ").setEmptyValue("none");
    if (rotation > 0) {
      all.add("rotation " + Checks.text(rotation));
    }
    if (horizontalFlip) {
      all.add("flip");
    }
    if (brightness > 0 || contrast > 0 || saturation > 0) {
      List<Double> jitter = List.of(brightness, contrast, saturation);
      all.add("jitter " + String.join("/", jitter.stream().map(Checks::text).toList()));
    }
    if (smallestCrop < 1) {
      all.add("crop from " + Checks.text(smallestCrop));
    }
    changes.forEach((change, amount) -> all.add(change.text(amount)));
    steps.keySet().forEach(name -> all.add("own(" + name + ")"));
    return all.toString();
  }

  /**
   * Builds an {@link Augmentation}; each setting can be given once, and is off when not given. What
   * has a largest strength is drawn evenly from nothing to that, for every image.
   */
  @CanIgnoreReturnValue
  public static final class Builder extends AugmentationChanges<Builder> {
    private final Once<Double> rotation = new Once<>("rotation");
    private final Once<Boolean> horizontalFlip = new Once<>("horizontalFlip");
    private final Once<Double> brightness = new Once<>("the brightness of colorJitter");
    private final Once<Double> contrast = new Once<>("the contrast of colorJitter");
    private final Once<Double> saturation = new Once<>("the saturation of colorJitter");
    private final Once<Double> smallestCrop = new Once<>("randomCrop");

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

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
