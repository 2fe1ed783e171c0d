package io.github.twohead;

import java.util.Arrays;
import java.util.List;

/**
 * Fits calibrations to the logits and labels of one head: convex problems of one or two parameters,
 * which Newton's method solves in 64 bits, so that the same images always give the same numbers.
 */
final class CalibrationFit {
  private static final int MOST_STEPS = 200;

  /** What a slope and an offset may be. */
  private static final double STEEPEST = 1e6;

  private static final double PRECISION = 1e-12;

  private final HeadSpec head;

  /** Of which a softmax makes probabilities: (n, categories), or (n, 2), 0 and the logit. */
  private final double[][] scores;

  private final int[] labels;

  /** How many images each label has. */
  private final int[] counts;

  private CalibrationFit(HeadEvaluation evaluation) {
    head = evaluation.head();
    scores = new double[evaluation.images()][];
    labels = new int[scores.length];
    counts = new int[head.isCategorical() ? head.categories().size() : 2];
    for (int i = 0; i < scores.length; i++) {
      int row = evaluation.row(i);
      double[] logits = evaluation.answers().logits(row, evaluation.calibration());
      scores[i] = head.isCategorical() ? logits : new double[] {0, logits[0]};
      labels[i] = evaluation.answers().label(row);
      counts[labels[i]]++;
    }
  }

  /** Fits; {@link HeadEvaluation#fit} documents it. */
  static Calibration of(HeadEvaluation evaluation, Calibration.Method method) {
    HeadSpec head = evaluation.head();
    if (head.isCategorical() && method != Calibration.Method.TEMPERATURE) {
      throw new IllegalArgumentException(
          "head \"" + head + "\" is categorical: only a temperature calibrates it");
    }
    if (!head.sameNames().areDistinct()) {
      throw new IllegalArgumentException(
          "no calibration fits head \"" + head + "\": two of its categories share a name");
    }
    CalibrationFit fit = new CalibrationFit(evaluation);
    fit.requireImages(method);
    if (method == Calibration.Method.TEMPERATURE) {
      return Calibration.temperature(1 / fit.temperatureSlope());
    }
    double[] line = fit.platt();
    return Calibration.platt(line[0], line[1]);
  }

  /**
   * Refuses images that are too few: outside of the largest class there must be 10 for each
   * parameter.
   *
   * <p>Source: P. Peduzzi et al., <i>A simulation study of the number of events per variable in
   * logistic regression analysis</i>, 1996.
   */
  private void requireImages(Calibration.Method method) {
    int needed = method.images();
    int outside = labels.length - Arrays.stream(counts).max().orElse(0);
    if (outside >= needed) {
      return;
    }
    String wanted =
        head.isCategorical()
            ? needed + " images outside of the most frequent category, but there are " + outside
            : needed
                + " positive and "
                + needed
                + " negative images, but there are "
                + counts[1]
                + " positive and "
                + counts[0]
                + " negative ones";
    throw cannot("by " + method + " needs at least " + wanted);
  }

  private DataException cannot(String why) {
    return new DataException(List.of("calibration of head \"" + head + "\" " + why));
  }

  /**
   * Temperature scaling: the slope at which the softmax of {@code slope · scores} has the least
   * cross-entropy.
   *
   * <p>With n images, the target of an image's own class is (n + 1) / (n + 2) and not 1, by
   * Laplace's rule of succession; the others share the rest. Without it a head that answers all
   * images rightly would become as sure as can be.
   *
   * @return the slope, above 0: one over the temperature
   */
  private double temperatureSlope() {
    double low = 0;
    double high = 1;
    if (slopeAt(low).gradient >= 0) {
      throw noBetterThanChance();
    }
    while (slopeAt(high).gradient < 0) {
      low = high;
      high *= 2;
      if (high > STEEPEST) {
        throw hardlyDiffer();
      }
    }
    double slope = high;
    for (int step = 0; step < MOST_STEPS; step++) {
      Derivatives at = slopeAt(slope);
      double next = slope - at.gradient / at.curvature;
      if (Math.abs(next - slope) <= PRECISION * slope) {
        break;
      }
      low = at.gradient < 0 ? slope : low;
      high = at.gradient < 0 ? high : slope;
      slope = next > low && next < high ? next : (low + high) / 2;
    }
    if (slope < 1 / STEEPEST) {
      throw noBetterThanChance();
    }
    return slope;
  }

  /** The first two derivatives of the cross-entropy. */
  private record Derivatives(double gradient, double curvature) {}

  private Derivatives slopeAt(double slope) {
    double own = (labels.length + 1.0) / (labels.length + 2.0);
    double other = (1 - own) / (counts.length - 1);
    double gradient = 0;
    double curvature = 0;
    for (int i = 0; i < labels.length; i++) {
      double[] row = scores[i];
      double largest = Arrays.stream(row).max().orElseThrow();
      double mass = 0;
      double mean = 0;
      double square = 0;
      double sum = 0;
      for (double score : row) {
        double below = score - largest; // sums of small numbers
        double share = Math.exp(slope * below);
        mass += share;
        mean += share * below;
        square += share * below * below;
        sum += below;
      }
      double target = row[labels[i]] - largest;
      mean /= mass;
      gradient += mean - own * target - other * (sum - target);
      curvature += square / mass - mean * mean;
    }
    return new Derivatives(gradient, curvature);
  }

  /**
   * Platt scaling: the slope and the offset at which the sigmoid of {@code slope · logit + offset}
   * has the least cross-entropy. Of P positive and N negative images the targets are Platt's own,
   * (P + 1) / (P + 2) and 1 / (N + 2), not 1 and 0.
   *
   * <p>Newton's method with a step that is halved until it helps; source: H.-T. Lin, C.-J. Lin and
   * R. C. Weng, <i>A note on Platt's probabilistic outputs for support vector machines</i>, 2007.
   *
   * @return the slope, above 0, and the offset
   */
  private double[] platt() {
    double[] point = {0, Math.log((counts[1] + 1.0) / (counts[0] + 1.0))};
    double value = crossEntropy(point[0], point[1]);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] move = newtonStep(point[0], point[1]);
      double size = 1;
      double[] next = moved(point, move, size);
      double reached = crossEntropy(next[0], next[1]);
      while (reached > value && size > PRECISION) {
        size /= 2;
        next = moved(point, move, size);
        reached = crossEntropy(next[0], next[1]);
      }
      boolean settled =
          Math.abs(next[0] - point[0]) <= PRECISION * (1 + Math.abs(point[0]))
              && Math.abs(next[1] - point[1]) <= PRECISION * (1 + Math.abs(point[1]));
      if (settled || reached > value) {
        break;
      }
      point = next;
      value = reached;
    }
    if (!(point[0] > 0)) {
      throw noBetterThanChance();
    }
    if (!(point[0] <= STEEPEST && Math.abs(point[1]) <= STEEPEST)) {
      throw hardlyDiffer();
    }
    return point;
  }

  private static double[] moved(double[] point, double[] move, double size) {
    return new double[] {point[0] + size * move[0], point[1] + size * move[1]};
  }

  private double target(int image) {
    return labels[image] == 1 ? (counts[1] + 1.0) / (counts[1] + 2.0) : 1 / (counts[0] + 2.0);
  }

  private double crossEntropy(double slope, double offset) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double logit = slope * scores[i][1] + offset;
      double softplus = Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
      sum += softplus - target(i) * logit;
    }
    return sum;
  }

  private double[] newtonStep(double slope, double offset) {
    double bySlope = 0;
    double byOffset = 0;
    double slopes = PRECISION; // so that the matrix has an inverse
    double mixed = 0;
    double offsets = PRECISION;
    for (int i = 0; i < labels.length; i++) {
      double score = scores[i][1];
      double probability = 1 / (1 + Math.exp(-(slope * score + offset)));
      double error = probability - target(i);
      double weight = probability * (1 - probability);
      bySlope += error * score;
      byOffset += error;
      slopes += weight * score * score;
      mixed += weight * score;
      offsets += weight;
    }
    double determinant = slopes * offsets - mixed * mixed;
    return new double[] {
      -(offsets * bySlope - mixed * byOffset) / determinant,
      -(slopes * byOffset - mixed * bySlope) / determinant
    };
  }

  private DataException hardlyDiffer() {
    return cannot(
        "does not help: its probabilities hardly differ on these " + labels.length + " images");
  }

  private DataException noBetterThanChance() {
    return cannot(
        "does not help: its probabilities are no better than chance on these "
            + labels.length
            + " images");
  }
}
