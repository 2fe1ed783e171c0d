package io.github.twohead;

/**
 * One training step.
 *
 * @param epoch the epoch, from 1
 * @param epochs the number of epochs in all
 * @param batch the batch within the epoch, from 1
 * @param batches the number of batches in an epoch
 * @param images the images trained on in this epoch so far
 * @param totalImages the images in an epoch
 * @param loss the loss of this batch
 */
public record BatchReport(
    int epoch, int epochs, int batch, int batches, int images, int totalImages, double loss) {}
