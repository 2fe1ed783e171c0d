package io.github.twohead.runtime.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.heads.HeadLayout;

/** What of a network's numbers can be probabilities. */
final class ProbabilityCheck {
  /**
   * How far apart the numbers of 8 bits are that may stand for probabilities. Each is rounded to
   * the next, and 1 may be just out of their range.
   */
  private static final double COARSEST_STEP = 1 / 127.0;

  private ProbabilityCheck() {}

  /**
   * Refuses what cannot be.
   *
   * @param probabilities of one image, N
   * @throws TwoheadException if a number is none, or a head's do not add up to 1
   */
  static void check(HeadLayout layout, double[] probabilities) {
    for (int i = 0; i < layout.heads().size(); i++) {
      check(layout.heads().get(i), probabilities, layout.offset(i), layout.offset(i + 1));
    }
  }

  private static void check(HeadSpec head, double[] probabilities, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      check(head, probabilities[i]);
      sum += probabilities[i];
    }
    int count = to - from;
    if (count > 1 && Math.abs(sum - 1) > COARSEST_STEP * (1 + count / 2.0)) {
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
