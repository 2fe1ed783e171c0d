package io.github.twohead.examples;

import io.github.twohead.Metric;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What decides which epoch is kept; without any of these options, the main head's F1. */
final class BestOptions {
  @Option(
      names = "--keep-best-by",
      paramLabel = "NAME=METRIC",
      description =
          "The head and the metric on val.csv that decide which epoch is kept, such as f1,"
              + " average_precision, log_loss or \"recall@precision>=0.9\" (default: the main"
              + " head's f1).")
  Map<String, Metric> bestBy = new LinkedHashMap<>();

  @Option(
      names = "--keep-best-by-loss",
      description = "Keep the epoch with the lowest loss on val.csv instead.")
  boolean byLoss;

  @Option(names = "--keep-last", description = "Keep the last epoch instead.")
  boolean last;

  @Option(
      names = "--keep-best-smoothed",
      paramLabel = "N",
      description = "Judge an epoch by its mean with the N - 1 before it.")
  @Nullable Integer smoothed;

  void check(Collection<String> heads) {
    HeadOption.requireKnown("--keep-best-by", bestBy.keySet(), heads);
    if (bestBy.size() > 1) {
      throw new IllegalArgumentException(
          "--keep-best-by takes one head, but gets " + bestBy.keySet());
    }
    if (byLoss && !bestBy.isEmpty()) {
      throw new IllegalArgumentException(
          "--keep-best-by "
              + bestBy.keySet().iterator().next()
              + "=… and --keep-best-by-loss exclude each other");
    }
    boolean given = byLoss || !bestBy.isEmpty();
    if (last && (given || smoothed != null)) {
      throw new IllegalArgumentException(
          "--keep-last excludes --keep-best-by, --keep-best-by-loss and --keep-best-smoothed");
    }
    if (smoothed != null && !given) {
      throw new IllegalArgumentException(
          "--keep-best-smoothed needs --keep-best-by or --keep-best-by-loss");
    }
  }
}
