package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every head's decisions on a table of images. Immutable.
 *
 * @param heads the counts by the head's name, in the order of the model's heads
 * @param images the number of images that were scored
 * @param skipped the number of images that could not be decoded and were left out
 */
public record Scores(Map<String, ConfusionCounts> heads, int images, int skipped) {

  public Scores {
    heads = Arguments.copy("heads", heads);
  }

  /**
   * Returns the counts of a head.
   *
   * @param head the head
   * @return its counts
   * @throws IllegalArgumentException if the model has no such head
   */
  public ConfusionCounts head(HeadSpec head) {
    return head(Arguments.notNull("head", head).name());
  }

  /**
   * Returns the counts of a head.
   *
   * @param name the head's name
   * @return its counts
   * @throws IllegalArgumentException if the model has no such head
   */
  public ConfusionCounts head(String name) {
    ConfusionCounts counts = heads.get(Arguments.notNull("name", name));
    if (counts == null) {
      throw new IllegalArgumentException(
          "no head \"" + name + "\": the heads are " + heads.keySet());
    }
    return counts;
  }

  /** Returns a line such as {@code screen F1 0.981, not_document F1 0.953}. */
  @Override
  public String toString() {
    return heads.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s F1 %.3f", e.getKey(), e.getValue().f1()))
        .collect(Collectors.joining(", "));
  }
}
