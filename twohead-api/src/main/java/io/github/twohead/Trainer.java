package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.EpochSelection;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.TrainingConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a {@link MultiHeadModel}. Every setting but {@link #listener} can be given once, and has
 * the article's value unless it is given; only the batch is smaller, 64 instead of 256, so that it
 * fits into a small machine. Not safe for use by several threads.
 */
@CanIgnoreReturnValue
public final class Trainer {
  private final List<HeadSpec> heads;
  private final Optional<EngineModel> model;
  private final TrainingConfig.Builder settings;
  private final Optional<TrainerRecipe> recipe;

  Trainer(EngineModel model, Map<String, Object> machine) {
    this(
        model.config().heads(), Optional.of(model), Optional.of(new TrainerRecipe(model, machine)));
  }

  /** Of no model yet; only checks settings. */
  Trainer(List<HeadSpec> heads) {
    this(heads, Optional.empty(), Optional.empty());
  }

  private Trainer(
      List<HeadSpec> heads, Optional<EngineModel> model, Optional<TrainerRecipe> recipe) {
    this.heads = heads;
    this.model = model;
    this.recipe = recipe;
    settings = TrainingConfig.builder(heads);
  }

  TrainingConfig config() {
    return settings.build();
  }

  Trainer following(RecipeEntries entries) {
    recipe.orElseThrow().follow(entries);
    return this;
  }

  /**
   * {@return what this trainer does as a recipe: every setting that decides about the weights,
   * given or not} That of a trained model, {@link Provenance#recipe}, tells its tables too.
   */
  @CheckReturnValue
  public Recipe recipe() {
    return recipe.orElseThrow().of(settings.build());
  }

  /**
   * Sets the loss; the first head twice as heavy as each other one when not given. In a loss that
   * is given, every head that it does not weigh weighs 1, the first one too.
   *
   * @param weighted the loss
   * @return this
   * @throws IllegalArgumentException if it weighs a head that the model does not have
   */
  public Trainer loss(WeightedMultiLoss weighted) {
    Arguments.notNull("loss", weighted).checkHeads(heads);
    settings.loss(weighted);
    return this;
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
    Arguments.notNull("head", head);
    HeadSpec own = ModelConfig.head(heads, head.name());
    BuiltInMetrics.checkFits(Arguments.notNull("metric", metric), own);
    settings.keepBestBy(EpochSelection.by(own, metric));
    return this;
  }

  /**
   * {@return this, which keeps the weights of the epoch with the lowest loss on the validation
   * table, of all heads together as {@link #loss} weighs them; in place of {@link #keepBestBy}}
   */
  public Trainer keepBestByLoss() {
    settings.keepBestBy(EpochSelection.byLoss());
    return this;
  }

  /**
   * {@return this}
   *
   * @param count the number of passes over the training table, at least 1; 9 when not given
   */
  public Trainer epochs(int count) {
    settings.epochs(Checks.positive("epochs", count));
    return this;
  }

  /**
   * Sets the largest number of images in a batch; 64 when not given. An epoch is cut into batches
   * of as equal size as possible, so that none is too small for batch normalisation.
   *
   * @param images 3 to 65,536
   * @return this
   */
  public Trainer batchSize(int images) {
    settings.batchSize(Checks.inRange("batchSize", images, 3, 65_536));
    return this;
  }

  /**
   * {@return this}
   *
   * @param rule the optimizer; Adam with a learning rate of 1e-3 and a weight decay of 1e-4 when
   *     not given
   */
  public Trainer optimizer(Optimizer rule) {
    settings.optimizer(rule);
    return this;
  }

  /**
   * {@return this}
   *
   * @param rates how the learning rate changes; to a tenth after every 4/9 of the epochs when not
   *     given
   */
  public Trainer schedule(LearningRateSchedule rates) {
    settings.schedule(rates);
    return this;
  }

  /**
   * {@return this}
   *
   * @param part which part of the backbone does not train, and until when; nothing when not given
   */
  public Trainer freeze(Freeze part) {
    settings.freeze(part);
    return this;
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
    return this;
  }

  /**
   * {@return this}
   *
   * @param changes the random changes of training images; rotation by ±10° when not given
   */
  public Trainer augmentation(Augmentation changes) {
    settings.augmentation(changes);
    return this;
  }

  /**
   * {@return this} Results do not depend on it.
   *
   * @param threads those that decode and augment ahead of training, 1 to 1,024; one per processor
   *     when not given
   */
  public Trainer workers(int threads) {
    settings.data().workers(Checks.inRange("workers", threads, 1, Checks.MAX_THREADS));
    return this;
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
    return this;
  }

  /**
   * {@return this, which leaves out images that cannot be decoded, and counts them; without it they
   * are listed with all other problems before training starts}
   */
  public Trainer skipUnreadableImages() {
    settings.data().skipUnreadableImages();
    return this;
  }

  /**
   * {@return this, for rows that are repeated on purpose, to show rare images more often; without
   * it a warning names the first ones, and each counts as often as it is listed, either way}
   */
  public Trainer allowRepeatedRows() {
    settings.data().allowRepeatedRows();
    return this;
  }

  /**
   * Calibrates the probabilities of all heads once training has ended, on the validation table with
   * the weights of the best epoch, as {@link HeadEvaluation#fit} does; when not given, they are not
   * calibrated. A head whose images are too few stays as it is, and a warning is logged.
   *
   * @param method a temperature, or Platt scaling; a categorical head gets a temperature either way
   * @return this
   */
  public Trainer calibrate(Calibration.Method method) {
    settings.calibrate(method);
    return this;
  }

  /**
   * Chooses the threshold of a head once training has ended, on the validation table with the
   * weights of the best epoch, as {@link HeadEvaluation#choose(ThresholdRule)} does; after {@link
   * #calibrate}, so for calibrated probabilities. It may be given once for each head. If no
   * threshold keeps the rule, a warning is logged and the threshold stays. {@link
   * TrainingReport#thresholds} says what was chosen.
   *
   * @param head the name of a head whose answer is yes or no
   * @param rule what the threshold is chosen by
   * @return this
   * @throws IllegalArgumentException if the model does not have the head, or it is categorical
   */
  public Trainer chooseThreshold(String head, ThresholdRule rule) {
    Arguments.notNull("head", head);
    Arguments.notNull("rule", rule);
    settings.chooseThreshold(ModelConfig.headWithThreshold(heads, head).name(), rule);
    return this;
  }

  /**
   * Adds who sees training go on and may end it. Unlike the other settings it may be given several
   * times: listeners are called in the order in which they were added. When none is given, a line
   * per epoch is logged through SLF4J, by the logger of this class at the level INFO.
   *
   * @param observer the listener
   * @return this
   */
  public Trainer listener(TrainingListener observer) {
    settings.listener(observer);
    return this;
  }

  /**
   * Trains. When this returns or throws, the model holds the weights of the best epoch so far, or
   * those from before if no epoch has ended. An interrupt of the calling thread ends training after
   * the current batch: this then returns as usual, and the thread's interrupt status stays set. A
   * {@linkplain #listener listener} can end it too, by its own rule or by an exception, which this
   * throws. {@link #calibrate} and {@link #chooseThreshold} are done when this returns; where it
   * throws after an epoch, they are left out, and a warning is logged. Calibrations that the model
   * has are dropped, as they fit the weights from before, and the thresholds of their heads with
   * them, which are 0.5 again; other thresholds stay.
   *
   * @param train the images to learn from
   * @param validation the images that decide which epoch is best, positive and negative ones, or
   *     two categories, for the head that decides and those whose threshold is chosen; none of them
   *     in {@code train}
   * @return what was done
   * @throws DataException if the tables have problems; all are listed, and nothing was trained
   * @throws IllegalArgumentException if more stages are to be frozen than the backbone has
   * @throws TrainingException if the loss stops being finite, the schedule gives a factor that is
   *     negative or not finite, the metric that decides fails or gives NaN, or an image that the
   *     image cache does not hold cannot be read any more
   * @throws IllegalStateException if the model is closed, or another call uses it now
   */
  public TrainingReport fit(ImageTable train, ImageTable validation) {
    Groups.requireOthers(train, validation);
    TrainingConfig given = settings.build();
    settings.recipe(() -> recipe.orElseThrow().begin(given, train, validation));
    return model.orElseThrow().fit(settings.build(), train, validation);
  }
}
