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
 * @param weightAverage the decay of the moving average of the weights; 0 for none
 * @param augmentation the random changes of training images
 * @param workers the threads that decode and augment
 * @param imageCache what may be taken to keep decoded images
 * @param skipUnreadable whether images that cannot be decoded are left out
 * @param repeatedRows whether rows are repeated on purpose
 * @param listener who sees training go on
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
    double weightAverage,
    Augmentation augmentation,
    int workers,
    ImageCache imageCache,
    boolean skipUnreadable,
    boolean repeatedRows,
    TrainingListener listener) {}
