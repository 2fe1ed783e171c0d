package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.TrainingConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a {@link MultiHeadModel}. Every setting but {@link #listener} can be given once, and has
 * the article's value unless it is given; only the batch is smaller, 64 instead of 256, so that it
 * fits into a small machine. Not safe for use by several threads.
 */
public final class Trainer {
  private static final int DEFAULT_EPOCHS = 9;
  private static final int DEFAULT_BATCH_SIZE = 64;
  private static final double DEFAULT_LEARNING_RATE = 1e-3;

  private final EngineModel model;
  private final Once<WeightedMultiLoss> loss = new Once<>("loss");
  private final Once<Best> best = new Once<>("keepBestBy");
  private final Once<Integer> epochs = new Once<>("epochs");
  private final Once<Integer> batchSize = new Once<>("batchSize");
  private final Once<Optimizer> optimizer = new Once<>("optimizer");
  private final Once<LearningRateSchedule> schedule = new Once<>("schedule");
  private final Once<Freeze> freeze = new Once<>("freeze");
  private final Once<Double> emaDecay = new Once<>("emaDecay");
  private final Once<Augmentation> augmentation = new Once<>("augmentation");
  private final Once<Integer> workers = new Once<>("workers");
  private final Once<ImageCache> imageCache = new Once<>("imageCache");
  private final Once<Boolean> skipUnreadable = new Once<>("skipUnreadableImages");
  private final Once<Boolean> repeatedRows = new Once<>("allowRepeatedRows");
  private final List<TrainingListener> listeners = new ArrayList<>();

  /** What decides which epoch is best. */
  private record Best(HeadSpec head, Metric metric) {
    @Override
    public String toString() {
      return metric + " of " + head;
    }
  }

  Trainer(EngineModel model) {
    this.model = model;
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
    Arguments.notNull("loss", weighted).checkHeads(config().heads());
    loss.set(weighted);
    return this;
  }

  /**
   * Sets what decides which epoch's weights are kept; the first head's F1 when not given. Of equal
   * epochs the one with the lower validation loss is kept.
   *
   * @param head a head of the model
   * @param score its metric on the validation table
   * @return this
   * @throws IllegalArgumentException if the model does not have the head
   */
  public Trainer keepBestBy(HeadSpec head, Metric score) {
    Arguments.notNull("head", head);
    Arguments.notNull("score", score);
    best.set(new Best(config().head(head.name()), score));
    return this;
  }

  /**
   * Sets the number of passes over the training table; 9 when not given.
   *
   * @param count at least 1
   * @return this
   */
  public Trainer epochs(int count) {
    epochs.set(Checks.positive("epochs", count));
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
    batchSize.set(Checks.inRange("batchSize", images, 3, 65_536));
    return this;
  }

  /**
   * Sets the optimizer; Adam with a learning rate of 1e-3 and a weight decay of 1e-4 when not
   * given.
   *
   * @param rule the optimizer
   * @return this
   */
  public Trainer optimizer(Optimizer rule) {
    optimizer.set(rule);
    return this;
  }

  /**
   * Sets how the learning rate changes; a tenth after every 4/9 of the epochs when not given.
   *
   * @param rates the schedule
   * @return this
   */
  public Trainer schedule(LearningRateSchedule rates) {
    schedule.set(rates);
    return this;
  }

  /**
   * Sets which part of the backbone does not train; nothing when not given.
   *
   * @param part the part, and until when
   * @return this
   */
  public Trainer freeze(Freeze part) {
    freeze.set(part);
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
    emaDecay.set(decay);
    return this;
  }

  /**
   * Sets the random changes of training images; rotation by ±10° when not given.
   *
   * @param changes the augmentation
   * @return this
   */
  public Trainer augmentation(Augmentation changes) {
    augmentation.set(changes);
    return this;
  }

  /**
   * Sets the threads that decode and augment ahead of training; the number of processors when not
   * given. Results do not depend on it.
   *
   * @param threads 1 to 1,024
   * @return this
   */
  public Trainer workers(int threads) {
    workers.set(Checks.inRange("workers", threads, 1, Checks.MAX_THREADS));
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
    imageCache.set(room);
    return this;
  }

  /**
   * Leaves out images that cannot be decoded, and counts them. Without it they are listed with all
   * other problems before training starts.
   *
   * @return this
   */
  public Trainer skipUnreadableImages() {
    skipUnreadable.set(true);
    return this;
  }

  /**
   * Says that rows are repeated on purpose, for instance to show rare images more often. Without it
   * a warning names the first ones. Each counts as often as it is listed, either way.
   *
   * @return this
   */
  public Trainer allowRepeatedRows() {
    repeatedRows.set(true);
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
    listeners.add(Arguments.notNull("listener", observer));
    return this;
  }

  /**
   * Trains. When this returns or throws, the model holds the weights of the best epoch so far, or
   * those from before if no epoch has ended. An interrupt of the calling thread ends training after
   * the current batch: this then returns as usual, and the thread's interrupt status stays set. A
   * {@linkplain #listener listener} can end it too, by its own rule or by an exception, which this
   * throws.
   *
   * @param train the images to learn from
   * @param validation the images that decide which epoch is best, positive and negative ones for
   *     the head that decides; none of them in {@code train}
   * @return what was done
   * @throws DataException if the tables have problems; all are listed, and nothing was trained
   * @throws TrainingException if the loss stops being finite, the schedule gives a factor that is
   *     negative or not finite, or an image that the image cache does not hold cannot be read any
   *     more
   * @throws IllegalStateException if the model is closed, or another call uses it now
   */
  public TrainingReport fit(ImageTable train, ImageTable validation) {
    List<ImageSource> images = sources("train", train);
    if (images.equals(sources("validation", validation)) && !images.isEmpty()) {
      throw new DataException(
          List.of(
              "train and validation hold the same images: validation needs images of its own, which"
                  + " decide which epoch is best"));
    }
    return model.fit(settings(), train, validation);
  }

  private static List<ImageSource> sources(String name, ImageTable table) {
    List<LabelledImage> rows = Arguments.notNull(name, table).images();
    return Arguments.copy(name + ".images()", rows).stream().map(LabelledImage::source).toList();
  }

  private TrainingConfig settings() {
    Best decisive = best.orElseGet(() -> new Best(config().heads().get(0), Metric.F1));
    return new TrainingConfig(
        loss.orElseGet(() -> WeightedMultiLoss.mainHeadTwice(config().heads())),
        decisive.head(),
        decisive.metric(),
        epochs.orElse(DEFAULT_EPOCHS),
        batchSize.orElse(DEFAULT_BATCH_SIZE),
        optimizer.orElseGet(() -> Optimizer.adam(DEFAULT_LEARNING_RATE)),
        schedule.orElseGet(LearningRateSchedule::step),
        freeze.orElseGet(Freeze::nothing),
        emaDecay.orElse(0.0),
        augmentation.orElseGet(Augmentation::standard),
        workers.orElseGet(() -> Runtime.getRuntime().availableProcessors()),
        imageCache.orElseGet(ImageCache::standard),
        skipUnreadable.orElse(false),
        repeatedRows.orElse(false),
        listeners);
  }

  private ModelConfig config() {
    return model.config();
  }
}
