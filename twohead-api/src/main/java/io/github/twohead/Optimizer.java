package io.github.twohead;

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
 */
public record Optimizer(Rule rule, double learningRate, double weightDecay) {

  /** How weight decay enters. */
  public enum Rule {
    /** Weight decay is added to the gradient. */
    ADAM,
    /** Weight decay shrinks the weights by its product with the learning rate. */
    ADAMW
  }

  public Optimizer {
    Checks.aboveZero("learning rate", learningRate, 100);
    Checks.inRange("weight decay", weightDecay, 0, 1);
  }

  /**
   * Returns Adam with a weight decay of 1e-4.
   *
   * @param learningRate the learning rate, above 0, at most 100
   * @return the optimizer
   */
  public static Optimizer adam(double learningRate) {
    return new Optimizer(Rule.ADAM, learningRate, 1e-4);
  }

  /**
   * Returns AdamW with a weight decay of 1e-2.
   *
   * @param learningRate the learning rate, above 0, at most 100
   * @return the optimizer
   */
  public static Optimizer adamW(double learningRate) {
    return new Optimizer(Rule.ADAMW, learningRate, 1e-2);
  }

  /**
   * Returns the same with another weight decay.
   *
   * @param decay 0 to 1
   * @return a changed copy
   */
  public Optimizer weightDecay(double decay) {
    return new Optimizer(rule, learningRate, decay);
  }
}
