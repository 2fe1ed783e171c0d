package io.github.twohead;

import io.github.twohead.spi.Arguments;

/**
 * What a head's answer to one image costs: the cross-entropy of its sigmoid or softmax, or one that
 * suits rare positives better. For a loss of your own, {@code io.github.twohead.djl.DjlLoss} wraps
 * a formula of DJL arrays.
 *
 * <p>Below, p is the probability of the answer that the label gives, or, of a yes/no head, of yes.
 * Label smoothing moves the targets of each.
 */
public sealed interface HeadLoss {

  /**
   * A loss in terms of the engine that trains, such as {@code io.github.twohead.djl.DjlLoss}.
   * Engines implement it; each refuses those of others when training begins.
   */
  non-sealed interface OfEngine extends HeadLoss {}

  /** The cross-entropy, −log p. */
  record CrossEntropy() implements HeadLoss {

    /** Returns {@code cross_entropy}. */
    @Override
    public String name() {
      return "cross_entropy";
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * The focal loss, (1−p)^gamma times the cross-entropy.
   *
   * @param gamma how little clear answers count, 0 (as much as others) to 100
   * @param alpha of yes/no heads the weight of positives, 0 to 1, where negatives weigh 1−alpha;
   *     class weights do so for categories
   */
  record Focal(double gamma, double alpha) implements HeadLoss {
    public Focal {
      LossSettings.check("focal", "gamma", gamma, 100);
      LossSettings.check("focal", "alpha", alpha, 1);
    }

    @Override
    public String name() {
      return "focal(gamma " + Checks.text(gamma) + ", alpha " + Checks.text(alpha) + ")";
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * The asymmetric loss of yes/no heads: positives cost −(1−p)^gammaPositive·log p, and negatives
   * −q^gammaNegative·log(1−q), where q is p − clip, at least 0.
   *
   * @param gammaNegative how little clear negatives count, 0 to 100
   * @param gammaPositive how little clear positives count, 0 to 100
   * @param clip up to which probability a negative costs nothing, 0 to 0.9
   */
  record Asymmetric(double gammaNegative, double gammaPositive, double clip) implements HeadLoss {
    public Asymmetric {
      LossSettings.check("asymmetric", "gamma_negative", gammaNegative, 100);
      LossSettings.check("asymmetric", "gamma_positive", gammaPositive, 100);
      LossSettings.check("asymmetric", "clip", clip, 0.9);
    }

    @Override
    public String name() {
      return "asymmetric(gamma_negative "
          + Checks.text(gammaNegative)
          + ", gamma_positive "
          + Checks.text(gammaPositive)
          + ", clip "
          + Checks.text(clip)
          + ")";
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * Returns the name under which recipes and saved models remember this loss.
   *
   * @return a name such as {@code focal(gamma 2, alpha 0.25)}, which {@link #parse} reads, or that
   *     of a loss of your own
   */
  String name();

  /** {@return the cross-entropy, the default} */
  static HeadLoss crossEntropy() {
    return new CrossEntropy();
  }

  /**
   * Returns the focal loss of the paper, with a gamma of 2 and an alpha of 0.25.
   *
   * @return a loss in which clear answers count little, of either kind of head
   * @see <a href="https://arxiv.org/abs/1708.02002">T. Lin et al., arXiv:1708.02002</a>
   */
  static HeadLoss focal() {
    return focal(2, 0.25);
  }

  /**
   * Returns a focal loss.
   *
   * @param gamma how little clear answers count, 0 (as much as others) to 100
   * @param alpha of yes/no heads the weight of positives, 0 to 1, where negatives weigh 1−alpha
   * @return the loss
   */
  static HeadLoss focal(double gamma, double alpha) {
    return new Focal(gamma, alpha);
  }

  /**
   * Returns the asymmetric loss of the paper, with gammas of 4 and 1 and a clip of 0.05.
   *
   * @return a loss of yes/no heads in which clear negatives count next to nothing
   * @see <a href="https://arxiv.org/abs/2009.14119">T. Ridnik et al., arXiv:2009.14119</a>
   */
  static HeadLoss asymmetric() {
    return asymmetric(4, 1, 0.05);
  }

  /**
   * Returns an asymmetric loss.
   *
   * @param gammaNegative how little clear negatives count, 0 to 100
   * @param gammaPositive how little clear positives count, 0 to 100
   * @param clip up to which probability a negative costs nothing, 0 to 0.9
   * @return the loss
   */
  static HeadLoss asymmetric(double gammaNegative, double gammaPositive, double clip) {
    return new Asymmetric(gammaNegative, gammaPositive, clip);
  }

  /**
   * Reads a loss from text.
   *
   * @param text {@code cross_entropy}, {@code focal}, {@code asymmetric}, or one with settings such
   *     as {@code focal(gamma 3)}, and any {@link #name} but of a loss of your own
   * @return the loss
   * @throws IllegalArgumentException if the text is none of these, or a setting is out of range
   */
  static HeadLoss parse(String text) {
    return LossSettings.of(Arguments.notNull("text", text)).loss();
  }
}
