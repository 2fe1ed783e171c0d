package io.github.twohead.spi;

import io.github.twohead.Augmentation;
import io.github.twohead.Freeze;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageCache;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.Optimizer;
import io.github.twohead.TrainingListener;
import io.github.twohead.WeightedMultiLoss;
import java.util.List;

/**
 * How to train; {@code Trainer} makes it and documents every setting.
 *
 * @param loss the loss
 * @param mainHead the head whose metric decides which epoch is best
 * @param metric that metric
 * @param epochs the number of passes
 * @param batchSize the largest number of images in a batch
 * @param optimizer the rule of the steps
 * @param schedule the factor of the learning rate
 * @param freeze what does not train
 * @param emaDecay the decay of the exponential moving average of the weights; 0 for none
 * @param augmentation the random changes of training images
 * @param workers the threads that decode and augment
 * @param imageCache what may be taken to keep decoded images
 * @param skipUnreadable whether images that cannot be decoded are left out
 * @param repeatedRows whether rows are repeated on purpose
 * @param listeners who sees training go on and may end it, in this order; where there is none, the
 *     engine logs a line per epoch
 */
public record TrainingConfig(
    WeightedMultiLoss loss,
    HeadSpec mainHead,
    Metric metric,
    int epochs,
    int batchSize,
    Optimizer optimizer,
    LearningRateSchedule schedule,
    Freeze freeze,
    double emaDecay,
    Augmentation augmentation,
    int workers,
    ImageCache imageCache,
    boolean skipUnreadable,
    boolean repeatedRows,
    List<TrainingListener> listeners) {

  public TrainingConfig {
    Arguments.notNull("loss", loss);
    Arguments.notNull("mainHead", mainHead);
    Arguments.notNull("metric", metric);
    Arguments.notNull("optimizer", optimizer);
    Arguments.notNull("schedule", schedule);
    Arguments.notNull("freeze", freeze);
    Arguments.notNull("augmentation", augmentation);
    Arguments.notNull("imageCache", imageCache);
    listeners = Arguments.copy("listeners", listeners);
  }
}
