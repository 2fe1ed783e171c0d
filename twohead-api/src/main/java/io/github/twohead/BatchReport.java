package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Once;
import java.util.List;
import java.util.Locale;

/**
 * One training step. Training makes it; a builder makes one for the test of a {@link
 * TrainingListener}. Immutable.
 */
public final class BatchReport {
  private final int epoch;
  private final int epochs;
  private final int batch;
  private final int batches;
  private final int images;
  private final int totalImages;
  private final double seconds;
  private final double loss;
  private final double learningRate;

  private BatchReport(Builder builder) {
    epoch = builder.epoch.orElse(1);
    epochs = builder.epochs.orElse(1);
    batch = builder.batch.orElse(1);
    batches = builder.batches.orElse(1);
    images = builder.images.orElse(0);
    totalImages = builder.totalImages.orElse(0);
    seconds = builder.seconds.orElse(0.0);
    loss = builder.loss.orElse(0.0);
    learningRate = builder.learningRate.orElse(0.0);
  }

  /**
   * Starts a report.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the number of the epoch.
   *
   * @return the number, from 1
   */
  public int epoch() {
    return epoch;
  }

  /**
   * Returns the number of epochs in all.
   *
   * @return the epochs
   */
  public int epochs() {
    return epochs;
  }

  /**
   * Returns the number of the batch within the epoch.
   *
   * @return the number, from 1
   */
  public int batch() {
    return batch;
  }

  /**
   * Returns the number of batches in an epoch.
   *
   * @return the batches
   */
  public int batches() {
    return batches;
  }

  /**
   * Returns the images trained on in this epoch so far.
   *
   * @return the images so far
   */
  public int images() {
    return images;
  }

  /**
   * Returns the images in an epoch.
   *
   * @return the images
   */
  public int totalImages() {
    return totalImages;
  }

  /**
   * Returns the seconds of this epoch so far, as {@link EpochReport#seconds} counts them.
   *
   * @return seconds
   */
  public double seconds() {
    return seconds;
  }

  /**
   * Returns the loss of this batch.
   *
   * @return the loss
   */
  public double loss() {
    return loss;
  }

  /**
   * Returns the learning rate of this step: the optimizer's times the schedule's factor. Backbone
   * weights may have another one, by {@link Optimizer#backboneFactor(double)}.
   *
   * @return the learning rate of the heads
   */
  public double learningRate() {
    return learningRate;
  }

  /**
   * Returns the speed of this epoch so far; after its last batch, {@link
   * EpochReport#imagesPerSecond}.
   *
   * @return training images per second
   */
  public double imagesPerSecond() {
    return images / seconds;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchReport that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(epoch, epochs, batch, batches, images, totalImages, seconds, loss, learningRate);
  }

  /** Returns a line such as {@code epoch 2/9, batch 3/40: loss 0.512}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "epoch %d/%d, batch %d/%d: loss %.3f", epoch, epochs, batch, batches, loss);
  }

  /** Builds a {@link BatchReport}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Integer> epoch = new Once<>("epoch");
    private final Once<Integer> epochs = new Once<>("epochs");
    private final Once<Integer> batch = new Once<>("batch");
    private final Once<Integer> batches = new Once<>("batches");
    private final Once<Integer> images = new Once<>("images");
    private final Once<Integer> totalImages = new Once<>("totalImages");
    private final Once<Double> seconds = new Once<>("seconds");
    private final Once<Double> loss = new Once<>("loss");
    private final Once<Double> learningRate = new Once<>("learningRate");

    private Builder() {}

    /**
     * Sets the number of the epoch; 1 when not given.
     *
     * @param number from 1
     * @return this
     */
    public Builder epoch(int number) {
      epoch.set(Checks.positive("epoch", number));
      return this;
    }

    /**
     * Sets the number of epochs in all; 1 when not given.
     *
     * @param count the epochs of the training run
     * @return this
     */
    public Builder epochs(int count) {
      epochs.set(count);
      return this;
    }

    /**
     * Sets the number of the batch within the epoch; 1 when not given.
     *
     * @param number from 1
     * @return this
     */
    public Builder batch(int number) {
      batch.set(Checks.positive("batch", number));
      return this;
    }

    /**
     * Sets the number of batches in an epoch; 1 when not given.
     *
     * @param count the batches of an epoch
     * @return this
     */
    public Builder batches(int count) {
      batches.set(count);
      return this;
    }

    /**
     * Sets the images trained on in this epoch so far; 0 when not given.
     *
     * @param count the images so far
     * @return this
     */
    public Builder images(int count) {
      images.set(count);
      return this;
    }

    /**
     * Sets the images in an epoch; 0 when not given.
     *
     * @param count the images of an epoch
     * @return this
     */
    public Builder totalImages(int count) {
      totalImages.set(count);
      return this;
    }

    /**
     * Sets the seconds of this epoch so far; 0 when not given.
     *
     * @param duration seconds
     * @return this
     */
    public Builder seconds(double duration) {
      seconds.set(duration);
      return this;
    }

    /**
     * Sets the loss of this batch; 0 when not given.
     *
     * @param mean the mean over the batch's images
     * @return this
     */
    public Builder loss(double mean) {
      loss.set(mean);
      return this;
    }

    /**
     * Sets the learning rate of this step; 0 when not given.
     *
     * @param rate of the heads
     * @return this
     */
    public Builder learningRate(double rate) {
      learningRate.set(rate);
      return this;
    }

    /**
     * Returns the report.
     *
     * @return the report
     */
    @CheckReturnValue
    public BatchReport build() {
      return new BatchReport(this);
    }
  }
}
