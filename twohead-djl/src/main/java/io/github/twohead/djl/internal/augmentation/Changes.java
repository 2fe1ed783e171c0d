package io.github.twohead.djl.internal.augmentation;

import static io.github.twohead.djl.internal.augmentation.Box.between;

import io.github.twohead.Augmentation;
import io.github.twohead.AugmentationStep;
import io.github.twohead.ImageSource.RgbPixels;
import io.github.twohead.djl.internal.augmentation.Camera.Blur;
import io.github.twohead.spi.ImageChange;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What is done to the bytes of an image once its colours were jittered, in order. */
final class Changes {
  private static final int LEVELS = 255;
  private static final double SHARP = 0.05;

  private final Augmentation augmentation;
  private final List<Change> all = new ArrayList<>();

  /** Draws, and changes an image by what it drew. */
  @FunctionalInterface
  private interface Change {
    void apply(Canvas image, RandomGenerator random);
  }

  /** A change of a strength or probability. */
  @FunctionalInterface
  private interface OfAmount {
    void apply(Canvas image, RandomGenerator random, double amount);
  }

  Changes(Augmentation augmentation) {
    this.augmentation = augmentation;
    colors();
    add(
        ImageChange.RANDOM_RESIZED_CROP,
        (image, random, least) -> Geometry.resizedCrop(image, least, random));
    int turned = all.size();
    views();
    autoAugment();
    camera();
    augmentation.steps().forEach((name, step) -> all.add(own(name, step)));
    if (!all.isEmpty()) {
      all.add(turned, this::turn);
    }
  }

  /** Whether there is none, so that turning and cropping alone may go a faster way. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  void apply(Canvas image, RandomGenerator random) {
    all.forEach(change -> change.apply(image, random));
  }

  private void add(ImageChange change, OfAmount applied) {
    augmentation
        .amount(change)
        .ifPresent(amount -> all.add((image, random) -> applied.apply(image, random, amount)));
  }

  private void colors() {
    add(
        ImageChange.HUE,
        (image, random, most) -> Tones.Hue.turn(image, between(-most, most, random)));
    add(
        ImageChange.GREYSCALE,
        (image, random, probability) -> {
          if (random.nextDouble() < probability) {
            Tones.grey(image);
          }
        });
  }

  private void views() {
    add(
        ImageChange.VERTICAL_FLIP,
        (image, random, always) -> {
          if (random.nextBoolean()) {
            Geometry.flipVertically(image);
          }
        });
    add(
        ImageChange.PERSPECTIVE,
        (image, random, distortion) -> {
          if (random.nextBoolean()) {
            Geometry.perspective(image, distortion, random);
          }
        });
  }

  private void turn(Canvas image, RandomGenerator random) {
    AffineMap map = AffineMap.draw(augmentation, image.width(), image.height(), random);
    if (!map.isIdentity()) {
      map.apply(image);
    }
  }

  private void autoAugment() {
    add(ImageChange.TRIVIAL_AUGMENT, (image, random, always) -> AutoAugment.trivial(image, random));
    int bin = (int) augmentation.amount(ImageChange.MAGNITUDE).orElse(0);
    add(
        ImageChange.RAND_AUGMENT,
        (image, random, operations) -> AutoAugment.rand(image, (int) operations, bin, random));
  }

  private void camera() {
    add(
        ImageChange.BLUR,
        (image, random, most) -> {
          double sigma = between(0, most, random);
          if (sigma > SHARP) {
            new Blur(sigma).apply(image);
          }
        });
    add(
        ImageChange.DOWNSCALE,
        (image, random, least) -> Camera.downscale(image, between(least, 1, random)));
    add(
        ImageChange.NOISE,
        (image, random, most) -> Camera.noise(image, LEVELS * between(0, most, random), random));
    add(
        ImageChange.JPEG,
        (image, random, least) ->
            image.jpeg().apply(image, (int) Math.rint(between(least, 100, random))));
  }

  private static Change own(String name, AugmentationStep step) {
    return (image, random) -> {
      try {
        step.apply(new RgbPixels(image.pixels(), image.width(), image.height()), random);
      } catch (RuntimeException e) {
        throw new IllegalStateException("the augmentation step \"" + name + "\" fails: " + e, e);
      }
    };
  }
}
