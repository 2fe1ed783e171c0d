package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rule by which gradients change the weights: Adam, Adam with decoupled weight decay, or
 * stochastic gradient descent (SGD) with momentum. Each setting can be given once. Immutable.
 *
 * <p>Sources: D. Kingma, J. Ba, <a href="https://arxiv.org/abs/1412.6980">arXiv:1412.6980</a>; I.
 * Loshchilov, F. Hutter, <a href="https://arxiv.org/abs/1711.05101">arXiv:1711.05101</a>; I.
 * Sutskever et al., <a href="https://proceedings.mlr.press/v28/sutskever13.html">ICML 2013</a>, as
 * PyTorch computes it. Adam's moments decay by 0.9 and 0.999.
 *
 * <pre>{@code
 * model.trainer().optimizer(Optimizer.adamW(1e-3).backboneFactor(0.3).clipNorm(1))
 * model.trainer().optimizer(Optimizer.sgd(0.05).momentum(0.9).nesterov().stageDecay(0.8))
 * }</pre>
 */
public final class Optimizer {
  private static final Once<Object> WEIGHT_DECAY = new Once<>("weightDecay");
  private static final Once<Object> BACKBONE_FACTOR = new Once<>("backboneFactor");
  private static final Once<Object> STAGE_FACTORS = new Once<>("stageFactors");
  private static final Once<Object> STAGE_DECAY = new Once<>("stageDecay");
  private static final Once<Object> CLIP_NORM = new Once<>("clipNorm");
  private static final Once<Object> MOMENTUM = new Once<>("momentum");
  private static final Once<Object> NESTEROV = new Once<>("nesterov");

  private final Rule rule;
  private final double learningRate;

  /** What was given, by the setting without a value. */
  private final Map<Once<Object>, Once<Object>> given;

  /** How weight decay enters, and what is remembered of earlier gradients. */
  public enum Rule {
    /** Weight decay is added to the gradient of every parameter. */
    ADAM(1e-4),
    /**
     * Weight decay shrinks the weights of convolutions and linear layers by its product with their
     * learning rate. Biases and batch normalisation are left out.
     */
    ADAMW(1e-2),
    /** Weight decay is added to the gradient of every parameter, which then joins the momentum. */
    SGD(1e-4);

    private final double weightDecay;

    Rule(double weightDecay) {
      this.weightDecay = weightDecay;
    }
  }

  private Optimizer(Rule rule, double learningRate, Map<Once<Object>, Once<Object>> given) {
    this.rule = rule;
    this.learningRate = Checks.aboveZero("learning rate", learningRate, 100);
    this.given = given;
  }

  private Optimizer with(Once<Object> setting, Object value) {
    Map<Once<Object>, Once<Object>> more = new HashMap<>(given);
    more.put(setting, given.getOrDefault(setting, setting).with(value));
    return new Optimizer(rule, learningRate, Map.copyOf(more));
  }

  private <T> T value(Once<Object> setting, Class<T> type, T fallback) {
    return type.cast(given.getOrDefault(setting, setting).orElse(fallback));
  }

  /**
   * Returns Adam with a weight decay of 1e-4.
   *
   * @param learningRate the learning rate, above 0, at most 100
   * @return the optimizer
   */
  public static Optimizer adam(double learningRate) {
    return new Optimizer(Rule.ADAM, learningRate, Map.of());
  }

  /**
   * Returns AdamW with a weight decay of 1e-2.
   *
   * @param learningRate the learning rate, above 0, at most 100
   * @return the optimizer
   */
  public static Optimizer adamW(double learningRate) {
    return new Optimizer(Rule.ADAMW, learningRate, Map.of());
  }

  /**
   * Returns SGD without momentum and with a weight decay of 1e-4.
   *
   * @param learningRate the learning rate, above 0, at most 100; often ten times that of Adam or
   *     more
   * @return the optimizer
   */
  public static Optimizer sgd(double learningRate) {
    return new Optimizer(Rule.SGD, learningRate, Map.of());
  }

  Optimizer rule(String name) {
    return new Optimizer(Rule.valueOf(name.toUpperCase(Locale.ROOT)), learningRate, given);
  }

  Optimizer learningRate(double rate) {
    return new Optimizer(rule, rate, given);
  }

  /**
   * Returns the same with a weight decay; 1e-2 for AdamW and 1e-4 for the others when not given.
   *
   * @param decay 0 to 1
   * @return a changed copy
   */
  public Optimizer weightDecay(double decay) {
    return with(WEIGHT_DECAY, Checks.inRange("weight decay", decay, 0, 1));
  }

  /**
   * Returns the same with momentum, for SGD; 0 when not given. As in PyTorch, the velocity of a
   * weight is its gradient plus this share of the velocity before, without dampening.
   *
   * @param share 0 (none) to below 1, often 0.9
   * @return a changed copy
   * @throws IllegalArgumentException if this is not SGD
   */
  public Optimizer momentum(double share) {
    if (rule != Rule.SGD) {
      String other = rule.name().toLowerCase(Locale.ROOT);
      throw new IllegalArgumentException("momentum needs the optimizer sgd, but it is " + other);
    }
    return with(MOMENTUM, Checks.belowOne("momentum", share));
  }

  /**
   * Returns the same with Nesterov's momentum, which steps along the gradient plus the share of the
   * new velocity.
   *
   * @return a changed copy, which a trainer refuses without {@link #momentum}
   */
  public Optimizer nesterov() {
    return with(NESTEROV, true);
  }

  /** This one, unless its settings do not go together. */
  Optimizer checked() {
    if (isNesterov() && momentum() == 0) {
      throw new IllegalArgumentException("nesterov needs a momentum above 0");
    }
    return this;
  }

  /**
   * Returns the same with another learning rate for the backbone, whose weights often start from a
   * better place than those of the heads; 1 when not given.
   *
   * @param factor of the learning rate, above 0, at most 1,000; to train the heads alone, use
   *     {@link Freeze}
   * @return a changed copy
   */
  public Optimizer backboneFactor(double factor) {
    return with(BACKBONE_FACTOR, Checks.aboveZero("backbone factor", factor, 1000));
  }

  /**
   * Returns the same with a learning rate for each stage of the backbone, which {@link
   * Freeze#stages} counts: {@link ShuffleNetV2} has four. It is multiplied by {@link
   * #backboneFactor} too.
   *
   * @param factors of the learning rate, from the input on, each above 0, at most 1,000; training
   *     refuses another number of them than the backbone has stages
   * @return a changed copy
   * @throws IllegalStateException if a {@link #stageDecay} was given
   */
  public Optimizer stageFactors(double... factors) {
    for (double factor : Arguments.notNull("factors", factors)) {
      Checks.aboveZero("stage factor", factor, 1000);
    }
    refuseBeside(STAGE_DECAY);
    return with(STAGE_FACTORS, Arrays.stream(factors).boxed().toList());
  }

  /**
   * Returns the same with a learning rate that gets smaller from stage to stage towards the input:
   * the last stage of n has this part of the heads' rate, and the first one its n-th power. It is
   * multiplied by {@link #backboneFactor} too.
   *
   * @param decay above 0, at most 1
   * @return a changed copy
   * @throws IllegalStateException if {@link #stageFactors} were given
   */
  public Optimizer stageDecay(double decay) {
    Checks.aboveZero("stage decay", decay, 1);
    refuseBeside(STAGE_FACTORS);
    return with(STAGE_DECAY, decay);
  }

  private void refuseBeside(Once<Object> other) {
    if (given.containsKey(other)) {
      throw new IllegalStateException("the stages already have rates of their own: " + this);
    }
  }

  /**
   * Returns the same with clipping: the gradient of all parameters together, as one vector, is
   * shortened to a Euclidean norm where it is longer. Nothing is clipped when not given.
   *
   * @param norm above 0; infinite for none
   * @return a changed copy
   */
  public Optimizer clipNorm(double norm) {
    if (!(norm > 0)) {
      throw new IllegalArgumentException("clip norm must be above 0, but is " + norm);
    }
    return with(CLIP_NORM, norm);
  }

  /** {@return how weight decay enters, and what is remembered of earlier gradients} */
  public Rule rule() {
    return rule;
  }

  /** {@return the learning rate before the schedule, above 0, at most 100} */
  public double learningRate() {
    return learningRate;
  }

  /** {@return the weight decay, 0 to 1} */
  public double weightDecay() {
    return value(WEIGHT_DECAY, Double.class, rule.weightDecay);
  }

  /** {@return the share of the velocity that SGD keeps, 0 to below 1} */
  public double momentum() {
    return value(MOMENTUM, Double.class, 0.0);
  }

  /** {@return whether the momentum is Nesterov's} */
  public boolean isNesterov() {
    return value(NESTEROV, Boolean.class, false);
  }

  /** {@return what the backbone's learning rate is multiplied by, above 0, at most 1,000} */
  public double backboneFactor() {
    return value(BACKBONE_FACTOR, Double.class, 1.0);
  }

  /** {@return the factor of each stage's learning rate, from the input on; empty unless given} */
  public List<Double> stageFactors() {
    List<?> factors = value(STAGE_FACTORS, List.class, List.of());
    return factors.stream().map(Double.class::cast).toList();
  }

  /** {@return the factor from one stage's learning rate to that of the one before; 1 for none} */
  public double stageDecay() {
    return value(STAGE_DECAY, Double.class, 1.0);
  }

  /** {@return the largest norm of a step's gradient, above 0; infinite for none} */
  public double clipNorm() {
    return value(CLIP_NORM, Double.class, Double.POSITIVE_INFINITY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Optimizer that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /**
   * Returns a text such as {@code Optimizer[rule=ADAMW, learningRate=0.001, weightDecay=0.01, …]}.
   */
  @Override
  public String toString() {
    String momentum = ", momentum=" + momentum() + ", nesterov=" + isNesterov();
    String stages = stageDecay() == 1 ? "" : ", stageDecay=" + stageDecay();
    return "Optimizer[rule="
        + rule
        + ", learningRate="
        + learningRate
        + ", weightDecay="
        + weightDecay()
        + ", backboneFactor="
        + backboneFactor()
        + ", clipNorm="
        + clipNorm()
        + (rule == Rule.SGD ? momentum : "")
        + (stageFactors().isEmpty() ? stages : ", stageFactors=" + stageFactors())
        + "]";
  }
}
