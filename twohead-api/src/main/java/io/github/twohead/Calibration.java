package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * What makes a head's probabilities mean what they say: of images with a probability of 0.8, four
 * in five should be positive. A network that was trained to the end is often too sure of itself.
 *
 * <p>A calibrated logit is {@code slope · logit + offset}; the sigmoid or softmax comes after it.
 * Exported files compute it themselves, so that every runtime gives the same number. Immutable.
 *
 * <p>Sources: C. Guo et al., <i>On Calibration of Modern Neural Networks</i>, 2017, <a
 * href="https://arxiv.org/abs/1706.04599">arXiv:1706.04599</a>; J. Platt, <i>Probabilistic Outputs
 * for Support Vector Machines</i>, 1999.
 */
public final class Calibration {
  private static final Calibration NONE = new Calibration(1, 0);
  private static final double LARGEST = 1e6;
  private static final double NEAREST = Math.ulp(0.5);

  private final double slope;
  private final double offset;

  /** How a calibration is fitted; {@link HeadEvaluation#fit} does it. */
  public enum Method {
    /**
     * A slope alone, for heads of either kind: {@link Calibration#temperature}. It takes 10 images
     * outside of the largest class, so 10 positive and 10 negative ones.
     */
    TEMPERATURE(10),

    /**
     * A slope and an offset, for heads whose answer is yes or no: {@link Calibration#platt}. It
     * takes 20 positive and 20 negative images.
     */
    PLATT(20);

    private final int images;

    Method(int images) {
      this.images = images;
    }

    /** The images that there must be outside of the largest class. */
    int images() {
      return images;
    }

    /**
     * Reads a method from text.
     *
     * @param text {@code temperature} or {@code platt}, in capital letters or not
     * @return the method
     * @throws IllegalArgumentException if it is neither
     */
    public static Method parse(String text) {
      String name = Arguments.notNull("text", text).strip().toLowerCase(Locale.ROOT);
      for (Method method : values()) {
        if (method.toString().equals(name)) {
          return method;
        }
      }
      throw new IllegalArgumentException(
          "a method of calibration must be temperature or platt, but is \"" + text + "\"");
    }

    /** Returns {@code temperature} or {@code platt}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Calibration(double slope, double offset) {
    this.slope = slope;
    this.offset = offset + 0.0; // -0 is 0
  }

  /**
   * Returns the calibration that changes nothing.
   *
   * @return a slope of 1 and an offset of 0
   */
  public static Calibration none() {
    return NONE;
  }

  /**
   * Returns temperature scaling: every logit is divided by the temperature, which changes how sure
   * a head is, but neither the order of images nor the most probable category.
   *
   * @param temperature above 1 for a head that is too sure; 0.000001 to 1,000,000
   * @return the calibration
   */
  public static Calibration temperature(double temperature) {
    return new Calibration(1 / Checks.inRange("temperature", temperature, 1 / LARGEST, LARGEST), 0);
  }

  /**
   * Returns Platt scaling, for heads whose answer is yes or no.
   *
   * @param slope what a logit is multiplied by, above 0, at most 1,000,000
   * @param offset what is then added, −1,000,000 to 1,000,000
   * @return the calibration
   */
  public static Calibration platt(double slope, double offset) {
    return new Calibration(
        Checks.aboveZero("slope", slope, LARGEST),
        Checks.inRange("offset", offset, -LARGEST, LARGEST));
  }

  /**
   * Returns what a logit is multiplied by.
   *
   * @return the slope, above 0
   */
  public double slope() {
    return slope;
  }

  /**
   * Returns what is added to a logit that was multiplied.
   *
   * @return the offset; 0 where only a temperature was set
   */
  public double offset() {
    return offset;
  }

  /**
   * Returns a calibrated logit.
   *
   * @param logit the network's
   * @return {@code slope · logit + offset}
   */
  public double of(double logit) {
    return slope * logit + offset;
  }

  /** Refuses an offset for a categorical head, where it would change nothing. */
  void requireFit(HeadSpec head) {
    if (head.isCategorical() && offset != 0) {
      throw new IllegalArgumentException(
          "head \"" + head + "\" is categorical: only a temperature calibrates it");
    }
  }

  /**
   * The network's logits that calibrated probabilities were made of: one of yes, or those of the
   * categories, which a common summand does not change. No probability counts as nearer to 0 or 1
   * than what 64 bits can tell from it.
   */
  double[] logits(double... probabilities) {
    if (probabilities.length == 1) {
      double yes = Math.max(NEAREST, Math.min(1 - NEAREST, probabilities[0]));
      return new double[] {undone(Math.log(yes) - Math.log1p(-yes))};
    }
    return Arrays.stream(probabilities)
        .map(share -> undone(Math.log(Math.max(Double.MIN_NORMAL, share))))
        .toArray();
  }

  private double undone(double logit) {
    return (logit - offset) / slope;
  }

  /** The calibrated probabilities of the network's logits: of yes, or of the categories. */
  double[] probabilities(double... logits) {
    double[] calibrated = Arrays.stream(logits).map(this::of).toArray();
    if (calibrated.length == 1) {
      return new double[] {1 / (1 + Math.exp(-calibrated[0]))};
    }
    double largest = Arrays.stream(calibrated).max().orElseThrow();
    double[] shares = Arrays.stream(calibrated).map(logit -> Math.exp(logit - largest)).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Calibration that && slope == that.slope && offset == that.offset;
  }

  @Override
  public int hashCode() {
    return Objects.hash(slope, offset);
  }

  /** Returns a text such as {@code temperature 1.31}, {@code 0.8·logit − 0.1}, or {@code none}. */
  @Override
  public String toString() {
    if (equals(NONE)) {
      return "none";
    }
    if (offset == 0) {
      return String.format(Locale.ROOT, "temperature %.4g", 1 / slope);
    }
    return String.format(
        Locale.ROOT, "%.4g·logit %s %.4g", slope, offset < 0 ? "−" : "+", Math.abs(offset));
  }
}
