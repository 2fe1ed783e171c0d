package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.Augmentation;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageSource.RgbPixels;
import io.github.twohead.Preprocessing;
import java.util.List;
import java.util.Optional;

/** Builds and opens networks that can be trained. Safe for use by several threads. */
public interface ModelEngine {

  /**
   * Builds a network with random weights, or those that its backbone names.
   *
   * @param config the network
   * @param settings how it runs
   * @return the network
   */
  EngineModel create(ModelConfig config, Settings settings);

  /**
   * Opens a saved network for training.
   *
   * @param model the file
   * @param settings how it runs
   * @return the network
   */
  EngineModel open(ModelContent model, Settings settings);

  /**
   * Shows what training makes of some images, as one batch.
   *
   * @param augmentation what is drawn
   * @param images the images, at least one
   * @param preprocessing that of the model
   * @param seed decides what is drawn
   * @return the changed images at the input size, in the same order
   */
  List<RgbPixels> augment(
      Augmentation augmentation, List<ImageSource> images, Preprocessing preprocessing, long seed);

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
                        + " io.github.twohead:twohead-djl, in the version of twohead-api"
                        + Engines.IN_A_FAT_JAR));
  }

  /**
   * How a network is built or opened for training; {@code MultiHeadModel} makes it and documents
   * every setting. Immutable.
   */
  final class Settings {
    private final Optional<Backbone> backbone;
    private final Device device;
    private final Optional<Integer> threads;

    private Settings(Builder builder) {
      backbone = builder.backbone.optional();
      device = builder.device.orElseGet(Device::auto);
      threads = builder.threads.optional();
    }

    /**
     * Starts settings, each with the default of {@code MultiHeadModel.Builder}.
     *
     * @return a builder
     */
    public static Builder builder() {
      return new Builder();
    }

    /**
     * Returns the shared part of a saved network.
     *
     * @return the backbone; empty if the engine knows it by name, or builds a new network
     */
    public Optional<Backbone> backbone() {
      return backbone;
    }

    /**
     * Returns where the network runs.
     *
     * @return the device
     */
    public Device device() {
      return device;
    }

    /**
     * Returns the threads that work on one batch.
     *
     * @return the number of threads; empty for the usual number
     */
    public Optional<Integer> threads() {
      return threads;
    }

    /**
     * Builds {@link Settings}; each setting can be given once. What a setting means and its range
     * are said at {@code MultiHeadModel.Builder}, which checks it.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
      private final Once<Backbone> backbone = new Once<>("backbone");
      private final Once<Device> device = new Once<>("device");
      private final Once<Integer> threads = new Once<>("threads");

      private Builder() {}

      /**
       * Sets the shared part of a saved network; one that the engine knows by name when not given.
       *
       * @param shared the backbone
       * @return this
       */
      public Builder backbone(Backbone shared) {
        backbone.set(shared);
        return this;
      }

      /**
       * Sets where the network runs; {@link Device#auto} when not given.
       *
       * @param where the device
       * @return this
       */
      public Builder device(Device where) {
        device.set(where);
        return this;
      }

      /**
       * Sets how many threads work on one batch; the usual number when not given.
       *
       * @param count at least 1
       * @return this
       */
      public Builder threads(int count) {
        threads.set(count);
        return this;
      }

      /**
       * Returns the settings.
       *
       * @return the settings
       */
      @CheckReturnValue
      public Settings build() {
        return new Settings(this);
      }
    }
  }
}
