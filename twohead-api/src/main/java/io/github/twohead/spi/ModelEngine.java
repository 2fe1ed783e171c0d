package io.github.twohead.spi;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Builds and opens networks. Safe for use by several threads. */
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
   * @param file the file
   * @param backbone the backbone, unless it is one that the engine knows by name
   * @param device where it runs
   * @return the network
   */
  EngineModel open(Path file, Optional<Backbone> backbone, Device device);

  /**
   * Opens a saved or exported network for prediction.
   *
   * @param file the file
   * @param settings how
   * @return the predictor
   */
  EnginePredictor openPredictor(Path file, PredictorConfig settings);

  /**
   * Returns the engine that is on the class path: the one that the class loader of this class sees,
   * or else the one that the context class loader of the calling thread sees, as where applications
   * share twohead-api and each brings its engine.
   *
   * @return the first one that the service loader finds
   * @throws IllegalStateException if there is none, or it cannot be loaded
   */
  static ModelEngine find() {
    try {
      return find(ModelEngine.class.getClassLoader())
          .or(() -> find(Thread.currentThread().getContextClassLoader()))
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "no twohead engine is on the class path: add the dependency"
                          + " io.github.twohead:twohead-djl, in the version of twohead-api"));
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(
          "the twohead engine cannot be loaded: "
              + e.getMessage()
              + ". twohead-api may be there only once, in the version of the engine",
          e);
    }
  }

  private static Optional<ModelEngine> find(@Nullable ClassLoader loader) {
    return ServiceLoader.load(ModelEngine.class, loader).findFirst();
  }
}
