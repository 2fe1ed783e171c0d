package io.github.twohead.spi;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import java.util.Optional;

/** Builds and opens networks that can be trained. Safe for use by several threads. */
public interface ModelEngine {

  /**
   * Builds a network with random weights, or those that its backbone names.
   *
   * @param config the network
   * @param device where it runs
   * @param threads the threads that work on one batch; empty for the usual number
   * @return the network
   */
  EngineModel create(ModelConfig config, Device device, Optional<Integer> threads);

  /**
   * Opens a saved network for training.
   *
   * @param model the file
   * @param backbone the backbone, unless it is one that the engine knows by name
   * @param device where it runs
   * @param threads the threads that work on one batch; empty for the usual number
   * @return the network
   */
  EngineModel open(
      ModelContent model, Optional<Backbone> backbone, Device device, Optional<Integer> threads);

  /**
   * Returns the engine that is on the class path: the one that the class loader of this class sees,
   * or else the one that the context class loader of the calling thread sees, as where applications
   * share twohead-api and each brings its engine.
   *
   * @return the first one that the service loader finds
   * @throws IllegalStateException if there is none, or it cannot be loaded
   */
  static ModelEngine find() {
    return Engines.find(ModelEngine.class, engine -> true)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no twohead engine is on the class path: add the dependency"
                        + " io.github.twohead:twohead-djl, in the version of twohead-api"));
  }
}
