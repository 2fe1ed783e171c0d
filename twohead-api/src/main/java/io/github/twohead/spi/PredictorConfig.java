package io.github.twohead.spi;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import java.util.List;
import java.util.Optional;

/**
 * How to open a network for prediction; {@code MultiHeadPredictor} makes it and documents every
 * setting.
 *
 * @param backbone the shared part of a saved network, unless the engine knows it by name
 * @param device where it runs
 * @param heads what the outputs of a file from elsewhere answer; empty if the file says it
 * @param normalization what a file from elsewhere expects of its pixels; empty if the file says it
 * @param outputs what the numbers are that come out of a file from elsewhere; empty if the file
 *     shows it
 * @param threads the threads that work on one image; empty for the usual number
 * @param acceptChanged whether an exported file may have been changed
 */
public record PredictorConfig(
    Optional<Backbone> backbone,
    Device device,
    List<HeadSpec> heads,
    Optional<Normalization> normalization,
    Optional<OutputType> outputs,
    Optional<Integer> threads,
    boolean acceptChanged) {

  public PredictorConfig {
    Arguments.notNull("backbone", backbone);
    Arguments.notNull("device", device);
    heads = Arguments.copy("heads", heads);
    Arguments.notNull("normalization", normalization);
    Arguments.notNull("outputs", outputs);
    Arguments.notNull("threads", threads);
  }
}
