package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.ModelEngine;
import io.github.twohead.spi.Once;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What runs a network and where, which everything that builds or opens one is told alike. Its
 * public methods are, to users, those of the public classes that extend it.
 *
 * @param <B> the extending class
 * @param <E> the kind of engine
 */
@CanIgnoreReturnValue
abstract sealed class NetworkSettings<B, E> permits ModelSettings, NetworkSettings.Opening {
  final Once<Device> device = new Once<>("device");
  final Once<Integer> threads = new Once<>("threads");
  final Once<E> engine = new Once<>("engine");
  final Map<String, Double> thresholds = new LinkedHashMap<>();

  /**
   * Sets where the network runs; the first GPU if there is one, else the CPU, when not given.
   *
   * @param where the device
   * @return this
   */
  public B device(Device where) {
    device.set(where);
    return self();
  }

  /**
   * Sets how many threads of the CPU work on one batch, or on the one image that is predicted; what
   * PyTorch chooses when not given, the number of cores as a rule. Decoding while training has
   * threads of its own, see {@link Trainer#workers}.
   *
   * <p>PyTorch has one such number for the whole process: models and predictors that differ in it
   * overwrite each other's.
   *
   * @param count 1 to 1,024
   * @return this
   */
  public B threads(int count) {
    threads.set(Checks.threads(count));
    return self();
  }

  /**
   * Sets the probability from which on a head decides yes; what the file says when not given, 0.5
   * for a new model and for a file from elsewhere. Any kind of file takes it. The numbers of a
   * {@code .tflite} file of 8 bits may not reach one near 0 or 1, and opening it warns of that: set
   * such a threshold on the model, and the export makes room for it.
   *
   * @param head the name of a head whose answer is yes or no
   * @param probability 0 to 1
   * @return this
   */
  public B threshold(String head, double probability) {
    Arguments.notNull("head", head);
    Once.put(thresholds, "threshold of", head, Checks.inRange("threshold", probability, 0, 1));
    return self();
  }

  /**
   * Sets what builds or opens the network; the engine for it that is on the class path when not
   * given.
   *
   * @param which the engine
   * @return this
   */
  public B engine(E which) {
    engine.set(which);
    return self();
  }

  /** Starts what an engine that trains is told. */
  final ModelEngine.Settings.Builder engineSettings() {
    ModelEngine.Settings.Builder settings = ModelEngine.Settings.builder();
    device.optional().ifPresent(settings::device);
    threads.optional().ifPresent(settings::threads);
    return settings;
  }

  /** Takes over a network, and closes it if a threshold is for a head that has none. */
  final MultiHeadModel decidingAtThresholds(EngineModel network) {
    Map<String, Object> machine = new LinkedHashMap<>();
    device.optional().ifPresent(where -> machine.put("training.device", where.toString()));
    threads.optional().ifPresent(count -> machine.put("training.threads", count));
    MultiHeadModel model = new MultiHeadModel(network, machine);
    try {
      thresholds.forEach(model::threshold);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Which is right, as every class that extends this one names itself. */
  @SuppressWarnings("unchecked")
  final B self() {
    return (B) this;
  }

  /**
   * What opens a model's file, wherever its bytes lie.
   *
   * @param <B> the extending class
   * @param <E> the kind of engine
   * @param <M> what is opened
   */
  @CanIgnoreReturnValue
  abstract static sealed class Opening<B, E, M> extends NetworkSettings<B, E>
      permits MultiHeadModel.Opener, FileSettings {
    final Once<Backbone> backbone = new Once<>("backbone");

    /**
     * Sets the backbone that the model was built with, which a saved model needs whose backbone is
     * not built in.
     *
     * @param shared the shared part of the network
     * @return this
     */
    public B backbone(Backbone shared) {
      backbone.set(shared);
      return self();
    }

    /**
     * Opens a model.
     *
     * @param file a file that {@link MultiHeadModel#save} wrote or, for a predictor, a {@code
     *     .tflite} or {@code .onnx} file
     * @return what was opened
     * @throws ModelFileException if the file is missing, damaged, or not such a file; if it needs a
     *     backbone or says too little of itself, and that was not set; or if what was set does not
     *     fit it
     * @throws IllegalArgumentException if a setting was given that such a file must be opened
     *     without, or the backbone is neither built in nor a {@code DjlBackbone}, or gives no
     *     feature map
     * @throws IllegalStateException if no engine for such a file is on the class path
     * @throws TwoheadException if what runs such a file, or the device, is not there, or the engine
     *     cannot start
     */
    @CheckReturnValue
    public M open(Path file) {
      return open(ModelContent.of(Arguments.notNull("file", file)));
    }

    /**
     * Opens a model whose file is in memory. The exceptions are those of {@link #open(Path)}.
     *
     * @param content the bytes of the file, which must not change while it is opened
     * @return what was opened
     */
    @CheckReturnValue
    public M open(byte[] content) {
      return open(ModelContent.of("the model", Arguments.notNull("content", content)));
    }

    /**
     * Opens a model out of a stream, which is read to its end but not closed. The exceptions are
     * those of {@link #open(Path)}.
     *
     * @param stream a stream of the bytes of the file
     * @return what was opened
     */
    @CheckReturnValue
    public M open(InputStream stream) {
      return open(ModelContent.of(Arguments.notNull("stream", stream)));
    }

    /**
     * Opens a model that lies on the class path, such as in the program's own jar. The exceptions
     * are those of {@link #open(Path)}.
     *
     * @param owner a class of the program, whose class loader finds the file
     * @param resource the name of the file, relative to the package of that class, or absolute with
     *     a {@code /} first, such as {@code /models/documents.tflite}
     * @return what was opened
     */
    @CheckReturnValue
    public M openResource(Class<?> owner, String resource) {
      return open(
          ModelContent.ofResource(
              Arguments.notNull("owner", owner), Arguments.notNull("resource", resource)));
    }

    abstract M open(ModelContent file);
  }
}
