package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.ModelEngine;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Map;

/**
 * A trainable network: one backbone and any number of heads. The first head is the main one.
 *
 * <p>Holds native memory: close it. It belongs to one thread: while it is trained, other threads'
 * calls throw an {@link IllegalStateException}, as do all calls that would change or close it while
 * it is in use. Thresholds and calibrations may be set while other threads use it; what is under
 * way goes on with those that it began with. What a {@link TrainingListener} may do is said there.
 * To predict from many threads, save it and open a {@link MultiHeadPredictor}.
 *
 * <pre>{@code
 * try (MultiHeadModel model = MultiHeadModel.builder()
 *     .backbone(Backbone.shuffleNetV2x05())
 *     .heads(screen, other)
 *     .build()) {
 *   model.trainer().fit(train, validation);
 *   model.save(Path.of("documents.twohead"));
 * }
 * }</pre>
 */
public final class MultiHeadModel extends MultiHeadNetwork {
  private final EngineModel model;

  /** Where it runs, by keys of a recipe. */
  private final Map<String, Object> machine;

  MultiHeadModel(EngineModel model, Map<String, Object> machine) {
    super(model);
    this.model = model;
    this.machine = machine;
  }

  /** {@return a builder of a new model} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the article's model with random weights: two heads on ShuffleNetV2 x0.5 at 256×256}
   * Its {@link #trainer}, left as it is, follows the article's recipe: the main head's loss counts
   * twice, and the best epoch is the one with the main head's highest F1.
   *
   * <p>Another start scores better: {@link ShuffleNetV2#pretrained()} says which, and by how much.
   *
   * @param main the head that matters most
   * @param other the other head
   * @throws IllegalArgumentException if the heads share a name
   */
  public static MultiHeadModel shuffleNetV2TwoHead(HeadSpec main, HeadSpec other) {
    return builder()
        .heads(Arguments.notNull("main", main), Arguments.notNull("other", other))
        .build();
  }

  /**
   * {@return a saved model, to train it further or to score it, on the device that {@link
   * Device#auto} means} The exceptions are {@linkplain Opener#open(Path) those of the opener}.
   *
   * @param file a file that {@link #save} wrote
   */
  public static MultiHeadModel open(Path file) {
    return opener().open(file);
  }

  /** {@return an opener of a saved model that is told more than its file, or lies in no file} */
  public static Opener opener() {
    return new Opener();
  }

  /** {@return the backbone} */
  public Backbone backbone() {
    return model.config().backbone();
  }

  /** {@return whether heads pool before their convolutions, as {@link Builder#poolFirst} sets} */
  public boolean poolsFirst() {
    return model.config().poolFirst();
  }

  /**
   * Sets the probability from which on a head decides yes. Scores and predictions use it from now
   * on, and saved and exported files.
   *
   * @param head the head's name
   * @param probability 0 to 1
   * @throws IllegalArgumentException if there is no such head, it is categorical, or the
   *     probability is out of its range
   * @throws IllegalStateException if the model is closed, or another thread trains it
   */
  public void threshold(String head, double probability) {
    model.operatingPoint(headWithThreshold(head), point -> point.threshold(probability));
  }

  /**
   * Sets the threshold that was chosen for a head, as {@link #threshold(String, double)} does, and
   * keeps in the {@link #provenance} how: {@code threshold_} and {@code views_} with the head's
   * name. {@link Exporter#write} warns of several views, as whoever predicts with the file must see
   * them too. What is set while the model is trained is not kept there.
   *
   * @param choice what was chosen, for a head of this model, on probabilities with the calibration
   *     that it has, or is given
   * @throws IllegalArgumentException if there is no such head, it is categorical, or the threshold
   *     was chosen for answers of different {@link ThresholdChoice#views()}
   * @throws IllegalStateException if the model is closed, or another thread trains it
   */
  public void threshold(ThresholdChoice choice) {
    Arguments.notNull("choice", choice);
    HeadSpec head = headWithThreshold(choice.head().name());
    if (choice.views().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "the threshold of head \"%s\" was chosen for answers of different views, which no"
                  + " single model gives: choose it on an evaluation of this one",
              head));
    }
    model.threshold(head, choice);
  }

  /**
   * Sets the calibration of a head's probabilities. Scores and predictions use it from now on, and
   * saved and exported files; {@linkplain Trainer#fit training} drops it, as it fits the weights
   * before, and the head's threshold with it.
   *
   * @param head the head's name
   * @param calibration a temperature, or Platt scaling where the answer is yes or no
   * @throws IllegalArgumentException if there is no such head, or it is categorical and the
   *     calibration has an offset, which would change nothing
   * @throws IllegalStateException if the model is closed, or another thread trains it
   */
  public void calibration(String head, Calibration calibration) {
    Arguments.notNull("calibration", calibration);
    HeadSpec spec = head(head);
    calibration.requireFit(spec);
    model.operatingPoint(spec, point -> point.calibration(calibration));
  }

  /** {@return a trainer with the article's settings} */
  public Trainer trainer() {
    return new Trainer(model, machine);
  }

  /**
   * {@return a predictor of this model, which shares its weights: each prediction is made with
   * those that the model holds then, and needs no file}
   *
   * <p>Closing the predictor leaves the model open. Predicting throws an {@link
   * IllegalStateException} while another thread trains the model, and once it is closed. For many
   * threads that predict while a model trains, save it and open the file.
   */
  public MultiHeadPredictor predictor() {
    return predictor(Views.one());
  }

  /**
   * {@return a predictor as of {@link #predictor()} that sees several views of each image}
   *
   * @param views what it sees
   */
  public MultiHeadPredictor predictor(Views views) {
    return new MultiHeadPredictor(model.predictor(Arguments.notNull("views", views)));
  }

  /**
   * {@return the probabilities of a table's images, of which several views are seen} The exceptions
   * are those of {@link #evaluate(ImageTable)}.
   *
   * @param table labelled images
   * @param views what is seen of each image
   */
  public Evaluation evaluate(ImageTable table, Views views) {
    try (MultiHeadPredictor predictor = predictor(views)) {
      return predictor.evaluate(table);
    }
  }

  /**
   * Writes the model to one file: the weights as safetensors, which Python reads too, and in its
   * metadata everything that is needed to use them. An existing file is replaced at once or not at
   * all.
   *
   * <p>A {@link TrainingListener} that saves in {@code onEpoch} gets a checkpoint of that epoch,
   * the best one or not: the weights that were validated, so with {@link Trainer#emaDecay} their
   * average, and the labels of training. Saved in {@code onBatch}, the file holds the weights after
   * that step, without scores.
   *
   * @param file the file to write, by custom {@code something.twohead}
   * @throws IllegalArgumentException if its name ends in {@code .tflite} or {@code .onnx}: such
   *     files are written by {@link #exporter}
   * @throws ModelFileException if it cannot be written, or a weight is infinite or not a number
   * @throws IllegalStateException if the model is closed, or another thread trains it
   */
  public void save(Path file) {
    ExportFormat.FileKind.SAVED.checkName(Arguments.notNull("file", file));
    model.save(file);
  }

  /**
   * {@return a copy of the weights that the model holds now, batch normalisation's statistics too:
   * values in row-major order by PyTorch's names, such as {@code stage2.0.branch1.0.weight}}
   *
   * @throws IllegalStateException if the model is closed, or another thread trains it
   */
  public Map<String, float[]> weights() {
    return model.weights();
  }

  /**
   * {@return what the network sees of an image: upright, of the input's size, not yet normalised}
   *
   * @param image the image
   * @throws UnreadableImageException if it cannot be decoded
   */
  public BufferedImage input(ImageSource image) {
    return preprocessing().picture(model.input(Arguments.notNull("image", image)));
  }

  /** {@return an exporter to TensorFlow Lite with 32-bit weights, unless told otherwise} */
  public Exporter exporter() {
    return new Exporter(model);
  }

  /** Opens a saved {@link MultiHeadModel}; each setting can be given once. */
  public static final class Opener
      extends NetworkSettings.Opening<Opener, ModelEngine, MultiHeadModel> {
    private Opener() {}

    @Override
    MultiHeadModel open(ModelContent file) {
      ModelEngine.Settings.Builder settings = engineSettings();
      backbone.optional().ifPresent(settings::backbone);
      return decidingAtThresholds(engine.orElseGet(ModelEngine::find).open(file, settings.build()));
    }
  }

  /** Builds a new {@link MultiHeadModel}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder extends ModelSettings {
    private Builder() {}

    ModelConfig config() {
      return settings.build();
    }

    /**
     * Returns a model with random weights, or those that its backbone names.
     *
     * @return the model
     * @throws IllegalStateException if no head was given, or no engine is on the class path
     * @throws IllegalArgumentException if a threshold is for a head that is not there or
     *     categorical; if the backbone is neither built in nor a {@code DjlBackbone}, or gives no
     *     feature map; or if its weights are known to expect another normalisation, or heads should
     *     start from its {@code conv5} and it has no weights
     * @throws ModelFileException if the weights of the backbone are in no file, or do not fit
     * @throws TwoheadException if the device is not there, the engine cannot start, or weights
     *     cannot be downloaded
     */
    @CheckReturnValue
    public MultiHeadModel build() {
      ModelConfig config = config();
      thresholds.keySet().forEach(head -> ModelConfig.headWithThreshold(config.heads(), head));
      return decidingAtThresholds(
          engine.orElseGet(ModelEngine::find).create(config, engineSettings().build()));
    }
  }
}
