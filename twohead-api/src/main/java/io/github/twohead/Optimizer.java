package io.github.twohead;

import io.github.twohead.spi.Once;
import java.util.List;
import java.util.Locale;

/**
 * The rule by which gradients change the weights: Adam, or Adam with decoupled weight decay. Each
 * setting can be given once. Immutable.
 *
 * <p>Sources: D. Kingma, J. Ba, <a href="https://arxiv.org/abs/1412.6980">arXiv:1412.6980</a>; I.
 * Loshchilov, F. Hutter, <a href="https://arxiv.org/abs/1711.05101">arXiv:1711.05101</a>. The
 * moments decay by 0.9 and 0.999.
 *
 * <pre>{@code
 * model.trainer().optimizer(Optimizer.adamW(1e-3).backboneFactor(0.3).clipNorm(1))
 * }</pre>
 */
public final class Optimizer {
  private final Rule rule;
  private final double learningRate;
  private final Once<Double> weightDecay;
  private final Once<Double> backboneFactor;
  private final Once<Double> clipNorm;

  /** How weight decay enters. */
  public enum Rule {
    /** Weight decay is added to the gradient of every parameter. */
    ADAM(1e-4),
    /**
     * Weight decay shrinks the weights of convolutions and linear layers by its product with their
     * learning rate. Biases and batch normalisation are left out.
     */
    ADAMW(1e-2);

    private final double weightDecay;

    Rule(double weightDecay) {
      this.weightDecay = weightDecay;
    }
  }

  private Optimizer(
      Rule rule,
      double learningRate,
      Once<Double> weightDecay,
      Once<Double> backboneFactor,
      Once<Double> clipNorm) {
    this.rule = rule;
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
    this.backboneFactor = backboneFactor;
    this.clipNorm = clipNorm;
  }

  private static Optimizer of(Rule rule, double learningRate) {
    return new Optimizer(
        rule,
        Checks.aboveZero("learning rate", learningRate, 100),
        new Once<>("weightDecay"),
        new Once<>("backboneFactor"),
        new Once<>("clipNorm"));
  }

  /**
   * Returns Adam with a weight decay of 1e-4.
   *
   * @param learningRate the learning rate, above 0, at most 100
   * @return the optimizer
   */
  public static Optimizer adam(double learningRate) {
    return of(Rule.ADAM, learningRate);
  }

  /**
   * Returns AdamW with a weight decay of 1e-2.
   *
   * @param learningRate the learning rate, above 0, at most 100
   * @return the optimizer
   */
  public static Optimizer adamW(double learningRate) {
    return of(Rule.ADAMW, learningRate);
  }

  /** The same by another rule. */
  Optimizer rule(String name) {
    Rule other = Rule.valueOf(name.toUpperCase(Locale.ROOT));
    return new Optimizer(other, learningRate, weightDecay, backboneFactor, clipNorm);
  }

  /** The same with another learning rate. */
  Optimizer learningRate(double rate) {
    Checks.aboveZero("learning rate", rate, 100);
    return new Optimizer(rule, rate, weightDecay, backboneFactor, clipNorm);
  }

  /**
   * Returns the same with a weight decay; 1e-4 for Adam and 1e-2 for AdamW when not given.
   *
   * @param decay 0 to 1
   * @return a changed copy
   */
  public Optimizer weightDecay(double decay) {
    Checks.inRange("weight decay", decay, 0, 1);
    return new Optimizer(rule, learningRate, weightDecay.with(decay), backboneFactor, clipNorm);
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
    Checks.aboveZero("backbone factor", factor, 1000);
    return new Optimizer(rule, learningRate, weightDecay, backboneFactor.with(factor), clipNorm);
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
    return new Optimizer(rule, learningRate, weightDecay, backboneFactor, clipNorm.with(norm));
  }

  /**
   * Returns the rule.
   *
   * @return how weight decay enters
   */
  public Rule rule() {
    return rule;
  }

  /**
   * Returns the learning rate before the schedule.
   *
   * @return the learning rate, above 0, at most 100
   */
  public double learningRate() {
    return learningRate;
  }

  /**
   * Returns the weight decay.
   *
   * @return the weight decay, 0 to 1
   */
  public double weightDecay() {
    return weightDecay.orElse(rule.weightDecay);
  }

  /**
   * Returns what the backbone's learning rate is multiplied by.
   *
   * @return the factor, above 0, at most 1,000
   */
  public double backboneFactor() {
    return backboneFactor.orElse(1.0);
  }

  /**
   * Returns the largest norm of a step's gradient.
   *
   * @return the norm, above 0; infinite for none
   */
  public double clipNorm() {
    return clipNorm.orElse(Double.POSITIVE_INFINITY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Optimizer that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(rule, learningRate, weightDecay(), backboneFactor(), clipNorm());
  }

  /**
   * Returns a text such as {@code Optimizer[rule=ADAMW, learningRate=0.001, weightDecay=0.01, …]}.
   */
  @Override
  public String toString() {
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
        + "]";
  }
}
