package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.Augmentation;
import io.github.twohead.Calibration;
import io.github.twohead.Freeze;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageCache;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Optimizer;
import io.github.twohead.ThresholdRule;
import io.github.twohead.TrainingListener;
import io.github.twohead.WeightedMultiLoss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How to train; {@code Trainer} makes it, and documents and checks every setting. Immutable. */
public final class TrainingConfig {
  private final WeightedMultiLoss loss;
  private final BestEpoch best;
  private final int epochs;
  private final int batchSize;
  private final Optimizer optimizer;
  private final LearningRateSchedule schedule;
  private final Freeze freeze;
  private final double emaDecay;
  private final Augmentation augmentation;
  private final int workers;
  private final ImageCache imageCache;
  private final boolean skipUnreadable;
  private final boolean repeatedRows;
  private final Optional<Calibration.Method> calibration;
  private final Map<String, ThresholdRule> thresholdRules;
  private final List<TrainingListener> listeners;

  private TrainingConfig(Builder builder) {
    loss = builder.loss.orElseGet(() -> WeightedMultiLoss.mainHeadTwice(builder.heads));
    best = builder.best.orElseGet(() -> BestEpoch.usual(builder.heads.get(0)));
    epochs = builder.epochs.orElse(9);
    batchSize = builder.batchSize.orElse(64);
    optimizer = builder.optimizer.orElseGet(() -> Optimizer.adam(1e-3));
    schedule = builder.schedule.orElseGet(LearningRateSchedule::step);
    freeze = builder.freeze.orElseGet(Freeze::nothing);
    emaDecay = builder.emaDecay.orElse(0.0);
    augmentation = builder.augmentation.orElseGet(Augmentation::standard);
    workers = builder.workers.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    imageCache = builder.imageCache.orElseGet(ImageCache::standard);
    skipUnreadable = builder.skipUnreadable.orElse(false);
    repeatedRows = builder.repeatedRows.orElse(false);
    calibration = builder.calibration.optional();
    thresholdRules = Arguments.copy("thresholdRules", builder.thresholdRules);
    listeners = List.copyOf(builder.listeners);
  }

  /**
   * {@return a builder of settings, each with the default of {@code Trainer}}
   *
   * @param heads the heads of the model, at least one, the main one first
   * @throws IllegalArgumentException if there is no head, or two share a name
   */
  public static Builder builder(List<HeadSpec> heads) {
    return new Builder(ModelConfig.checkedHeads(heads));
  }

  /** {@return the loss} */
  public WeightedMultiLoss loss() {
    return loss;
  }

  /** {@return what decides which epoch is best} */
  public BestEpoch best() {
    return best;
  }

  /** {@return the number of passes over the training table} */
  public int epochs() {
    return epochs;
  }

  /** {@return the largest number of images in a batch} */
  public int batchSize() {
    return batchSize;
  }

  /** {@return the rule of the steps} */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** {@return the factor of the learning rate} */
  public LearningRateSchedule schedule() {
    return schedule;
  }

  /** {@return what does not train} */
  public Freeze freeze() {
    return freeze;
  }

  /** {@return the decay of the exponential moving average of the weights} */
  public double emaDecay() {
    return emaDecay;
  }

  /** {@return the random changes of training images} */
  public Augmentation augmentation() {
    return augmentation;
  }

  /** {@return the threads that decode and augment} */
  public int workers() {
    return workers;
  }

  /** {@return what may be taken to keep decoded images} */
  public ImageCache imageCache() {
    return imageCache;
  }

  /** {@return whether images that cannot be decoded are left out} */
  public boolean skipUnreadable() {
    return skipUnreadable;
  }

  /** {@return whether rows are repeated on purpose} */
  public boolean repeatedRows() {
    return repeatedRows;
  }

  /** {@return how probabilities are calibrated on the validation table in the end, if at all} */
  public Optional<Calibration.Method> calibration() {
    return calibration;
  }

  /** {@return by head what its threshold is chosen by on the validation table in the end} */
  public Map<String, ThresholdRule> thresholdRules() {
    return thresholdRules;
  }

  /** {@return who sees training go on and may end it, in this order; if empty, the engine logs} */
  public List<TrainingListener> listeners() {
    return listeners;
  }

  /** Builds a {@link TrainingConfig}; each setting but {@link #listener} can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final List<HeadSpec> heads;
    private final Once<WeightedMultiLoss> loss = new Once<>("loss");
    private final Once<BestEpoch> best = new Once<>("keepBestBy");
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
    private final Once<Calibration.Method> calibration = new Once<>("calibrate");
    private final Map<String, ThresholdRule> thresholdRules = new LinkedHashMap<>();
    private final List<TrainingListener> listeners = new ArrayList<>();

    private Builder(List<HeadSpec> heads) {
      this.heads = heads;
    }

    /**
     * {@return this}
     *
     * @param weighted the loss; the first head twice as heavy as each other one when not given
     */
    public Builder loss(WeightedMultiLoss weighted) {
      return set(loss, weighted);
    }

    /**
     * {@return this}
     *
     * @param what what decides which epoch is best; the first head's F1 or accuracy when not given
     */
    public Builder keepBestBy(BestEpoch what) {
      return set(best, what);
    }

    /**
     * {@return this}
     *
     * @param count the number of passes over the training table; 9 when not given
     */
    public Builder epochs(int count) {
      return set(epochs, count);
    }

    /**
     * {@return this}
     *
     * @param images the largest number of images in a batch; 64 when not given
     */
    public Builder batchSize(int images) {
      return set(batchSize, images);
    }

    /**
     * {@return this}
     *
     * @param rule the rule of the steps; {@code Optimizer.adam(1e-3)} when not given
     */
    public Builder optimizer(Optimizer rule) {
      return set(optimizer, rule);
    }

    /**
     * {@return this}
     *
     * @param rates the factor of the learning rate; the article's steps when not given
     */
    public Builder schedule(LearningRateSchedule rates) {
      return set(schedule, rates);
    }

    /**
     * {@return this}
     *
     * @param part what does not train; nothing when not given
     */
    public Builder freeze(Freeze part) {
      return set(freeze, part);
    }

    /**
     * {@return this}
     *
     * @param decay the decay of the exponential moving average of the weights; none when not given
     */
    public Builder emaDecay(double decay) {
      return set(emaDecay, decay);
    }

    /**
     * {@return this}
     *
     * @param changes the random changes of training images; rotation by ±10° when not given
     */
    public Builder augmentation(Augmentation changes) {
      return set(augmentation, changes);
    }

    /**
     * {@return this}
     *
     * @param threads the threads that decode and augment; the number of processors when not given
     */
    public Builder workers(int threads) {
      return set(workers, threads);
    }

    /**
     * {@return this}
     *
     * @param room what decoded images may take; {@code ImageCache.standard()} when not given
     */
    public Builder imageCache(ImageCache room) {
      return set(imageCache, room);
    }

    /** {@return this, which leaves out images that cannot be decoded} */
    public Builder skipUnreadableImages() {
      return set(skipUnreadable, true);
    }

    /** {@return this, which takes rows to be repeated on purpose} */
    public Builder allowRepeatedRows() {
      return set(repeatedRows, true);
    }

    /**
     * {@return this}
     *
     * @param method how probabilities are calibrated in the end; not at all when not given
     */
    public Builder calibrate(Calibration.Method method) {
      return set(calibration, method);
    }

    /**
     * {@return this}
     *
     * @param head the name of a head whose threshold is chosen in the end
     * @param rule what it is chosen by
     */
    public Builder chooseThreshold(String head, ThresholdRule rule) {
      Once.put(thresholdRules, "threshold rule of", head, Arguments.notNull("rule", rule));
      return this;
    }

    /**
     * {@return this}
     *
     * @param observer who sees training go on and may end it, after those added before
     */
    public Builder listener(TrainingListener observer) {
      listeners.add(Arguments.notNull("listener", observer));
      return this;
    }

    private <T> Builder set(Once<T> setting, T value) {
      setting.set(value);
      return this;
    }

    /** {@return the settings} */
    @CheckReturnValue
    public TrainingConfig build() {
      return new TrainingConfig(this);
    }
  }
}
