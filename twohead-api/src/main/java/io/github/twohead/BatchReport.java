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
 * @param seconds the seconds of this epoch so far, as {@link EpochReport#seconds} counts them
 * @param loss the loss of this batch
 */
public record BatchReport(
    int epoch,
    int epochs,
    int batch,
    int batches,
    int images,
    int totalImages,
    double seconds,
    double loss) {

  /**
   * Returns the speed of this epoch so far; after its last batch, {@link
   * EpochReport#imagesPerSecond}.
   *
   * @return training images per second
   */
  public double imagesPerSecond() {
    return images / seconds;
  }
}
