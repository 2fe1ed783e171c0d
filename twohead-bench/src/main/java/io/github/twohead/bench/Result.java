package io.github.twohead.bench;

import java.util.Map;

/**
 * What JMH says of one benchmark with one set of parameters.
 *
 * @param group the simple name of the benchmark's class
 * @param columns the parameters, and under {@link #METHOD} the benchmark's method
 * @param score the mean
 * @param error half the width of its 99.9 % confidence interval; NaN if there were too few samples
 * @param unit of the score, such as {@code ms/op}
 * @param heapBytes allocated per operation; NaN if that was not measured
 */
record Result(
    String group,
    Map<String, String> columns,
    double score,
    double error,
    String unit,
    double heapBytes) {

  /** The column of the method. */
  static final String METHOD = "benchmark";

  /** Whether two confidence intervals have a number in common. */
  boolean overlaps(Result other) {
    return Math.abs(score - other.score) <= error + other.error;
  }
}
