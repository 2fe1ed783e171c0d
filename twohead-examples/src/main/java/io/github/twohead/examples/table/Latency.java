package io.github.twohead.examples.table;

import io.github.twohead.HeadPrediction;
import io.github.twohead.MultiHeadPredictor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long one photo takes, from its file to every head's decision.
 *
 * <p>In each round every predictor gets all photos, one after the other, and each round another
 * predictor begins: whatever slows the machine down for a while slows all of them down.
 *
 * @param millis the mean of one photo in milliseconds, by predictor and round
 */
public record Latency(double[][] millis) {
  /** The rounds that count. */
  public static final int ROUNDS = 20;

  /** The quantile 0.975 of Student's t distribution with one degree of freedom less. */
  static final double STUDENT_T = 2.093;

  private static final int WARM_UP = 3;

  /** Measures predictors on photos. */
  public static Latency measure(List<MultiHeadPredictor> predictors, List<Path> photos) {
    double[][] millis = new double[predictors.size()][ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (int turn = 0; turn < predictors.size(); turn++) {
        int which = Math.floorMod(round + turn, predictors.size());
        double mean = round(predictors.get(which), photos);
        if (round >= 0) {
          millis[which][round] = mean;
        }
      }
    }
    return new Latency(millis);
  }

  private static double round(MultiHeadPredictor predictor, List<Path> photos) {
    long start = System.nanoTime();
    for (Path photo : photos) {
      predictor.predict(photo).heads().forEach(HeadPrediction::positive);
    }
    return (System.nanoTime() - start) / 1e6 / photos.size();
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
}
