package io.github.twohead.examples.table;

import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How long one image takes, to every head's decision.
 *
 * <p>In each round every predictor gets all images, one after the other, and each round in another
 * order: whatever slows the machine down for a while slows all of them down.
 *
 * @param millis the mean of one image in milliseconds, by predictor and round
 */
public record Latency(double[][] millis) {
  /** The rounds that count. */
  public static final int ROUNDS = 20;

  /** The quantile 0.975 of Student's t distribution with one degree of freedom less. */
  static final double STUDENT_T = 2.093;

  private static final int WARM_UP = 3;
  private static final int READY_IMAGES = 50;

  /** Measures predictors on photos, from their files on. */
  public static Latency ofPhotos(List<MultiHeadPredictor> predictors, List<Path> photos) {
    return measure(
        photos.size(),
        predictors.stream()
            .<IntFunction<Prediction>>map(p -> i -> p.predict(photos.get(i)))
            .toList());
  }

  /** Measures predictors on one image that is ready for the network. */
  public static Latency ofNetworks(List<MultiHeadPredictor> predictors, FloatBuffer image) {
    return measure(
        READY_IMAGES,
        predictors.stream().<IntFunction<Prediction>>map(p -> i -> p.predict(image)).toList());
  }

  private static Latency measure(int images, List<IntFunction<Prediction>> subjects) {
    double[][] millis = new double[subjects.size()][ROUNDS];
    List<Integer> order = new ArrayList<>(IntStream.range(0, subjects.size()).boxed().toList());
    Random random = new Random(1);
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      Collections.shuffle(order, random);
      for (int which : order) {
        double mean = round(images, subjects.get(which));
        if (round >= 0) {
          millis[which][round] = mean;
        }
      }
    }
    return new Latency(millis);
  }

  private static double round(int images, IntFunction<Prediction> subject) {
    int answers = 0;
    long start = System.nanoTime();
    for (int i = 0; i < images; i++) {
      answers += subject.apply(i).heads().size();
    }
    long nanos = System.nanoTime() - start;
    if (answers < images) {
      throw new IllegalStateException("an image has no answer"); // so that all are looked at
    }
    return nanos / 1e6 / images;
  }

  /** The latency of a predictor, in milliseconds. */
  public Interval of(int predictor) {
    return Interval.of(millis[predictor]);
  }

  /** How much longer a predictor takes than another, as a share of the other: 0.05 for 5 %. */
  public Interval increase(int predictor, int other) {
    return Interval.of(
        IntStream.range(0, ROUNDS)
            .mapToDouble(round -> millis[predictor][round] / millis[other][round] - 1)
            .toArray());
  }

  /**
   * A mean and its 95 % interval.
   *
   * @param mean the mean
   * @param low the interval's lower end
   * @param high its upper end
   */
  public record Interval(double mean, double low, double high) {

    /** Of one value per round of a {@link Latency}, by Student's t distribution. */
    static Interval of(double... rounds) {
      if (rounds.length != Latency.ROUNDS) {
        throw new IllegalArgumentException(rounds.length + " rounds, not " + Latency.ROUNDS);
      }
      double mean = DoubleStream.of(rounds).average().orElseThrow();
      double squares = DoubleStream.of(rounds).map(x -> (x - mean) * (x - mean)).sum();
      double deviation = Math.sqrt(squares / (rounds.length - 1));
      double half = Latency.STUDENT_T * deviation / Math.sqrt(rounds.length);
      return new Interval(mean, mean - half, mean + half);
    }
  }
}
