package io.github.twohead;

import java.util.List;

/** The metrics that reports, run folders and trackers give of a head. */
final class UsualMetrics {
  private static final List<Metric> BINARY =
      List.of(
          Metric.PRECISION,
          Metric.RECALL,
          Metric.F1,
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.MCC,
          Metric.AVERAGE_PRECISION,
          Metric.ROC_AUC,
          Metric.LOG_LOSS,
          Metric.BRIER,
          Metric.ECE,
          Metric.ECE_EQUAL_COUNT);

  private static final List<Metric> CATEGORICAL =
      List.of(
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.MACRO_PRECISION,
          Metric.MACRO_RECALL,
          Metric.MACRO_F1,
          Metric.MCC,
          Metric.LOG_LOSS,
          Metric.BRIER,
          Metric.ECE,
          Metric.ECE_EQUAL_COUNT);

  private static final List<Metric> BRIEF_BINARY =
      List.of(Metric.PRECISION, Metric.RECALL, Metric.F1, Metric.AVERAGE_PRECISION, Metric.ROC_AUC);

  private static final List<Metric> BRIEF_CATEGORICAL =
      List.of(Metric.ACCURACY, Metric.MACRO_F1, Metric.BALANCED_ACCURACY, Metric.LOG_LOSS);

  private UsualMetrics() {}

  static List<Metric> of(HeadSpec head) {
    return head.isCategorical() ? CATEGORICAL : BINARY;
  }

  /** The few that fit into a line. */
  static List<Metric> brief(HeadSpec head) {
    return head.isCategorical() ? BRIEF_CATEGORICAL : BRIEF_BINARY;
  }
}
