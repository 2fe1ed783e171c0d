package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * How the answers of one head in an exported file compare with the model's.
 *
 * @param largestDifference the largest difference in probability, 0 to 1
 * @param agreement the share of images with the same decision, 0 to 1
 * @param model the model's decisions where the label is known
 * @param exported the file's decisions where the label is known
 */
public record HeadComparison(
    double largestDifference, double agreement, ConfusionCounts model, ConfusionCounts exported) {

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
