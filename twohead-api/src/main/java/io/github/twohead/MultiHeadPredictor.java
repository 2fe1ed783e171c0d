package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.Once;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Answers the questions of a saved model about images. Safe to share between threads; holds native
 * memory: close it when no thread uses it any more.
 *
 * <p>The file's content decides what runs it: PyTorch a file that {@link MultiHeadModel#save}
 * wrote, TensorFlow Lite a {@code .tflite} file, ONNX Runtime an {@code .onnx} file. Only that one
 * need be on the class path.
 *
 * <pre>{@code
 * try (MultiHeadPredictor predictor = MultiHeadPredictor.open(Path.of("documents.twohead"))) {
 *   Prediction p = predictor.predict(Path.of("photo.jpg"));
 *   double probability = p.head("screen").probability();
 * }
 * }</pre>
 */
public final class MultiHeadPredictor extends MultiHeadNetwork {
  private final EnginePredictor predictor;

  MultiHeadPredictor(EnginePredictor predictor) {
    super(predictor);
    this.predictor = predictor;
  }

  /**
   * {@return a predictor on the device that {@link Device#auto} means; exceptions as of {@link
   * Builder#open(Path)}}
   *
   * @param file what {@link MultiHeadModel#save} or an {@link Exporter} wrote
   */
  public static MultiHeadPredictor open(Path file) {
    return builder().open(file);
  }

  /** {@return an opener of a model that is told more than its file, or lies in no file} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return several models that answer as one, by the mean of their probabilities, wherever a
   * predictor answers} They may be of any kinds of file, their inputs may differ, and each may have
   * {@link Views}. An image is decoded once for all that take the same input. Predictors of numbers
   * that are {@linkplain #predict(FloatBuffer) ready} they are not.
   *
   * <p>The mean is that of calibrated probabilities where heads are calibrated, and has no
   * calibration of its own. A head decides at the mean of the models' thresholds, so that what all
   * say yes to, or all no, the ensemble does too; {@link Builder#openEnsemble} takes others.
   *
   * <p>Source: B. Lakshminarayanan et al., <i>Simple and Scalable Predictive Uncertainty Estimation
   * using Deep Ensembles</i>, 2017, <a
   * href="https://arxiv.org/abs/1612.01474">arXiv:1612.01474</a>.
   *
   * @param models at least one, with the same heads by name and kind, in any order: the first one's
   *     counts. They belong to the ensemble from now on, which closes them, also where this throws
   * @throws IllegalArgumentException if there is none, their heads differ, or they are of engines
   *     that do not go together
   */
  public static MultiHeadPredictor ensemble(List<MultiHeadPredictor> models) {
    return ensemble(models, Map.of());
  }

  private static MultiHeadPredictor ensemble(
      List<MultiHeadPredictor> models, Map<String, Double> thresholds) {
    List<MultiHeadPredictor> given = Arguments.copy("models", models);
    try {
      SameHeads.check(given.stream().map(MultiHeadPredictor::heads).toList());
      List<EnginePredictor> each = given.stream().map(model -> model.predictor).toList();
      return new MultiHeadPredictor(each.get(0).ensemble(each.subList(1, each.size()), thresholds));
    } catch (RuntimeException e) {
      given.forEach(MultiHeadPredictor::close);
      throw e;
    }
  }

  /**
   * {@return every head's answer about an image file}
   *
   * @param image the file
   * @throws UnreadableImageException if the file is missing or not an image
   */
  public Prediction predict(Path image) {
    return predict(ImageSource.of(Arguments.notNull("image", image)));
  }

  /**
   * {@return every head's answer about the content of an image file}
   *
   * @param image the bytes
   * @throws UnreadableImageException if the bytes are not an image
   */
  public Prediction predict(byte[] image) {
    return predict(ImageSource.of(Arguments.notNull("image", image)));
  }

  /**
   * {@return every head's answer about an image file's content}
   *
   * @param image a stream of the bytes, which is read to its end but not closed
   * @throws UnreadableImageException if the stream cannot be read or is not an image
   */
  public Prediction predict(InputStream image) {
    return predict(ImageSource.of(Arguments.notNull("image", image)));
  }

  /**
   * {@return every head's answer about pixels}
   *
   * @param image the pixels, upright
   * @throws UnreadableImageException if the image is too large
   */
  public Prediction predict(BufferedImage image) {
    return predict(ImageSource.of(Arguments.notNull("image", image)));
  }

  /**
   * {@return every head's answer about an image}
   *
   * @param image the image
   * @throws UnreadableImageException if it cannot be decoded
   * @throws TwoheadException if no probability comes out, as when the numbers that go in are not
   *     finite, or the network cannot be run
   */
  public Prediction predict(ImageSource image) {
    return predictor.predict(List.of(Arguments.notNull("image", image))).get(0);
  }

  /**
   * {@return the predictions for several images, in their order} The exceptions are those of {@link
   * #predict(ImageSource)}, for the first image that has none; {@link #predictEach} goes on with
   * the others.
   *
   * @param images the images, which are worked on in parallel
   */
  public List<Prediction> predict(List<ImageSource> images) {
    List<ImageSource> given = Arguments.copy("images", images);
    return given.isEmpty() ? List.of() : predictor.predict(given);
  }

  /**
   * Predicts from any number of images, of which few are in memory at a time: a directory, a
   * database, millions.
   *
   * <pre>{@code
   * try (Stream<Path> files = Files.list(folder);
   *     Stream<PredictionOutcome> outcomes = predictor.predictEach(files.map(ImageSource::of))) {
   *   outcomes.forEach(System.out::println);
   * }
   * }</pre>
   *
   * <p>All cores decode and predict a few dozen images ahead of whoever takes the outcomes: a slow
   * reader slows them down. Images are taken out of their stream on the reader's thread. What the
   * stream of images itself throws, the reader gets in its place: after the outcomes of all images
   * before.
   *
   * @param images the images; their stream is closed with the one that is returned
   * @return for each image in turn its prediction or its error. Close the stream, on the thread
   *     that reads it, unless it was read to its end: then nothing goes on for it any more. Reading
   *     it throws a {@link TwoheadException} if the thread is interrupted, whose interrupt status
   *     stays set, and an {@link IllegalStateException} once this predictor is closed
   */
  public Stream<PredictionOutcome> predictEach(Stream<ImageSource> images) {
    return predictor.predictEach(Arguments.notNull("images", images));
  }

  /**
   * {@return every head's answer about numbers that are ready for the network, for programs that
   * resize and normalise pixels themselves}
   *
   * @param pixels H·W·3 numbers from the buffer's position on, row by row: red, green and blue of
   *     each pixel of an image of the {@linkplain #preprocessing input's} size, divided by 255 and
   *     normalised; 0 to 255 for a file that was exported with {@link Exporter#rawPixels}. The
   *     position stays, so that threads may share the buffer
   * @throws IllegalArgumentException if there are more or fewer numbers
   * @throws TwoheadException as of {@link #predict(ImageSource)}
   */
  public Prediction predict(FloatBuffer pixels) {
    return predictor.predict(Arguments.notNull("pixels", pixels));
  }

  /**
   * Opens a {@link MultiHeadPredictor}; each setting can be given once.
   *
   * <p>A {@code .tflite} or {@code .onnx} file runs on the CPU, and on one thread when not told
   * otherwise, which suits a program that predicts on several threads. It holds its whole network,
   * and must be opened without {@code backbone(…)}. One from elsewhere may need {@link
   * #heads(List)}, {@link #outputs(OutputType)}, {@link #normalization(Normalization)} and {@link
   * #resize(ResizeMode)}; one that says these must be opened without.
   */
  @CanIgnoreReturnValue
  public static final class Builder extends FileSettings<Builder> {
    private final Once<Views> views = new Once<>("views");
    private final Once<Executor> executor = new Once<>("executor");

    private Builder() {}

    /**
     * Sets what works on several images at once, for {@code predict} of a list, {@code predictEach}
     * and {@code evaluate}; as many threads of the predictor's own as there are cores when not
     * given, which end when they are idle for a second.
     *
     * <p>It decodes images and runs {@code .tflite} and {@code .onnx} files; PyTorch is run by the
     * calling thread, and has threads of its own, see {@link #threads(int)}. What it has not begun
     * when an answer is waited for, or refuses, the calling thread does: so it may be busy, and may
     * be the one that calls. Its owner stays its owner.
     *
     * @param threads runs tasks, such as a pool of as many threads as there are cores
     * @return this
     */
    public Builder executor(Executor threads) {
      executor.set(threads);
      return this;
    }

    /**
     * Sets what is seen of each image, for every prediction and evaluation; the image alone when
     * not given.
     *
     * @param seen the views
     * @return this
     */
    public Builder views(Views seen) {
      views.set(seen);
      return this;
    }

    /**
     * Opens several models, of any kinds of file, that answer as one, as {@link
     * MultiHeadPredictor#ensemble} does. The settings hold for each of them, but thresholds for
     * their common answer. The exceptions are those of {@link #open(Path)} and {@code ensemble};
     * what was opened is closed then.
     *
     * @param files at least one
     * @return the ensemble
     */
    @CheckReturnValue
    public MultiHeadPredictor openEnsemble(List<Path> files) {
      List<MultiHeadPredictor> members = new ArrayList<>();
      try {
        for (Path file : Arguments.copy("files", files)) {
          members.add(open(ModelContent.of(file), Map.of()));
        }
      } catch (RuntimeException e) {
        members.forEach(MultiHeadPredictor::close);
        throw e;
      }
      return ensemble(members, thresholds);
    }

    @Override
    MultiHeadPredictor open(ModelContent file) {
      return open(file, thresholds);
    }

    private MultiHeadPredictor open(ModelContent file, Map<String, Double> deciding) {
      PredictorConfig.Builder settings = PredictorConfig.builder();
      device.optional().ifPresent(settings::device);
      backbone.optional().ifPresent(settings::backbone);
      threads.optional().ifPresent(settings::threads);
      sayOfFile(settings);
      deciding.forEach(settings::threshold);
      views.optional().ifPresent(settings::views);
      executor.optional().ifPresent(settings::executor);
      return new MultiHeadPredictor(
          engine.orElseGet(() -> PredictorEngine.find(file)).open(file, settings.build()));
    }
  }
}
