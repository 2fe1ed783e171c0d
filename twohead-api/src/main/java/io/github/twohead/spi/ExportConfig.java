package io.github.twohead.spi;

import io.github.twohead.Calibration;
import io.github.twohead.ExportFormat;
import io.github.twohead.ImageTable;
import java.util.Optional;

/**
 * How to export; {@code Exporter} makes it and documents every setting.
 *
 * @param format the format
 * @param rawPixels whether the file normalises pixels itself
 * @param calibration for 8-bit activations
 * @param samples the images that are compared; empty for drawn ones
 * @param tolerance the largest difference in a probability
 * @param agreement the least share of each head's clear decisions that are the network's
 */
public record ExportConfig(
    ExportFormat format,
    boolean rawPixels,
    Optional<Calibration> calibration,
    Optional<ImageTable> samples,
    double tolerance,
    double agreement) {

  public ExportConfig {
    Arguments.notNull("format", format);
    Arguments.notNull("calibration", calibration);
    Arguments.notNull("samples", samples);
  }
}
