package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What an export wrote, and how its predictions compare with the model's. Immutable. */
public final class ExportReport {
  private final ExportFormat format;
  private final long bytes;
  private final int images;
  private final Map<String, HeadComparison> heads;

  private ExportReport(Builder builder) {
    format = builder.format.required("call format(ExportFormat.TFLITE), …");
    bytes = builder.bytes.orElse(0L);
    images = builder.images.orElse(0);
    heads = builder.heads.orElse(Map.of());
  }

  /**
   * Starts a report.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the format.
   *
   * @return the format
   */
  public ExportFormat format() {
    return format;
  }

  /**
   * Returns the size of the file.
   *
   * @return bytes
   */
  public long bytes() {
    return bytes;
  }

  /**
   * Returns the number of images that both predicted.
   *
   * @return the images
   */
  public int images() {
    return images;
  }

  /**
   * Returns the comparison by the head's name.
   *
   * @return the comparisons, in the order of the model's heads
   */
  public Map<String, HeadComparison> heads() {
    return heads;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof ExportReport that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(format, bytes, images, heads);
  }

  /** Returns a line such as {@code tflite, 2184 kB; screen: differs by up to 3.0e-07, …}. */
  @Override
  public String toString() {
    return heads.entrySet().stream()
        .map(head -> head.getKey() + ": " + head.getValue())
        .collect(Collectors.joining("; ", format + ", " + bytes / 1000 + " kB; ", ""));
  }

  /** Builds an {@link ExportReport}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<ExportFormat> format = new Once<>("format");
    private final Once<Long> bytes = new Once<>("bytes");
    private final Once<Integer> images = new Once<>("images");
    private final Once<Map<String, HeadComparison>> heads = new Once<>("heads");

    private Builder() {}

    /**
     * Sets the format.
     *
     * @param written the format of the file
     * @return this
     */
    public Builder format(ExportFormat written) {
      format.set(written);
      return this;
    }

    /**
     * Sets the size of the file; 0 when not given.
     *
     * @param size bytes
     * @return this
     */
    public Builder bytes(long size) {
      bytes.set(size);
      return this;
    }

    /**
     * Sets the number of images that both predicted; 0 when not given.
     *
     * @param count the number of images
     * @return this
     */
    public Builder images(int count) {
      images.set(count);
      return this;
    }

    /**
     * Sets the comparison by the head's name; none when not given.
     *
     * @param byName the comparisons, in the order of the model's heads
     * @return this
     */
    public Builder heads(Map<String, HeadComparison> byName) {
      heads.set(Arguments.copy("heads", byName));
      return this;
    }

    /**
     * Returns the report.
     *
     * @return the report
     * @throws IllegalStateException if {@code format} is missing
     */
    @CheckReturnValue
    public ExportReport build() {
      return new ExportReport(this);
    }
  }
}
