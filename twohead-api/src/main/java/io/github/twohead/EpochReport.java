package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * One pass over the training table, and what the validation table says after it.
 *
 * @param epoch the epoch, from 1
 * @param loss the training loss, the mean over the images
 * @param validationLoss the loss on the validation table
 * @param seconds the duration of the pass up to the end of its last batch; neither what comes
 *     before the first epoch, reading and decoding the tables, nor validation is counted
 * @param imagesPerSecond the images of the pass divided by its seconds, as {@link
 *     BatchReport#imagesPerSecond} says it of each part of the pass
 * @param scores every head's validation scores
 */
public record EpochReport(
    int epoch,
    double loss,
    double validationLoss,
    double seconds,
    double imagesPerSecond,
    Scores scores) {

  public EpochReport {
    Arguments.notNull("scores", scores);
  }
}
