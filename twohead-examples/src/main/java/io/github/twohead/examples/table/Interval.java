package io.github.twohead.examples.table;

import java.util.stream.DoubleStream;

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
