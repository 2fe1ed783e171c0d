package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.Once;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
   * and must be opened without {@code backbone(…)}. One from elsewhere may need {@link #heads},
   * {@link #outputs} and {@link #normalization}; one that says these must be opened without.
   */
  @CanIgnoreReturnValue
  public static final class Builder
      extends NetworkSettings.Opening<Builder, PredictorEngine, MultiHeadPredictor> {
    private final Once<List<HeadSpec>> heads = new Once<>("heads");
    private final Once<OutputType> outputs = new Once<>("outputs");
    private final Once<Normalization> normalization = new Once<>("normalization");
    private final Once<Boolean> acceptChanged = new Once<>("acceptChanged");
    private final Once<Executor> executor = new Once<>("executor");

    private Builder() {}

    /**
     * Says what the outputs of a file from elsewhere answer, one head per output.
     *
     * <p>If the heads are named as outputs are, each takes the output of its name, and outputs
     * without a head are ignored. Otherwise there must be as many heads as outputs, and they take
     * them in the order of the file. An output holds one number, or two of which the first is for
     * no and the second for yes. What they are is read from the file if it shows it, and must be
     * said with {@link #outputs} otherwise.
     *
     * @param specs at least one head, the main one first, with distinct names, none of them that of
     *     the file's input; their widths do not matter
     * @return this
     * @throws IllegalArgumentException if there is no head, or two share a name
     */
    public Builder heads(HeadSpec... specs) {
      return heads(Arrays.asList(Arguments.notNull("heads", specs)));
    }

    /**
     * Says what the outputs of a file answer, as {@link #heads(HeadSpec...)} does.
     *
     * @param specs at least one head, the main one first, with distinct names
     * @return this
     */
    public Builder heads(List<HeadSpec> specs) {
      heads.set(ModelConfig.checkedHeads(specs));
      return this;
    }

    /**
     * Says what the numbers are that come out of a file from elsewhere, which is needed where the
     * last step of the network does not show it.
     *
     * <p>When not given, what comes out of a sigmoid or a softmax is taken as a probability, and
     * what comes out of a linear layer or a convolution, or the sum of such, as a logit, also
     * behind a change of shape or type. Anything else, as from a clipped sigmoid, is refused.
     *
     * @param numbers what all outputs hold
     * @return this
     */
    public Builder outputs(OutputType numbers) {
      outputs.set(numbers);
      return this;
    }

    /**
     * Accepts a {@code .tflite} or {@code .onnx} file of this library that was changed after it was
     * exported, as by a tool that quantises, converts or simplifies it: ONNX Runtime's {@code
     * quantize_dynamic}, {@code quantize_static} and conversion to float16, or onnxsim. Its heads,
     * thresholds and normalisation are what the export says, its numbers what the tool made of
     * them. When not given, such a file is refused as damaged. For others it changes nothing.
     *
     * <p>The probabilities are no longer those that the export was checked with: {@linkplain
     * MultiHeadPredictor#evaluate evaluate} the file on labelled images.
     *
     * @return this
     */
    public Builder acceptChanged() {
      acceptChanged.set(true);
      return this;
    }

    /**
     * Says what a file from elsewhere expects of its pixels.
     *
     * <p>A network that takes pixels as they are, 0 to 255, expects a mean of 0 and a standard
     * deviation of 1/255; one that takes −1 to 1 expects 0.5 and 0.5. If it takes bytes, a
     * normalisation that would cut off or round away much of the 256 levels of a pixel is refused.
     *
     * @param expected how pixels are normalised
     * @return this
     */
    public Builder normalization(Normalization expected) {
      normalization.set(expected);
      return this;
    }

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

    @Override
    MultiHeadPredictor open(ModelContent file) {
      PredictorConfig.Builder settings = PredictorConfig.builder();
      device.optional().ifPresent(settings::device);
      backbone.optional().ifPresent(settings::backbone);
      threads.optional().ifPresent(settings::threads);
      heads.optional().ifPresent(settings::heads);
      outputs.optional().ifPresent(settings::outputs);
      normalization.optional().ifPresent(settings::normalization);
      acceptChanged.optional().ifPresent(given -> settings.acceptChanged());
      thresholds.forEach(settings::threshold);
      executor.optional().ifPresent(settings::executor);
      return new MultiHeadPredictor(
          engine.orElseGet(() -> PredictorEngine.find(file)).open(file, settings.build()));
    }
  }
}
