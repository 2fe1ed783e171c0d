package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * How the answers of one head in an exported file compare with the model's.
 *
 * @param largestDifference the largest difference in probability, 0 to 1
 * @param clear the images whose probability, as the model has it, is clear of the threshold:
 *     further away than 0.05, or than the tolerance where that is less
 * @param agreement the share of these with the same decision, 0 to 1; 1 where there are none
 * @param model the model's decisions where the label is known
 * @param exported the file's decisions where the label is known
 */
public record HeadComparison(
    double largestDifference,
    int clear,
    double agreement,
    ConfusionCounts model,
    ConfusionCounts exported) {

  public HeadComparison {
    Arguments.notNull("model", model);
    Arguments.notNull("exported", exported);
  }

  /**
   * Returns what the export did to F1.
   *
   * @return the file's F1 minus the model's; 0 where no label is known
   */
  public double f1Change() {
    return exported.f1() - model.f1();
  }
}
