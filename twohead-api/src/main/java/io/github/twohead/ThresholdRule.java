package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Locale;
import java.util.Objects;

/**
 * What the threshold of a yes/no head is chosen by. Immutable.
 *
 * <p>A rule with a bound takes, of the thresholds that keep it, the one that is best in what the
 * bound gives up: {@link #recallAtLeast} the one with the highest precision, {@link
 * #precisionAtLeast} and {@link #falsePositiveRateAtMost} the one with the highest recall. Of equal
 * thresholds every rule takes the highest, which says yes to the fewest images, and none takes one
 * that finds no positive image.
 *
 * <pre>{@code
 * ThresholdChoice choice = evaluation.head("screen").choose(ThresholdRule.recallAtLeast(0.9));
 * model.threshold(choice);
 * }</pre>
 */
public final class ThresholdRule {
  private final Kind kind;
  private final double bound;

  /** The ratio that a rule is about, and of which images it is one. */
  private enum Kind {
    F1("f1", "F1", "", "images"),
    YOUDEN("youden", "Youden's J", "", "images"),
    RECALL("recall", "recall", ">=", "positive images"),
    PRECISION("precision", "precision", ">=", "images that are answered yes"),
    FALSE_POSITIVE_RATE("fpr", "false-positive rate", "<=", "negative images");

    private final String text;
    private final String title;
    private final String relation;
    private final String base;

    Kind(String text, String title, String relation, String base) {
      this.text = text;
      this.title = title;
      this.relation = relation;
      this.base = base;
    }

    boolean hasBound() {
      return !relation.isEmpty();
    }
  }

  private ThresholdRule(Kind kind, double bound) {
    this.kind = kind;
    this.bound = bound;
  }

  /**
   * Returns the rule that takes the highest F1. It needs more images than it seems to: with 19
   * positive ones it was seen to make a head worse.
   *
   * @return the rule {@code f1}
   */
  public static ThresholdRule bestF1() {
    return new ThresholdRule(Kind.F1, 0);
  }

  /**
   * Returns the rule that finds a share of the positive images, with the highest precision.
   *
   * @param recall above 0, at most 1
   * @return a rule such as {@code recall>=0.9}
   * @throws IllegalArgumentException if it is out of that range
   */
  public static ThresholdRule recallAtLeast(double recall) {
    return new ThresholdRule(Kind.RECALL, Checks.aboveZero("recall", recall, 1));
  }

  /**
   * Returns the rule under which a share of what is answered yes is positive, with the highest
   * recall.
   *
   * @param precision above 0, at most 1
   * @return a rule such as {@code precision>=0.95}
   * @throws IllegalArgumentException if it is out of that range
   */
  public static ThresholdRule precisionAtLeast(double precision) {
    return new ThresholdRule(Kind.PRECISION, Checks.aboveZero("precision", precision, 1));
  }

  /**
   * Returns the rule that answers yes to at most a share of the negative images, with the highest
   * recall.
   *
   * @param rate from 0 to 1
   * @return a rule such as {@code fpr<=0.01}
   * @throws IllegalArgumentException if it is out of that range
   */
  public static ThresholdRule falsePositiveRateAtMost(double rate) {
    return new ThresholdRule(
        Kind.FALSE_POSITIVE_RATE, Checks.inRange("false-positive rate", rate, 0, 1));
  }

  /**
   * Returns the rule that takes the highest J, recall minus false-positive rate: it weighs positive
   * and negative images alike, however many there are of each.
   *
   * <p>Source: W. J. Youden, <i>Index for rating diagnostic tests</i>, 1950.
   *
   * @return the rule {@code youden}
   */
  public static ThresholdRule youden() {
    return new ThresholdRule(Kind.YOUDEN, 0);
  }

  /**
   * Reads a rule from text.
   *
   * @param text {@code f1}, {@code youden}, {@code recall>=0.9}, {@code precision>=0.95} or {@code
   *     fpr<=0.01}, in capital letters or not, with spaces or without
   * @return the rule
   * @throws IllegalArgumentException if it is none, or its number is out of range
   */
  public static ThresholdRule parse(String text) {
    String plain = Arguments.notNull("text", text).replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    for (Kind kind : Kind.values()) {
      String start = kind.text + kind.relation;
      if (kind.hasBound() && plain.startsWith(start)) {
        return bounded(kind, number(text, plain.substring(start.length())));
      }
      if (plain.equals(start)) {
        return new ThresholdRule(kind, 0);
      }
    }
    throw noRule(text);
  }

  private static ThresholdRule bounded(Kind kind, double bound) {
    return switch (kind) {
      case RECALL -> recallAtLeast(bound);
      case PRECISION -> precisionAtLeast(bound);
      case FALSE_POSITIVE_RATE -> falsePositiveRateAtMost(bound);
      case F1, YOUDEN -> new ThresholdRule(kind, 0);
    };
  }

  private static double number(String text, String number) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw noRule(text);
    }
  }

  private static IllegalArgumentException noRule(String text) {
    return new IllegalArgumentException(
        "a rule must be f1, youden, or, with your own number, recall>=0.9, precision>=0.95 or"
            + " fpr<=0.01, but is \""
            + text
            + "\"");
  }

  /** The ratio that the rule is about, such as {@code recall}. */
  String title() {
    return kind.title;
  }

  /** That ratio. */
  double ratio(ConfusionCounts counts) {
    return switch (kind) {
      case F1 -> counts.f1();
      case YOUDEN -> counts.recall() - counts.falsePositiveRate();
      case RECALL -> counts.recall();
      case PRECISION -> counts.precision();
      case FALSE_POSITIVE_RATE -> counts.falsePositiveRate();
    };
  }

  /** How near decisions come to the bound; more is better. */
  double nearness(ConfusionCounts counts) {
    return kind == Kind.FALSE_POSITIVE_RATE ? -ratio(counts) : ratio(counts);
  }

  /** What the rule makes as large as it can; NaN where decisions do not keep the bound. */
  double goal(ConfusionCounts counts) {
    double ratio = ratio(counts);
    return switch (kind) {
      case F1 -> ratio;
      case YOUDEN -> wholeYouden(counts);
      case RECALL -> ratio >= bound ? counts.precision() : Double.NaN;
      case PRECISION -> ratio >= bound ? counts.recall() : Double.NaN;
      case FALSE_POSITIVE_RATE -> ratio <= bound ? counts.recall() : Double.NaN;
    };
  }

  /** J times positives times negatives: whole numbers, so that equal ones stay equal. */
  private static double wholeYouden(ConfusionCounts counts) {
    return (double) counts.truePositives() * counts.negatives()
        - (double) counts.falsePositives() * counts.positives();
  }

  /** Whether a share of some images, and no more, may be answered wrongly. */
  boolean hasBound() {
    return kind.hasBound();
  }

  /** That share. */
  double allowance() {
    return kind == Kind.FALSE_POSITIVE_RATE ? bound : 1 - bound;
  }

  /** The images that it is a share of. */
  int base(ConfusionCounts counts) {
    return switch (kind) {
      case F1, YOUDEN -> counts.total();
      case RECALL -> counts.positives();
      case PRECISION -> counts.truePositives() + counts.falsePositives();
      case FALSE_POSITIVE_RATE -> counts.negatives();
    };
  }

  /** What those images are called. */
  String baseTitle() {
    return kind.base;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ThresholdRule that && kind == that.kind && bound == that.bound;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, bound);
  }

  /** Returns the text that {@link #parse} reads, such as {@code recall>=0.9}. */
  @Override
  public String toString() {
    return kind.text + kind.relation + (kind.hasBound() ? Checks.text(bound) : "");
  }
}
