package io.github.twohead.djl.internal.bundle;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.spi.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything about a saved model but its weights: what is needed to use it, and where it came from.
 * The components are the keys of its JSON form.
 *
 * @param format the version of this form
 * @param twohead the version of the library that wrote it
 * @param engine the engine and its version
 * @param backbone the backbone's name
 * @param input how images become input
 * @param heads the heads, the main one first
 * @param seed the seed of the first weights and of training
 * @param training the settings of the last training run; empty if there was none
 * @param scores the validation counts of the best epoch by head; empty if there was none
 */
record Manifest(
    int format,
    String twohead,
    String engine,
    String backbone,
    Input input,
    List<Head> heads,
    long seed,
    Map<String, String> training,
    Map<String, ConfusionCounts> scores) {
  static final int FORMAT = 1;

  /** Throws an unchecked exception if anything is missing or out of range. */
  void check() {
    List<HeadSpec> specs = heads.stream().map(Head::spec).toList();
    new ModelConfig(() -> backbone, specs, input.preprocessing(), seed);
    Objects.requireNonNull(backbone, "no backbone");
    Objects.requireNonNull(training, "no training");
    Objects.requireNonNull(scores, "no scores");
    for (Head head : heads) {
      Objects.requireNonNull(head.positive(), "no positive classes");
      Objects.requireNonNull(head.negative(), "no negative classes");
    }
  }

  /**
   * How images become input.
   *
   * @param width pixels
   * @param height pixels
   * @param mean of red, green and blue in 0..1
   * @param std of red, green and blue
   */
  record Input(int width, int height, List<Float> mean, List<Float> std) {
    static Input of(Preprocessing preprocessing) {
      Normalization n = preprocessing.normalization();
      return new Input(
          preprocessing.width(),
          preprocessing.height(),
          List.of(n.redMean(), n.greenMean(), n.blueMean()),
          List.of(n.redStd(), n.greenStd(), n.blueStd()));
    }

    Preprocessing preprocessing() {
      return new Preprocessing(
          width,
          height,
          new Normalization(
              mean.get(0), mean.get(1), mean.get(2), std.get(0), std.get(1), std.get(2)));
    }
  }

  /**
   * A head.
   *
   * @param name its name
   * @param width the channels of its convolution
   * @param threshold the probability from which on the answer is yes
   * @param positive the classes that were positive in training
   * @param negative the classes that were negative in training
   */
  record Head(
      String name, int width, double threshold, List<String> positive, List<String> negative) {
    HeadSpec spec() {
      return HeadSpec.builder(name).width(width).threshold(threshold).build();
    }
  }
}
