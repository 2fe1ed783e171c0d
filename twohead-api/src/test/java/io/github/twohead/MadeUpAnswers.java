package io.github.twohead;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** The answers that {@code operating_points_golden.py} makes up. */
final class MadeUpAnswers {
  static final HeadSpec SCREEN = HeadSpec.binary("screen");
  static final HeadSpec KIND = HeadSpec.categorical("kind", "a", "b", "c", "d", "e");

  private MadeUpAnswers() {}

  /** Numbers in 0..1 that follow from a name. */
  static double[] uniform(String name, int count) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    long[] state = {crc.getValue() & 0x7FFFFFFF};
    return DoubleStream.generate(
            () -> {
              state[0] = state[0] * 1103515245 + 12345 & 0x7FFFFFFF;
              return (double) state[0] / 0x80000000L;
            })
        .limit(count)
        .toArray();
  }

  static double[] logits(String name, int count) {
    return DoubleStream.of(uniform(name, count)).map(u -> 12 * u - 6).toArray();
  }

  static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** 400 images of which 177 are positive, by a head that is too sure. */
  static HeadEvaluation sure() {
    double[] logits = logits("sure", 400);
    return evaluation(DoubleStream.of(logits).map(MadeUpAnswers::sigmoid).toArray());
  }

  /** The same with probabilities of two decimals, many of them alike. */
  static HeadEvaluation tied() {
    double[] logits = logits("sure", 400);
    return evaluation(
        DoubleStream.of(logits).map(l -> Math.rint(100 * sigmoid(l)) / 100).toArray());
  }

  /** The same images by a head that is three times as sure. */
  static HeadEvaluation surer() {
    return evaluation(DoubleStream.of(logits("sure", 400)).map(l -> sigmoid(3 * l)).toArray());
  }

  /** 20 positive images and 1000 negative ones, five of which are answered wrongly. */
  static HeadEvaluation rare() {
    double[] negative = uniform("frequent", 1000);
    return of(
        DoubleStream.of(uniform("rare", 20)).map(u -> sigmoid(2 * u + 5)).toArray(),
        IntStream.range(0, 1000)
            .mapToDouble(i -> sigmoid(2 * negative[i] + (i < 5 ? 5 : -7)))
            .toArray());
  }

  private static HeadEvaluation evaluation(double[] probabilities) {
    double[] logits = logits("sure", 400);
    double[] drawn = uniform("sure labels", 400);
    return HeadEvaluation.of(
        SCREEN,
        IntStream.range(0, 400)
            .mapToObj(i -> label(drawn[i] < sigmoid(0.4 * logits[i] - 0.3)))
            .toList(),
        probabilities);
  }

  /** 60 images that are all answered rightly. */
  static HeadEvaluation apart() {
    double[] logits = logits("apart", 60);
    return HeadEvaluation.of(
        SCREEN,
        DoubleStream.of(logits).mapToObj(logit -> label(logit > 0)).toList(),
        DoubleStream.of(logits).map(MadeUpAnswers::sigmoid).toArray());
  }

  /** 300 images of five categories, by a head that is too sure. */
  static HeadEvaluation kinds() {
    int count = 300;
    double[] numbers = uniform("kinds", count * 5);
    double[] drawn = uniform("kinds labels", count);
    double[] probabilities = new double[count * 5];
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = 5 * i;
      double[] logits = IntStream.range(0, 5).mapToDouble(k -> 8 * numbers[from + k] - 4).toArray();
      System.arraycopy(softmax(logits, 1), 0, probabilities, from, 5);
      double[] shares = softmax(logits, 0.5);
      int own = 0;
      double sum = shares[0];
      while (own < 4 && drawn[i] >= sum) {
        sum += shares[++own];
      }
      labels.add(Label.category(KIND.categories().get(own)));
    }
    return HeadEvaluation.of(KIND, labels, probabilities);
  }

  private static double[] softmax(double[] logits, double slope) {
    double sum = DoubleStream.of(logits).map(l -> Math.exp(slope * l)).sum();
    return DoubleStream.of(logits).map(l -> Math.exp(slope * l) / sum).toArray();
  }

  static Label label(boolean positive) {
    return positive ? Label.POSITIVE : Label.NEGATIVE;
  }

  /** Positive images with some probabilities, and negative ones. */
  static HeadEvaluation of(double[] positive, double[] negative) {
    List<Label> labels = new ArrayList<>();
    DoubleStream.of(positive).forEach(p -> labels.add(Label.POSITIVE));
    DoubleStream.of(negative).forEach(p -> labels.add(Label.NEGATIVE));
    return HeadEvaluation.of(
        SCREEN,
        labels,
        DoubleStream.concat(DoubleStream.of(positive), DoubleStream.of(negative)).toArray());
  }
}
