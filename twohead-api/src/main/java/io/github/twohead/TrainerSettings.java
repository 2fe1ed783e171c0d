package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.TrainingConfig;
import java.util.List;

/**
 * How a {@link Trainer} trains: each setting can be given once, and has the article's value unless
 * it is given. Its public methods are, to users, those of {@link Trainer}.
 */
@CanIgnoreReturnValue
abstract sealed class TrainerSettings permits Trainer {
  final List<HeadSpec> heads;
  final TrainingConfig.Builder settings;

  TrainerSettings(List<HeadSpec> heads) {
    this.heads = heads;
    settings = TrainingConfig.builder(heads);
  }

  abstract Trainer self();

  /**
   * Sets the loss; the first head twice as heavy as each other one when not given. In a loss that
   * is given, every head that it does not weigh weighs 1, the first one too.
   *
   * @param weighted the loss
   * @return this
   * @throws IllegalArgumentException if it weighs a head that the model does not have, or a head in
   *     a way that is for the other kind
   */
  public Trainer loss(WeightedMultiLoss weighted) {
    Arguments.notNull("loss", weighted).checkHeads(heads);
    settings.loss(weighted);
    return self();
  }

  /**
   * Sets what decides which epoch's weights are kept; the first head's F1 when not given, or its
   * accuracy if it is categorical. Of equal epochs the one with the lower validation loss is kept.
   * Where a metric of one's own fails or gives NaN, training ends with an exception, and the model
   * holds the best epoch before, or the first one.
   *
   * @param head a head of the model
   * @param metric its metric on the validation table
   * @return this
   * @throws IllegalArgumentException if the model does not have the head, or the metric is for the
   *     other kind of head
   */
  public Trainer keepBestBy(HeadSpec head, Metric metric) {
    return keep(EpochSelection.by(head, metric));
  }

  /**
   * {@return this, which keeps the weights of the epoch with the lowest loss on the validation
   * table, of all heads together as {@link #loss} weighs them; in place of {@link #keepBestBy}}
   */
  public Trainer keepBestByLoss() {
    return keep(EpochSelection.byLoss());
  }

  /** {@return this, which keeps the weights of the last epoch; in place of {@link #keepBestBy}} */
  public Trainer keepLast() {
    return keep(EpochSelection.last());
  }

  /**
   * Sets what decides which epoch's weights are kept, as {@link #keepBestBy} does, which this takes
   * the place of: a metric or the loss, perhaps {@linkplain EpochSelection#smoothed smoothed}, or
   * the last epoch.
   *
   * @param what what decides
   * @return this
   * @throws IllegalArgumentException if the model does not have the head, or the metric is for the
   *     other kind of head
   */
  public Trainer keep(EpochSelection what) {
    settings.epochs().keepBestBy(Arguments.notNull("what", what).of(heads));
    return self();
  }

  /**
   * Sets when training ends before its last epoch; never when not given. {@link
   * TrainingReport#ending} then says {@code EARLY_STOP}, and {@link TrainingReport#earlyStopping}
   * the rule.
   *
   * @param rule a metric or the loss, with patience and minimum gain
   * @return this
   * @throws IllegalArgumentException if the model does not have the head, or the metric is for the
   *     other kind of head
   */
  public Trainer stopEarly(EarlyStopping rule) {
    settings.epochs().stopEarly(Arguments.notNull("rule", rule).of(heads));
    return self();
  }

  /**
   * {@return this}
   *
   * @param count the number of passes over the training table, at least 1; 9 when not given
   */
  public Trainer epochs(int count) {
    settings.epochs().count(Checks.positive("epochs", count));
    return self();
  }

  /**
   * Sets the largest number of images in a batch; 64 when not given. An epoch is cut into batches
   * of as equal size as possible, so that none is too small for batch normalisation.
   *
   * @param images 3 to 65,536
   * @return this
   */
  public Trainer batchSize(int images) {
    settings.data().batchSize(Checks.inRange("batchSize", images, 3, 65_536));
    return self();
  }

  /**
   * Sets how many batches make a step; 1 when not given. The step is that of one batch of so many
   * times {@link #batchSize} images, as are the order of images, the loss and {@link BatchReport},
   * but the network sees {@code batchSize} images at once: it takes the memory of these, and batch
   * normalisation uses their statistics. Pixels of all of them are in memory, in up to 2 GiB; a
   * training refuses a step that takes more, or that has a batch more than an epoch can fill.
   *
   * @param batches 1 to 1,024
   * @return this
   */
  public Trainer accumulate(int batches) {
    settings.data().accumulate(Checks.inRange("accumulate", batches, 1, 1024));
    return self();
  }

  /**
   * {@return this}
   *
   * @param rule the optimizer; Adam with a learning rate of 1e-3 and a weight decay of 1e-4 when
   *     not given
   */
  public Trainer optimizer(Optimizer rule) {
    settings.optimizer(Arguments.notNull("rule", rule).checked());
    return self();
  }

  /**
   * {@return this}
   *
   * @param rates how the learning rate changes; to a tenth after every 4/9 of the epochs when not
   *     given
   */
  public Trainer schedule(LearningRateSchedule rates) {
    settings.schedule(Arguments.notNull("schedule", rates).of(heads));
    return self();
  }

  /**
   * {@return this}
   *
   * @param part which part of the backbone does not train, and until when; nothing when not given
   */
  public Trainer freeze(Freeze part) {
    settings.freeze(part);
    return self();
  }

  /**
   * Scores and keeps an exponential moving average (EMA) of the weights and of the batch
   * normalisation's statistics, instead of those after an epoch's last step; off when not given.
   * After every step the average moves by 1 − decay towards the weights, faster in the first steps:
   * the decay of step n is at most (1 + n) / (10 + n).
   *
   * @param decay above 0, below 1; about 1 − 5 / (steps of an epoch) averages over a fifth of one
   * @return this
   */
  public Trainer emaDecay(double decay) {
    if (!(decay > 0 && decay < 1)) {
      throw new IllegalArgumentException("emaDecay must be between 0 and 1, but is " + decay);
    }
    settings.emaDecay(decay);
    return self();
  }

  /**
   * {@return this}
   *
   * @param changes the random changes of training images; rotation by ±10° when not given
   */
  public Trainer augmentation(Augmentation changes) {
    settings.data().augmentation(changes);
    return self();
  }

  /**
   * {@return this}
   *
   * @param from the teacher, from whose probabilities the model learns beside the labels, and which
   *     has all heads of the model; none when not given
   */
  public Trainer distill(Distillation from) {
    settings.distill(from);
    return self();
  }

  /**
   * {@return this} Results do not depend on it.
   *
   * @param threads those that decode and augment ahead of training, 1 to 1,024; one per processor
   *     when not given
   */
  public Trainer workers(int threads) {
    settings.data().workers(Checks.inRange("workers", threads, 1, Checks.MAX_THREADS));
    return self();
  }

  /**
   * Sets what may be taken to keep decoded images; {@link ImageCache#standard} when not given.
   * Results do not depend on it.
   *
   * @param room memory and disk
   * @return this
   */
  public Trainer imageCache(ImageCache room) {
    settings.data().imageCache(room);
    return self();
  }

  /**
   * {@return this, which leaves out images that cannot be decoded, and counts them; without it they
   * are listed with all other problems before training starts}
   */
  public Trainer skipUnreadableImages() {
    settings.data().skipUnreadableImages();
    return self();
  }

  /**
   * {@return this, for rows that are repeated on purpose, to show rare images more often; without
   * it a warning names the first ones, and each counts as often as it is listed, either way}
   */
  public Trainer allowRepeatedRows() {
    settings.data().allowRepeatedRows();
    return self();
  }

  /**
   * {@return this}
   *
   * @param rows which rows of the training table an epoch shows; each once when not given
   * @throws IllegalArgumentException if it balances a head that the model does not have
   */
  public Trainer sampling(Sampling rows) {
    settings.data().sampling(Arguments.notNull("sampling", rows).of(heads));
    return self();
  }
}
