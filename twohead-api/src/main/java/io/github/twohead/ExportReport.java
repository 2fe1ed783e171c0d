package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an export wrote, and how its predictions compare with the model's.
 *
 * @param format the format
 * @param bytes the size of the file
 * @param images the images that both predicted
 * @param heads the comparison by the head's name, in the order of the model's heads
 */
public record ExportReport(
    ExportFormat format, long bytes, int images, Map<String, HeadComparison> heads) {

  public ExportReport {
    Arguments.notNull("format", format);
    heads = Arguments.copy("heads", heads);
  }

  /**
   * Returns the comparison of a head.
   *
   * @param head a head of the model
   * @return its comparison
   * @throws IllegalArgumentException if the model has no such head
   */
  public HeadComparison head(HeadSpec head) {
    HeadComparison comparison = heads.get(Arguments.notNull("head", head).name());
    if (comparison == null) {
      throw new IllegalArgumentException(
          "no head \"" + head + "\": the heads are " + heads.keySet());
    }
    return comparison;
  }

  /**
   * Returns the largest difference in a probability over all heads and images.
   *
   * @return 0 to 1
   */
  public double largestDifference() {
    return heads.values().stream().mapToDouble(HeadComparison::largestDifference).max().orElse(0);
  }

  /** Returns a line such as {@code tflite, 2184 kB; screen: differs by up to 3e-07, …}. */
  @Override
  public String toString() {
    return heads.entrySet().stream()
        .map(e -> text(e.getKey(), e.getValue()))
        .collect(Collectors.joining("; ", format + ", " + bytes / 1000 + " kB; ", ""));
  }

  private static String text(String head, HeadComparison comparison) {
    String decisions =
        comparison.clear() == 0
            ? "no decision is clear"
            : String.format(
                Locale.ROOT,
                "%.1f %% of %d clear decisions agree",
                100 * comparison.agreement(),
                comparison.clear());
    String base =
        String.format(
            Locale.ROOT,
            "%s: differs by up to %.1e, %s",
            head,
            comparison.largestDifference(),
            decisions);
    return comparison.model().total() == 0
        ? base
        : base + String.format(Locale.ROOT, ", F1 %+.4f", comparison.f1Change());
  }
}
