package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.CalibrationSet;
import io.github.twohead.ExportFormat;
import io.github.twohead.ImageTable;
import java.util.Optional;

/** How to export; {@code Exporter} makes it and documents every setting. Immutable. */
public final class ExportConfig {
  private static final double DEFAULT_AGREEMENT = 0.98;

  private final ExportFormat format;
  private final boolean rawPixels;
  private final Optional<CalibrationSet> calibrationSet;
  private final Optional<ImageTable> samples;
  private final double tolerance;
  private final double agreement;
  private final boolean servingProperties;

  private ExportConfig(Builder builder) {
    format = builder.format.orElse(ExportFormat.TFLITE);
    rawPixels = builder.rawPixels.orElse(false);
    calibrationSet = builder.calibrationSet.optional();
    samples = builder.samples.optional();
    tolerance = builder.tolerance.orElseGet(format::tolerance);
    agreement = builder.agreement.orElse(DEFAULT_AGREEMENT);
    servingProperties = builder.servingProperties.orElse(false);
  }

  /**
   * Starts settings, each with the default of {@code Exporter}.
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
   * Says whether the file normalises pixels itself.
   *
   * @return whether it does
   */
  public boolean rawPixels() {
    return rawPixels;
  }

  /**
   * Returns the calibration for 8-bit activations.
   *
   * @return the calibrationSet; empty for other formats
   */
  public Optional<CalibrationSet> calibrationSet() {
    return calibrationSet;
  }

  /**
   * Returns the images that are compared.
   *
   * @return the images; empty for drawn ones
   */
  public Optional<ImageTable> samples() {
    return samples;
  }

  /**
   * Returns the largest difference in a probability.
   *
   * @return the difference, 0 to 1
   */
  public double tolerance() {
    return tolerance;
  }

  /**
   * Returns the least share of each head's clear decisions that are the network's.
   *
   * @return the share, 0 to 1
   */
  public double agreement() {
    return agreement;
  }

  /**
   * Says whether {@code serving.properties} is written beside the file.
   *
   * @return whether it is
   */
  public boolean servingProperties() {
    return servingProperties;
  }

  /**
   * Builds an {@link ExportConfig}; each setting can be given once. What a setting means and its
   * range are said at {@code Exporter}, which checks it.
   */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<ExportFormat> format = new Once<>("format");
    private final Once<Boolean> rawPixels = new Once<>("rawPixels");
    private final Once<CalibrationSet> calibrationSet = new Once<>("calibrationSet");
    private final Once<ImageTable> samples = new Once<>("samples");
    private final Once<Double> tolerance = new Once<>("tolerance");
    private final Once<Double> agreement = new Once<>("agreement");
    private final Once<Boolean> servingProperties = new Once<>("servingProperties");

    private Builder() {}

    /**
     * Sets the format; {@link ExportFormat#TFLITE} when not given.
     *
     * @param kind the format
     * @return this
     */
    public Builder format(ExportFormat kind) {
      format.set(kind);
      return this;
    }

    /**
     * Lets the file normalise pixels itself.
     *
     * @return this
     */
    public Builder rawPixels() {
      rawPixels.set(true);
      return this;
    }

    /**
     * Sets the calibration for 8-bit activations; none when not given.
     *
     * @param set the images
     * @return this
     */
    public Builder calibrationSet(CalibrationSet set) {
      calibrationSet.set(set);
      return this;
    }

    /**
     * Sets the images that are compared; drawn ones when not given.
     *
     * @param images a table
     * @return this
     */
    public Builder samples(ImageTable images) {
      samples.set(images);
      return this;
    }

    /**
     * Sets the largest difference in a probability; the format's own when not given.
     *
     * @param difference 0 to 1
     * @return this
     */
    public Builder tolerance(double difference) {
      tolerance.set(difference);
      return this;
    }

    /**
     * Sets the least share of each head's clear decisions that are the network's; 0.98 when not
     * given.
     *
     * @param share 0 to 1
     * @return this
     */
    public Builder agreement(double share) {
      agreement.set(share);
      return this;
    }

    /**
     * Writes {@code serving.properties} beside the file.
     *
     * @return this
     */
    public Builder servingProperties() {
      servingProperties.set(true);
      return this;
    }

    /**
     * Returns the settings.
     *
     * @return the settings
     */
    @CheckReturnValue
    public ExportConfig build() {
      return new ExportConfig(this);
    }
  }
}
