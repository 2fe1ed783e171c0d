package io.github.twohead.experiments.internal.tensorboard;

import io.github.twohead.HeadEvaluation;
import io.github.twohead.Label;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/**
 * What decisions are at thresholds from 0 to 1 at equal distances, as TensorBoard counts: an image
 * is positive from the threshold on that its probability reaches.
 */
final class PrCurve {
  private static final int THRESHOLDS = 201;

  private PrCurve() {}

  /** Of a head whose answer is yes or no. */
  static float[][] of(HeadEvaluation head) {
    return rows(head.images(), i -> head.label(i).equals(Label.POSITIVE), i -> head.probability(i));
  }

  /** Of a category against the others. */
  static float[][] of(HeadEvaluation head, int category) {
    Label label = Label.category(head.head().categories().get(category));
    return rows(
        head.images(), i -> head.label(i).equals(label), i -> head.probability(i, category));
  }

  /** True and false positives, true and false negatives, precision and recall. */
  private static float[][] rows(
      int images, IntPredicate isPositive, IntToDoubleFunction probability) {
    int[] positives = new int[THRESHOLDS];
    int[] negatives = new int[THRESHOLDS];
    for (int i = 0; i < images; i++) {
      int reached = (int) (probability.applyAsDouble(i) * (THRESHOLDS - 1));
      (isPositive.test(i) ? positives : negatives)[reached]++;
    }
    fromTheTop(positives);
    fromTheTop(negatives);
    float[][] rows = new float[6][THRESHOLDS];
    for (int i = 0; i < THRESHOLDS; i++) {
      rows[0][i] = positives[i];
      rows[1][i] = negatives[i];
      rows[2][i] = negatives[0] - negatives[i];
      rows[3][i] = positives[0] - positives[i];
      rows[4][i] = ratio(positives[i], positives[i] + negatives[i]);
      rows[5][i] = ratio(positives[i], positives[0]);
    }
    return rows;
  }

  private static void fromTheTop(int[] counts) {
    for (int i = counts.length - 2; i >= 0; i--) {
      counts[i] += counts[i + 1];
    }
  }

  private static float ratio(int part, int whole) {
    return whole == 0 ? 0 : (float) ((double) part / whole);
  }
}
