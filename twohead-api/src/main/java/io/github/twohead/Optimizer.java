package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * The rule by which gradients change the weights: Adam, or Adam with decoupled weight decay.
 *
 * <p>Sources: D. Kingma, J. Ba, <a href="https://arxiv.org/abs/1412.6980">arXiv:1412.6980</a>; I.
 * Loshchilov, F. Hutter, <a href="https://arxiv.org/abs/1711.05101">arXiv:1711.05101</a>. The
 * moments decay by 0.9 and 0.999.
 *
 * @param rule the rule
 * @param learningRate the learning rate before the schedule, above 0, at most 100
 * @param weightDecay the weight decay, 0 to 1
 * @param backboneFactor what the backbone's learning rate is multiplied by, above 0, at most 1,000
 * @param clipNorm the largest norm of a step's gradient, above 0; infinite for none
 */
public record Optimizer(
    Rule rule, double learningRate, double weightDecay, double backboneFactor, double clipNorm) {

  /** How weight decay enters. */
  public enum Rule {
    /** Weight decay is added to the gradient of every parameter. */
    ADAM,
    /**
     * Weight decay shrinks the weights of convolutions and linear layers by its product with their
     * learning rate. Biases and batch normalisation are left out.
     */
    ADAMW
  }

  public Optimizer {
    Arguments.notNull("rule", rule);
    Checks.aboveZero("learning rate", learningRate, 100);
    Checks.inRange("weight decay", weightDecay, 0, 1);
    Checks.aboveZero("backbone factor", backboneFactor, 1000);
    if (!(clipNorm > 0)) {
      throw new IllegalArgumentException("clip norm must be above 0, but is " + clipNorm);
    }
  }

  /**
   * Returns Adam with a weight decay of 1e-4.
   *
   * @param learningRate the learning rate, above 0, at most 100
   * @return the optimizer
   */
  public static Optimizer adam(double learningRate) {
    return new Optimizer(Rule.ADAM, learningRate, 1e-4, 1, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns AdamW with a weight decay of 1e-2.
   *
   * @param learningRate the learning rate, above 0, at most 100
   * @return the optimizer
   */
  public static Optimizer adamW(double learningRate) {
    return new Optimizer(Rule.ADAMW, learningRate, 1e-2, 1, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns the same with another weight decay.
   *
   * @param decay 0 to 1
   * @return a changed copy
   */
  public Optimizer weightDecay(double decay) {
    return new Optimizer(rule, learningRate, decay, backboneFactor, clipNorm);
  }

  /**
   * Returns the same with another learning rate for the backbone, whose weights often start from a
   * better place than those of the heads.
   *
   * @param factor of the learning rate, above 0, at most 1,000; to train the heads alone, use
   *     {@link Freeze}
   * @return a changed copy
   */
  public Optimizer backboneFactor(double factor) {
    return new Optimizer(rule, learningRate, weightDecay, factor, clipNorm);
  }

  /**
   * Returns the same with clipping: the gradient of all parameters together, as one vector, is
   * shortened to a Euclidean norm where it is longer.
   *
   * @param norm above 0
   * @return a changed copy
   */
  public Optimizer clipNorm(double norm) {
    return new Optimizer(rule, learningRate, weightDecay, backboneFactor, norm);
  }
}
