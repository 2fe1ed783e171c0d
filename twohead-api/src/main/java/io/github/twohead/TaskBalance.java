package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Arrays;
import java.util.Locale;

/**
 * How the losses of heads become one while training goes on. The weights of {@link
 * WeightedMultiLoss} are what each begins with; the loss on the validation table is always the sum
 * by them, so that epochs can be compared.
 */
public enum TaskBalance {
  /** The sum of the heads' losses by their weights. */
  FIXED,

  /**
   * Uncertainty weighting: each head has a log-variance s, 0 at first, which the optimizer learns
   * as it does biases; a head's weighted loss L counts exp(−s)·L + s/2. So a head that is hard to
   * learn comes to count less. The s are no part of the model. Source: A. Kendall, Y. Gal, R.
   * Cipolla, <a href="https://arxiv.org/abs/1705.07115">arXiv:1705.07115</a>.
   */
  UNCERTAINTY,

  /**
   * Dynamic weight average: from the third epoch on, the weight of each of K heads is multiplied by
   * K·softmax(r/2), where r is its mean training loss in the last epoch divided by that in the one
   * before. So a head whose loss falls slowly counts more. Source: S. Liu, E. Johns, A. Davison, <a
   * href="https://arxiv.org/abs/1803.10704">arXiv:1803.10704</a>.
   */
  DYNAMIC_WEIGHT_AVERAGE;

  /**
   * Reads a choice from text.
   *
   * @param text {@code fixed}, {@code uncertainty} or {@code dynamic_weight_average}
   * @return the choice
   * @throws IllegalArgumentException if it is none of them
   */
  public static TaskBalance parse(String text) {
    String name = Arguments.notNull("text", text).strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(balance -> balance.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a balance of heads must be fixed, uncertainty or dynamic_weight_average, but"
                        + " is \""
                        + text
                        + "\""));
  }

  /** Returns the name in small letters, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
