package io.github.twohead.runtime.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.util.Arrays;

/** What of a network's numbers can be probabilities. */
final class ProbabilityCheck {
  /** No rounding explains more, of however many numbers. */
  private static final double MOST_ROUNDING = 0.5;

  private ProbabilityCheck() {}

  /**
   * Refuses what cannot be.
   *
   * @param probabilities of one image, N
   * @throws TwoheadException if a number is none
   */
  static void check(HeadLayout layout, double[] probabilities) {
    for (int i = 0; i < layout.heads().size(); i++) {
      for (int at = layout.offset(i); at < layout.offset(i + 1); at++) {
        check(layout.heads().get(i), probabilities[at]);
      }
    }
  }

  /**
   * Refuses the probabilities of several answers whose sum rounding does not explain.
   *
   * @param step how far each may be rounded
   */
  static void checkSum(HeadSpec head, double[] probabilities, double step) {
    double sum = Arrays.stream(probabilities).sum();
    double rounding = step * (1 + probabilities.length / 2.0);
    if (!(Math.abs(sum - 1) <= Math.min(rounding, MOST_ROUNDING))) {
      throw new TwoheadException(
          "head \""
              + head
              + "\" gives probabilities that add up to "
              + (float) sum
              + ", not 1: the model's file is damaged, or its outputs are not those of one choice");
    }
  }

  private static void check(HeadSpec head, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new TwoheadException(
          "head \""
              + head
              + "\" gives "
              + probability
              + " in place of a probability: the model's weights are damaged, it diverged in training,"
              + " the input holds no finite numbers, or its outputs are no probabilities");
    }
  }
}
