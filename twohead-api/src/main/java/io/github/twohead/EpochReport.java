package io.github.twohead;

/**
 * One pass over the training table, and what the validation table says after it.
 *
 * @param epoch the epoch, from 1
 * @param loss the training loss, the mean over the images
 * @param validationLoss the loss on the validation table
 * @param seconds the duration of the pass, validation not included; that of the first epoch
 *     includes decoding the training images
 * @param imagesPerSecond the training images per second
 * @param scores every head's validation scores
 */
public record EpochReport(
    int epoch,
    double loss,
    double validationLoss,
    double seconds,
    double imagesPerSecond,
    Scores scores) {}
