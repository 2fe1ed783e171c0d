package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every head's decisions on a table of images: how many there were, and how they met the labels.
 * F1, precision, recall and accuracy are asked of a head's {@link ConfusionCounts}. Immutable.
 */
public final class Scores {
  private final Map<String, ConfusionCounts> heads;
  private final int images;
  private final int skipped;

  private Scores(Builder builder) {
    heads = builder.heads.orElse(Map.of());
    images = builder.images.orElse(0);
    skipped = builder.skipped.orElse(0);
  }

  /**
   * Starts the scores of a table.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the counts by the head's name.
   *
   * @return the counts, in the order of the model's heads
   */
  public Map<String, ConfusionCounts> heads() {
    return heads;
  }

  /**
   * Returns the number of images that were scored.
   *
   * @return the images
   */
  public int images() {
    return images;
  }

  /**
   * Returns the number of images that could not be decoded and were left out.
   *
   * @return the images
   */
  public int skipped() {
    return skipped;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof Scores that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(heads, images, skipped);
  }

  /** Returns a line such as {@code screen F1 0.981, not_document F1 0.953}. */
  @Override
  public String toString() {
    return heads.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s F1 %.3f", e.getKey(), e.getValue().f1()))
        .collect(Collectors.joining(", "));
  }

  /** Builds {@link Scores}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Map<String, ConfusionCounts>> heads = new Once<>("heads");
    private final Once<Integer> images = new Once<>("images");
    private final Once<Integer> skipped = new Once<>("skipped");

    private Builder() {}

    /**
     * Sets the counts by the head's name; none when not given.
     *
     * @param byName the counts, in the order of the model's heads
     * @return this
     */
    public Builder heads(Map<String, ConfusionCounts> byName) {
      heads.set(Arguments.copy("heads", byName));
      return this;
    }

    /**
     * Sets the number of images that were scored; 0 when not given.
     *
     * @param count the number of images
     * @return this
     */
    public Builder images(int count) {
      images.set(count);
      return this;
    }

    /**
     * Sets the number of images that could not be decoded and were left out; 0 when not given.
     *
     * @param count the number of images
     * @return this
     */
    public Builder skipped(int count) {
      skipped.set(count);
      return this;
    }

    /**
     * Returns the scores.
     *
     * @return the scores
     */
    @CheckReturnValue
    public Scores build() {
      return new Scores(this);
    }
  }
}
