package io.github.twohead;

import io.github.twohead.Reliability.Binning;
import io.github.twohead.spi.Arguments;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/** Makes metrics of functions. */
final class BuiltInMetrics {
  /** No probability counts as less, so that one wrong answer is not infinitely bad. */
  private static final double LEAST = Math.ulp(1.0);

  private BuiltInMetrics() {}

  /** Which heads a metric is for. */
  private enum Kind {
    EITHER,
    BINARY,
    CATEGORICAL
  }

  /** What images a table must hold so that a metric is defined. */
  enum Needs {
    /** It says itself. */
    NOTHING,
    LABELS,
    POSITIVE,
    BOTH
  }

  /** One of the user's own. */
  static Metric ofUser(
      String name, boolean higherIsBetter, ToDoubleFunction<HeadEvaluation> score) {
    String given = Arguments.notNull("name", name).strip();
    if (given.isEmpty()) {
      throw new IllegalArgumentException("the name of a metric is blank");
    }
    Arguments.notNull("score", score);
    return new Definition(given, higherIsBetter, Kind.EITHER, Needs.NOTHING, score);
  }

  static Metric ofCounts(String name, ToDoubleFunction<ConfusionCounts> score) {
    return new Definition(
        name, true, Kind.BINARY, Needs.LABELS, head -> score.applyAsDouble(head.counts()));
  }

  static Metric ofCurve(String name, Needs needs, ToDoubleFunction<ThresholdCurve> score) {
    return new Definition(
        name, true, Kind.BINARY, needs, head -> score.applyAsDouble(head.curve()));
  }

  static Metric ofCategories(String name, ToDoubleFunction<CategoryCounts> score) {
    return new Definition(
        name,
        true,
        Kind.CATEGORICAL,
        Needs.LABELS,
        head -> score.applyAsDouble(CategoryCounts.of(head)));
  }

  static Metric ofEither(
      String name,
      ToDoubleFunction<ConfusionCounts> binary,
      ToDoubleFunction<CategoryCounts> categorical) {
    return new Definition(
        name,
        true,
        Kind.EITHER,
        Needs.LABELS,
        head ->
            head.head().isCategorical()
                ? categorical.applyAsDouble(CategoryCounts.of(head))
                : binary.applyAsDouble(head.counts()));
  }

  static Metric ofError(String name, ToDoubleFunction<HeadEvaluation> score) {
    return new Definition(name, false, Kind.EITHER, Needs.LABELS, score);
  }

  /** One that is higher the fewer images there are, so that resamples, with fewer, are too high. */
  static Metric ofCalibrationError(String name, int bins, Binning binning) {
    return new Definition(
        name,
        false,
        Kind.EITHER,
        Needs.LABELS,
        true,
        head -> head.reliability(bins, binning).expectedCalibrationError());
  }

  static Metric ofTop(int categories) {
    return new Definition(
        "top" + categories,
        true,
        Kind.CATEGORICAL,
        Needs.LABELS,
        head ->
            mean(head, image -> head.answers().isAmongTop(head.row(image), categories) ? 1 : 0));
  }

  static double logLoss(HeadEvaluation head) {
    return mean(head, image -> -Math.log(clipped(probabilityOfLabel(head, image))));
  }

  private static double probabilityOfLabel(HeadEvaluation head, int image) {
    return head.answers().probabilityOfLabel(head.row(image));
  }

  private static double clipped(double probability) {
    return Math.max(LEAST, Math.min(1 - LEAST, probability));
  }

  static double brier(HeadEvaluation head) {
    int categories = head.head().categories().size();
    return mean(
        head,
        image -> {
          if (categories == 0) {
            return square(1 - probabilityOfLabel(head, image));
          }
          double sum = 0;
          for (int i = 0; i < categories; i++) {
            int truth = head.answers().label(head.row(image)) == i ? 1 : 0;
            sum += square(head.answers().named(head.row(image), i) - truth);
          }
          return sum;
        });
  }

  private static double square(double number) {
    return number * number;
  }

  private static double mean(HeadEvaluation head, IntToDoubleFunction score) {
    double sum = 0;
    for (int image = 0; image < head.images(); image++) {
      sum += score.applyAsDouble(image);
    }
    return sum / head.images();
  }

  /** Whether a metric is a user's own. */
  static boolean isOwn(Metric metric) {
    return !(metric instanceof Definition ours && ours.needs != Needs.NOTHING);
  }

  /** Whether resamples are scored higher than the images that they are drawn from; 0 to 1. */
  static boolean isBiased(Metric metric) {
    return metric instanceof Definition ours && ours.biased;
  }

  /** Throws IllegalArgumentException if a metric of ours is for heads of the other kind. */
  static void checkFits(Metric metric, HeadSpec head) {
    if (metric instanceof Definition ours) {
      ours.checkFits(head);
    }
  }

  /** What {@link HeadEvaluation#score} documents. */
  static double score(Metric metric, HeadEvaluation head) {
    double score = metric.of(head);
    if (Double.isNaN(score)) {
      throw undefined(metric, head, "it gives NaN for " + head.images() + " images");
    }
    return score;
  }

  /** What is thrown where a metric is undefined. */
  private static DataException undefined(Metric metric, HeadEvaluation head, String why) {
    return new DataException(
        List.of(
            "the metric "
                + metric.name()
                + " of head \""
                + head.head()
                + "\" is undefined here: "
                + why));
  }

  /** A metric that is a function. Two of the same name are equal, unless they are a user's own. */
  static final class Definition implements Metric {
    private final String name;
    private final boolean higherIsBetter;
    private final Kind kind;
    private final Needs needs;
    private final boolean biased;
    private final ToDoubleFunction<HeadEvaluation> score;

    private Definition(
        String name,
        boolean higherIsBetter,
        Kind kind,
        Needs needs,
        ToDoubleFunction<HeadEvaluation> score) {
      this(name, higherIsBetter, kind, needs, false, score);
    }

    private Definition(
        String name,
        boolean higherIsBetter,
        Kind kind,
        Needs needs,
        boolean biased,
        ToDoubleFunction<HeadEvaluation> score) {
      this.name = name;
      this.higherIsBetter = higherIsBetter;
      this.kind = kind;
      this.needs = needs;
      this.biased = biased;
      this.score = score;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean higherIsBetter() {
      return higherIsBetter;
    }

    @Override
    public double of(HeadEvaluation head) {
      Arguments.notNull("head", head);
      checkFits(head.head());
      String lacking = lacking(head);
      if (!lacking.isEmpty()) {
        throw undefined(this, head, lacking);
      }
      return score.applyAsDouble(head);
    }

    private void checkFits(HeadSpec head) {
      if (kind == Kind.BINARY && head.isCategorical()) {
        throw new IllegalArgumentException(
            "the metric "
                + name
                + " is for yes/no answers, but those of head \""
                + head
                + "\" are categories: take ACCURACY, MACRO_F1 or LOG_LOSS");
      }
      if (kind == Kind.CATEGORICAL && !head.isCategorical()) {
        throw new IllegalArgumentException(
            "the metric "
                + name
                + " is for categories, but the answers of head \""
                + head
                + "\" are yes or no: take F1, AVERAGE_PRECISION or LOG_LOSS");
      }
    }

    private String lacking(HeadEvaluation head) {
      if (needs != Needs.NOTHING && head.images() == 0) {
        return "no image has a label for it";
      }
      if ((needs == Needs.POSITIVE || needs == Needs.BOTH) && head.positives() == 0) {
        return "none of its " + head.images() + " images is positive";
      }
      if (needs == Needs.BOTH && head.positives() == head.images()) {
        return "none of its " + head.images() + " images is negative";
      }
      return "";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Definition that
          && kind == that.kind
          && needs == that.needs
          && (needs == Needs.NOTHING ? score.equals(that.score) : name.equals(that.name));
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    /** Returns the name. */
    @Override
    public String toString() {
      return name;
    }
  }
}
