package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.ResizeMode;
import io.github.twohead.Views;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How to open a network for prediction; {@code MultiHeadPredictor} makes it and documents every
 * setting. Immutable.
 */
public final class PredictorConfig {
  private final Optional<Backbone> backbone;
  private final Device device;
  private final List<HeadSpec> heads;
  private final Optional<Normalization> normalization;
  private final Optional<ResizeMode> resize;
  private final Optional<OutputType> outputs;
  private final Optional<Integer> threads;
  private final boolean acceptChanged;
  private final Map<String, Double> thresholds;
  private final Views views;
  private final Optional<Executor> executor;

  private PredictorConfig(Builder builder) {
    backbone = builder.backbone.optional();
    device = builder.device.orElseGet(Device::auto);
    heads = builder.heads.orElse(List.of());
    normalization = builder.normalization.optional();
    resize = builder.resize.optional();
    outputs = builder.outputs.optional();
    threads = builder.threads.optional();
    acceptChanged = builder.acceptChanged.orElse(false);
    thresholds = Arguments.copy("thresholds", builder.thresholds);
    views = builder.views.orElseGet(Views::one);
    executor = builder.executor.optional();
  }

  /**
   * Starts settings, each with the default of {@code MultiHeadPredictor.Builder}.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the shared part of a saved network; empty if the engine knows it by name} */
  public Optional<Backbone> backbone() {
    return backbone;
  }

  /** {@return where the network runs} */
  public Device device() {
    return device;
  }

  /** {@return what the outputs of a file from elsewhere answer; empty if the file says it} */
  public List<HeadSpec> heads() {
    return heads;
  }

  /** {@return what a file from elsewhere expects of its pixels; empty if the file says it} */
  public Optional<Normalization> normalization() {
    return normalization;
  }

  /**
   * Returns what becomes of an image's aspect ratio before a file from elsewhere sees it.
   *
   * @return how images are resized; empty if the file says it, or they are stretched
   */
  public Optional<ResizeMode> resize() {
    return resize;
  }

  /**
   * Returns what the numbers are that come out of a file from elsewhere.
   *
   * @return the type; empty if the file shows it
   */
  public Optional<OutputType> outputs() {
    return outputs;
  }

  /**
   * Returns the threads that work on one image.
   *
   * @return the number of threads; empty for the usual number
   */
  public Optional<Integer> threads() {
    return threads;
  }

  /** {@return whether an exported file may have been changed} */
  public boolean acceptChanged() {
    return acceptChanged;
  }

  /**
   * Returns the thresholds that replace those of the file.
   *
   * @return by the head's name the probability from which on the decision is yes
   */
  public Map<String, Double> thresholds() {
    return thresholds;
  }

  /** {@return what is seen of each image} */
  public Views views() {
    return views;
  }

  /**
   * Returns what works on several images at once.
   *
   * @return the executor; empty for threads of the predictor's own
   */
  public Optional<Executor> executor() {
    return executor;
  }

  /**
   * Builds a {@link PredictorConfig}; each setting can be given once. What a setting means and its
   * range are said at {@code MultiHeadPredictor.Builder}, which checks it.
   */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<Backbone> backbone = new Once<>("backbone");
    private final Once<Device> device = new Once<>("device");
    private final Once<List<HeadSpec>> heads = new Once<>("heads");
    private final Once<Normalization> normalization = new Once<>("normalization");
    private final Once<ResizeMode> resize = new Once<>("resize");
    private final Once<OutputType> outputs = new Once<>("outputs");
    private final Once<Integer> threads = new Once<>("threads");
    private final Once<Boolean> acceptChanged = new Once<>("acceptChanged");
    private final Map<String, Double> thresholds = new LinkedHashMap<>();
    private final Once<Views> views = new Once<>("views");
    private final Once<Executor> executor = new Once<>("executor");

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
     * Says what the outputs of a file from elsewhere answer.
     *
     * @param specs at least one head, the main one first, with distinct names
     * @return this
     * @throws IllegalArgumentException if there is no head, or two share a name
     */
    public Builder heads(List<HeadSpec> specs) {
      heads.set(ModelConfig.checkedHeads(specs));
      return this;
    }

    /**
     * Says what a file from elsewhere expects of its pixels.
     *
     * @param expected how pixels are normalised
     * @return this
     */
    public Builder normalization(Normalization expected) {
      normalization.set(expected);
      return this;
    }

    /**
     * Says how a file from elsewhere expects images to be resized; stretched when not given.
     *
     * @param mode what becomes of an image's aspect ratio
     * @return this
     */
    public Builder resize(ResizeMode mode) {
      resize.set(mode);
      return this;
    }

    /**
     * Says what the numbers are that come out of a file from elsewhere.
     *
     * @param numbers what all outputs hold
     * @return this
     */
    public Builder outputs(OutputType numbers) {
      outputs.set(numbers);
      return this;
    }

    /**
     * Sets how many threads work on one image; the usual number when not given.
     *
     * @param count at least 1
     * @return this
     */
    public Builder threads(int count) {
      threads.set(count);
      return this;
    }

    /**
     * Accepts an exported file that was changed.
     *
     * @return this
     */
    public Builder acceptChanged() {
      acceptChanged.set(true);
      return this;
    }

    /**
     * Sets a threshold; that of the file when not given.
     *
     * @param head the name of a head
     * @param probability 0 to 1
     * @return this
     * @throws IllegalStateException if one was given for the head before
     */
    public Builder threshold(String head, double probability) {
      Arguments.notNull("head", head);
      Once.put(thresholds, "threshold of", head, probability);
      return this;
    }

    /**
     * Sets what is seen of each image; the image alone when not given.
     *
     * @param seen the views
     * @return this
     */
    public Builder views(Views seen) {
      views.set(seen);
      return this;
    }

    /**
     * Sets what works on several images at once; threads of the predictor's own when not given.
     *
     * @param threads runs tasks
     * @return this
     */
    public Builder executor(Executor threads) {
      executor.set(threads);
      return this;
    }

    /**
     * Returns the settings.
     *
     * @return the settings
     */
    @CheckReturnValue
    public PredictorConfig build() {
      return new PredictorConfig(this);
    }
  }
}
