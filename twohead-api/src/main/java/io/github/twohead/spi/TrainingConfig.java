package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.Calibration;
import io.github.twohead.Distillation;
import io.github.twohead.Freeze;
import io.github.twohead.HeadSpec;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Optimizer;
import io.github.twohead.Recipe;
import io.github.twohead.ThresholdRule;
import io.github.twohead.TrainingListener;
import io.github.twohead.Views;
import io.github.twohead.WeightedMultiLoss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How to train; {@code Trainer} makes it, and documents and checks every setting. Immutable. */
public final class TrainingConfig {
  private final WeightedMultiLoss loss;
  private final Optimizer optimizer;
  private final LearningRateSchedule schedule;
  private final Freeze freeze;
  private final double emaDecay;
  private final Optional<Distillation> distillation;
  private final DataConfig data;
  private final EpochConfig epochs;
  private final Optional<Calibration.Method> calibration;
  private final Map<String, ThresholdRule> thresholdRules;
  private final Views views;
  private final List<TrainingListener> listeners;
  private final Optional<Supplier<Recipe>> recipe;

  private TrainingConfig(Builder builder) {
    loss = builder.loss.orElseGet(() -> WeightedMultiLoss.mainHeadTwice(builder.heads));
    optimizer = builder.optimizer.orElseGet(() -> Optimizer.adam(1e-3));
    schedule = builder.schedule.orElseGet(LearningRateSchedule::step);
    freeze = builder.freeze.orElseGet(Freeze::nothing);
    emaDecay = builder.emaDecay.orElse(0.0);
    distillation = builder.distillation.optional();
    data = builder.data.build();
    epochs = builder.epochs.build();
    calibration = builder.calibration.optional();
    thresholdRules = Arguments.copy("thresholdRules", builder.thresholdRules);
    views = builder.views.orElseGet(Views::one);
    listeners = List.copyOf(builder.listeners);
    recipe = Optional.ofNullable(builder.recipe);
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

  /** {@return what is learned from beside the labels, if anything} */
  public Optional<Distillation> distillation() {
    return distillation;
  }

  /** {@return how the tables are read} */
  public DataConfig data() {
    return data;
  }

  /** {@return how many epochs there are, and which one is kept} */
  public EpochConfig epochs() {
    return epochs;
  }

  /** {@return how probabilities are calibrated on the validation table in the end, if at all} */
  public Optional<Calibration.Method> calibration() {
    return calibration;
  }

  /** {@return by head what its threshold is chosen by on the validation table in the end} */
  public Map<String, ThresholdRule> thresholdRules() {
    return thresholdRules;
  }

  /** {@return what is seen of each image of the validation table when thresholds are chosen} */
  public Views views() {
    return views;
  }

  /** {@return who sees training go on and may end it, in this order; if empty, the engine logs} */
  public List<TrainingListener> listeners() {
    return listeners;
  }

  /** {@return all of it as a recipe, which models keep; to ask once, when training begins} */
  public Optional<Recipe> recipe() {
    return recipe.map(Supplier::get);
  }

  /** Builds a {@link TrainingConfig}; each setting but {@link #listener} can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final List<HeadSpec> heads;
    private final Once<WeightedMultiLoss> loss = new Once<>("loss");
    private final Once<Optimizer> optimizer = new Once<>("optimizer");
    private final Once<LearningRateSchedule> schedule = new Once<>("schedule");
    private final Once<Freeze> freeze = new Once<>("freeze");
    private final Once<Double> emaDecay = new Once<>("emaDecay");
    private final Once<Distillation> distillation = new Once<>("distill");
    private final DataConfig.Builder data = DataConfig.builder();
    private final EpochConfig.Builder epochs;
    private final Once<Calibration.Method> calibration = new Once<>("calibrate");
    private final Map<String, ThresholdRule> thresholdRules = new LinkedHashMap<>();
    private final Once<Views> views = new Once<>("views");
    private final List<TrainingListener> listeners = new ArrayList<>();

    private @Nullable Supplier<Recipe> recipe;

    private Builder(List<HeadSpec> heads) {
      this.heads = heads;
      epochs = EpochConfig.builder(heads);
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
     * @param from what is learned from beside the labels; nothing when not given
     */
    public Builder distill(Distillation from) {
      return set(distillation, from);
    }

    /** {@return the builder of how the tables are read} */
    @CheckReturnValue
    public DataConfig.Builder data() {
      return data;
    }

    /** {@return the builder of how many epochs there are, and which one is kept} */
    @CheckReturnValue
    public EpochConfig.Builder epochs() {
      return epochs;
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
     * @param seen what is seen of each image when thresholds are chosen; the image alone when not
     *     given
     */
    public Builder views(Views seen) {
      return set(views, seen);
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

    /**
     * {@return this}
     *
     * @param whole gives all of it as a recipe; in place of one that was given before
     */
    public Builder recipe(Supplier<Recipe> whole) {
      recipe = Arguments.notNull("recipe", whole);
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
