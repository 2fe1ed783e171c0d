package io.github.twohead.spi;

/**
 * What an {@code Augmentation} does besides turning, mirroring, cropping and jittering, in the
 * order in which it is done. Each is one number: how strong it is at most, how likely, or, of those
 * that are just done, 1.
 */
public enum ImageChange {
  /** The largest turn of the hue, in turns of the colour wheel. */
  HUE("hue", "hue %s", 0, 0.5, 0),
  /** The probability of grey. */
  GREYSCALE("greyscale", "greyscale %s", 0, 1, 0),
  /** The smallest share of an image's area. */
  RANDOM_RESIZED_CROP("randomResizedCrop", "resized crop from %s", 0.01, 1, 1),
  /** Top and bottom change places. */
  VERTICAL_FLIP("verticalFlip", "vertical flip", 1, 1, Double.NaN),
  /** How far corners move inwards at most, as a share of half the sides. */
  PERSPECTIVE("perspective", "perspective %s", 0, 1, 0),
  /** One operation of TrivialAugment Wide. */
  TRIVIAL_AUGMENT("trivialAugment", "trivialaugment", 1, 1, Double.NaN),
  /** How many operations of RandAugment. */
  RAND_AUGMENT("randAugment", "%s of randaugment", 1, 14, Double.NaN),
  /** The place of their magnitude among 31. */
  MAGNITUDE("magnitude", "magnitude %s", 0, 30, Double.NaN),
  /** The largest standard deviation in pixels. */
  BLUR("blur", "blur %s", 0, 10, 0),
  /** The smallest share of the sides. */
  DOWNSCALE("downscale", "downscale to %s", 0.05, 1, 1),
  /** The largest standard deviation, as a share of the full range. */
  NOISE("noise", "noise %s", 0, 1, 0),
  /** The lowest quality. */
  JPEG("jpeg", "jpeg from %s", 1, 100, Double.NaN),
  /** The probability of a rectangle without anything. */
  RANDOM_ERASING("randomErasing", "erasing %s", 0, 1, 0),
  /** The parameter of the distribution that shares of two images are drawn from. */
  MIXUP("mixup", "mixup %s", 0.01, 100, Double.NaN),
  /** The same, of rectangles of another image. */
  CUTMIX("cutmix", "cutmix %s", 0.01, 100, Double.NaN);

  private final String setting;
  private final String text;
  private final double least;
  private final double most;
  private final double nothing;

  ImageChange(String setting, String text, double least, double most, double nothing) {
    this.setting = setting;
    this.text = text;
    this.least = least;
    this.most = most;
    this.nothing = nothing;
  }

  /** {@return what {@code Augmentation.Builder} calls it} */
  public String setting() {
    return setting;
  }

  /** {@return the smallest number that it takes} */
  public double least() {
    return least;
  }

  /** {@return the largest number that it takes} */
  public double most() {
    return most;
  }

  /**
   * {@return whether a number changes nothing}
   *
   * @param amount its number
   */
  public boolean isNothing(double amount) {
    return amount == nothing;
  }

  /**
   * Tells of it as saved models remember it.
   *
   * @param amount its number
   * @return a text such as {@code blur 2}
   */
  public String text(double amount) {
    boolean whole = amount == (long) amount;
    return text.formatted(whole ? Long.toString((long) amount) : Double.toString(amount));
  }
}
