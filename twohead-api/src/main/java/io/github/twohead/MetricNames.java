package io.github.twohead;

import io.github.twohead.Reliability.Binning;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the names of metrics, of which some hold a number. */
final class MetricNames {
  private static final Pattern WITH_NUMBER =
      Pattern.compile(
          "(F|TOP|ECE|ECE_EQUAL_COUNT|RECALL@PRECISION>=|PRECISION@RECALL>=|RECALL@FPR<=)"
              + "([0-9.]+(?:E-?[0-9]+)?)");

  private MetricNames() {}

  /** Reads what {@link Metric#parse} documents; the constants have no number. */
  static Metric parse(String text, List<Metric> constants) {
    String wanted = text.strip().toUpperCase(Locale.ROOT);
    for (Metric metric : constants) {
      if (metric.name().equals(wanted.replace('-', '_'))) {
        return metric;
      }
    }
    Matcher match = WITH_NUMBER.matcher(wanted);
    if (match.matches()) {
      try {
        return withNumber(match.group(1), match.group(2));
      } catch (NumberFormatException e) {
        throw unknown(text, constants);
      }
    }
    throw unknown(text, constants);
  }

  private static Metric withNumber(String name, String number) {
    return switch (name) {
      case "F" -> Metric.fBeta(Double.parseDouble(number));
      case "TOP" -> Metric.topK(Integer.parseInt(number));
      case "ECE" -> Metric.calibrationError(Integer.parseInt(number), Binning.EQUAL_WIDTH);
      case "ECE_EQUAL_COUNT" ->
          Metric.calibrationError(Integer.parseInt(number), Binning.EQUAL_COUNT);
      case "RECALL@PRECISION>=" -> Metric.recallAtPrecision(Double.parseDouble(number));
      case "PRECISION@RECALL>=" -> Metric.precisionAtRecall(Double.parseDouble(number));
      default -> Metric.recallAtFalsePositiveRate(Double.parseDouble(number));
    };
  }

  private static IllegalArgumentException unknown(String text, List<Metric> constants) {
    return new IllegalArgumentException(
        "metric must be one of "
            + constants
            + ", or one such as F2, top5, ECE10, recall@precision>=0.9, precision@recall>=0.9 or"
            + " recall@fpr<=0.01, but is \""
            + text
            + "\"");
  }
}
