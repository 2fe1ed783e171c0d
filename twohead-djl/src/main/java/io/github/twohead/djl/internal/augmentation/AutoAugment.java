package io.github.twohead.djl.internal.augmentation;

import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The operations of TrivialAugment Wide and RandAugment, as torchvision defines them: each has 31
 * strengths, spaced evenly from 0 to the most.
 */
final class AutoAugment {
  private static final int BINS = 31;
  private static final List<Operation> ALL = List.of(Operation.values());

  private AutoAugment() {}

  /** What is done with a strength. */
  @Immutable
  private interface Doing {
    void to(Canvas image, double strength);
  }

  /** An operation, and its largest strength in TrivialAugment Wide and in RandAugment. */
  enum Operation {
    IDENTITY(0, 0, false, (image, nothing) -> {}),
    SHEAR_X(0.99, 0.3, true, (image, x) -> AffineMap.sheared(x, 0).apply(image)),
    SHEAR_Y(0.99, 0.3, true, (image, y) -> AffineMap.sheared(0, y).apply(image)),
    TRANSLATE_X(32, 150.0 / 331, true, (image, x) -> AffineMap.moved((int) x, 0).apply(image)),
    TRANSLATE_Y(32, 150.0 / 331, true, (image, y) -> AffineMap.moved(0, (int) y).apply(image)),
    ROTATE(135, 30, true, Operation::rotate),
    BRIGHTNESS(0.99, 0.9, true, (image, change) -> Tones.brightness(image, 1 + change)),
    COLOR(0.99, 0.9, true, (image, change) -> Tones.saturation(image, 1 + change)),
    CONTRAST(0.99, 0.9, true, (image, change) -> Tones.contrast(image, 1 + change)),
    SHARPNESS(0.99, 0.9, true, (image, change) -> Tones.sharpness(image, 1 + change)),
    POSTERIZE(6, 4, false, (image, bits) -> Tones.posterize(image, 8 - (int) Math.rint(bits))),
    SOLARIZE(255, 255, false, (image, below) -> Tones.solarize(image, 255 - below)),
    AUTOCONTRAST(0, 0, false, (image, nothing) -> Tones.autocontrast(image)),
    EQUALIZE(0, 0, false, (image, nothing) -> Tones.equalize(image));

    private final double wide;
    private final double usual;
    private final boolean isSigned;
    private final Doing doing;

    Operation(double wide, double usual, boolean isSigned, Doing doing) {
      this.wide = wide;
      this.usual = usual;
      this.isSigned = isSigned;
      this.doing = doing;
    }

    private static void rotate(Canvas image, double degrees) {
      new AffineMap(image.width(), image.height(), degrees, false, 1, 0, 0).apply(image);
    }

    /** The strength of TrivialAugment Wide. */
    double wide(int bin) {
      return wide * bin / (BINS - 1);
    }

    /** The strength of RandAugment, where images are moved by a share of their size. */
    double usual(int bin, Canvas image) {
      double size =
          switch (this) {
            case TRANSLATE_X -> image.width();
            case TRANSLATE_Y -> image.height();
            default -> 1;
          };
      return usual * size * bin / (BINS - 1);
    }

    void apply(Canvas image, double strength) {
      doing.to(image, strength);
    }

    private double signed(double strength, RandomGenerator random) {
      return isSigned && random.nextBoolean() ? -strength : strength;
    }
  }

  /** One operation of any strength. */
  static void trivial(Canvas image, RandomGenerator random) {
    Operation operation = any(random);
    double strength = operation.wide(random.nextInt(BINS));
    operation.apply(image, operation.signed(strength, random));
  }

  /** Some operations of one strength, any of them several times. */
  static void rand(Canvas image, int operations, int bin, RandomGenerator random) {
    for (int i = 0; i < operations; i++) {
      Operation operation = any(random);
      operation.apply(image, operation.signed(operation.usual(bin, image), random));
    }
  }

  private static Operation any(RandomGenerator random) {
    return ALL.get(random.nextInt(ALL.size()));
  }
}
