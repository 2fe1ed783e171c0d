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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
public final class MultiHeadPredictor implements AutoCloseable {
  private final EnginePredictor predictor;

  private MultiHeadPredictor(EnginePredictor predictor) {
    this.predictor = predictor;
  }

  /**
   * Opens a model on the device that {@link Device#auto} means.
   *
   * @param file a file that {@link MultiHeadModel#save} wrote, or a {@code .tflite} or {@code
   *     .onnx} file that this library exported
   * @return the predictor
   * @throws ModelFileException if the file is missing, damaged, or not such a file
   * @throws IllegalStateException if no engine for such a file is on the class path
   * @throws TwoheadException if what runs such a file is not on the class path
   */
  public static MultiHeadPredictor open(Path file) {
    return builder().open(file);
  }

  /**
   * Starts a predictor that needs to be told more than its file, or that is not opened from one.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the heads, the main one first.
   *
   * @return the heads
   */
  public List<HeadSpec> heads() {
    return predictor.heads();
  }

  /**
   * Returns how images become input.
   *
   * @return the preprocessing
   */
  public Preprocessing preprocessing() {
    return predictor.preprocessing();
  }

  /**
   * Returns the labels that the model was trained with, to score it on more data. A class that
   * training did not see is unknown.
   *
   * @return what each class says about each head; empty if the images of training had no classes
   */
  public Optional<LabelSplitter> labels() {
    return predictor.provenance().labels();
  }

  /**
   * Returns where the model's weights came from. An exported file tells what its model told.
   *
   * @return all that is known; for a file that this library did not write, {@link
   *     Provenance#unknown}
   */
  public Provenance provenance() {
    return predictor.provenance();
  }

  /**
   * Predicts from an image file.
   *
   * @param image the file
   * @return every head's answer
   * @throws UnreadableImageException if the file is missing or not an image
   */
  public Prediction predict(Path image) {
    return predict(ImageSource.of(Arguments.notNull("image", image)));
  }

  /**
   * Predicts from the content of an image file.
   *
   * @param image the bytes
   * @return every head's answer
   * @throws UnreadableImageException if the bytes are not an image
   */
  public Prediction predict(byte[] image) {
    return predict(ImageSource.of(Arguments.notNull("image", image)));
  }

  /**
   * Predicts from a stream with the content of an image file, which is read to its end but not
   * closed.
   *
   * @param image the stream
   * @return every head's answer
   * @throws UnreadableImageException if the stream cannot be read or is not an image
   */
  public Prediction predict(InputStream image) {
    return predict(ImageSource.of(Arguments.notNull("image", image)));
  }

  /**
   * Predicts from pixels.
   *
   * @param image the pixels, upright
   * @return every head's answer
   * @throws UnreadableImageException if the image is too large
   */
  public Prediction predict(BufferedImage image) {
    return predict(ImageSource.of(Arguments.notNull("image", image)));
  }

  /**
   * Predicts from an image.
   *
   * @param image the image
   * @return every head's answer
   * @throws UnreadableImageException if it cannot be decoded
   * @throws TwoheadException if no probability comes out, as when the numbers that go in are not
   *     finite, or the network cannot be run
   * @throws IllegalStateException if the predictor is closed
   */
  public Prediction predict(ImageSource image) {
    Arguments.notNull("image", image);
    return predictor.predict(List.of(image)).get(0);
  }

  /**
   * Predicts from several images, which are decoded in parallel.
   *
   * @param images the images
   * @return the predictions, in the order of the images
   * @throws UnreadableImageException if one of them cannot be decoded
   * @throws TwoheadException as of {@link #predict(ImageSource)}
   * @throws IllegalStateException if the predictor is closed
   */
  public List<Prediction> predict(List<ImageSource> images) {
    List<ImageSource> given = Arguments.copy("images", images);
    return given.isEmpty() ? List.of() : predictor.predict(given);
  }

  /**
   * Predicts from numbers that are ready for the network, for programs that resize and normalise
   * pixels themselves.
   *
   * @param pixels H·W·3 numbers from the buffer's position on, row by row: red, green and blue of
   *     each pixel of an image of the {@linkplain #preprocessing input's} size, divided by 255 and
   *     normalised; 0 to 255 for a file that was exported with {@link Exporter#rawPixels}. They are
   *     only read, at places of their own, so that threads may share the buffer
   * @return every head's answer
   * @throws IllegalArgumentException if there are more or fewer numbers
   * @throws TwoheadException as of {@link #predict(ImageSource)}
   * @throws IllegalStateException if the predictor is closed
   */
  public Prediction predict(FloatBuffer pixels) {
    return predictor.predict(Arguments.notNull("pixels", pixels));
  }

  /**
   * Scores the model. Images are decoded on the way and not kept, so that a table may be of any
   * size.
   *
   * @param table labelled images
   * @return every head's decisions
   * @throws DataException if the table has problems; all are listed
   * @throws TwoheadException if this thread is interrupted; its interrupt status stays set; or as
   *     of {@link #predict(ImageSource)}
   * @throws IllegalStateException if the predictor is closed
   */
  public Scores evaluate(ImageTable table) {
    return predictor.evaluate(Arguments.notNull("table", table));
  }

  /**
   * Says what runs the model: the runtime's version, and with PyTorch the device and whatever was
   * computed on another path than the fastest, because PyTorch computes it wrongly on this
   * processor. Each path is checked when it is first used with a size of batch, so ask after a
   * prediction.
   *
   * @return one line for a log, such as {@code ONNX Runtime 1.28.0}
   */
  public String runtime() {
    return predictor.runtime();
  }

  /** Frees the native memory. Closing twice is harmless; predicting afterwards is an error. */
  @Override
  public void close() {
    predictor.close();
  }

  /** Opens a {@link MultiHeadPredictor}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final PredictorConfig.Builder settings = PredictorConfig.builder();
    private final Once<PredictorEngine> engine = new Once<>("engine");

    private Builder() {}

    /**
     * Sets the backbone, which a saved model needs whose backbone is not built in. A {@code
     * .tflite} or {@code .onnx} file holds its whole network, and must be opened without.
     *
     * @param shared the backbone that the model was built with
     * @return this
     */
    public Builder backbone(Backbone shared) {
      settings.backbone(shared);
      return this;
    }

    /**
     * Sets where the network runs; the first GPU if there is one, else the CPU, when not given.
     * {@code .tflite} and {@code .onnx} files run on the CPU.
     *
     * @param where the device
     * @return this
     */
    public Builder device(Device where) {
      settings.device(where);
      return this;
    }

    /**
     * Sets how many threads of the CPU work on one image. When not given, it is one for a {@code
     * .tflite} or {@code .onnx} file, which suits a program that predicts on several threads, and
     * what PyTorch chooses for a saved model. PyTorch has one such number for the whole process:
     * predictors and models that differ in it overwrite each other's.
     *
     * @param count 1 to 1,024
     * @return this
     */
    public Builder threads(int count) {
      settings.threads(Checks.threads(count));
      return this;
    }

    /**
     * Says what the outputs of a {@code .tflite} or {@code .onnx} file from elsewhere answer, one
     * head per output. A file that says so itself must be opened without.
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
     * Says what the outputs of a {@code .tflite} or {@code .onnx} file from elsewhere answer, as
     * {@link #heads(HeadSpec...)} does.
     *
     * @param specs at least one head, the main one first, with distinct names
     * @return this
     * @throws IllegalArgumentException if there is no head, or two share a name
     */
    public Builder heads(List<HeadSpec> specs) {
      settings.heads(specs);
      return this;
    }

    /**
     * Says what the numbers are that come out of a {@code .tflite} or {@code .onnx} file from
     * elsewhere. It is needed where the last step of the network does not show it. A file that says
     * so itself must be opened without.
     *
     * <p>When not given, what comes out of a sigmoid or a softmax is taken as a probability, and
     * what comes out of a linear layer or a convolution, or the sum of such, as a logit, also
     * behind a change of shape or type. Anything else is refused, such as a sigmoid's result that
     * is limited to a range, or one that is computed step by step: it is not guessed.
     *
     * @param numbers what all outputs hold
     * @return this
     */
    public Builder outputs(OutputType numbers) {
      settings.outputs(numbers);
      return this;
    }

    /**
     * Accepts a {@code .tflite} or {@code .onnx} file of this library that was changed after it was
     * exported, as by a tool that quantises, converts or simplifies it: ONNX Runtime's {@code
     * quantize_dynamic}, {@code quantize_static} and conversion to float16, or onnxsim. Its heads,
     * thresholds and normalisation are what the export says, its numbers what the tool made of
     * them. When not given, such a file is refused like one that is damaged. Files from elsewhere
     * and saved models open as without it, or stay refused.
     *
     * <p>The probabilities are no longer those that the export was checked with: {@linkplain
     * MultiHeadPredictor#evaluate evaluate} the file on labelled images.
     *
     * @return this
     */
    public Builder acceptChanged() {
      settings.acceptChanged();
      return this;
    }

    /**
     * Says what a {@code .tflite} or {@code .onnx} file from elsewhere expects of its pixels. A
     * file that says so itself must be opened without.
     *
     * <p>A network that takes pixels as they are, 0 to 255, expects a mean of 0 and a standard
     * deviation of 1/255; one that takes −1 to 1 expects 0.5 and 0.5. If it takes bytes, the
     * numbers must be ones that they stand for: a normalisation that would cut off or round away
     * much of the 256 levels of a pixel is refused.
     *
     * @param expected how pixels are normalised
     * @return this
     */
    public Builder normalization(Normalization expected) {
      settings.normalization(expected);
      return this;
    }

    /**
     * Sets what opens the file; the engine on the class path that opens such files when not given.
     *
     * @param which the engine
     * @return this
     */
    public Builder engine(PredictorEngine which) {
      engine.set(which);
      return this;
    }

    /**
     * Opens a model.
     *
     * @param file a file that {@link MultiHeadModel#save} wrote, or a {@code .tflite} or {@code
     *     .onnx} file
     * @return the predictor
     * @throws ModelFileException if the file is missing, damaged, or not such a file, or what it
     *     does not say itself was not set, or set to what does not fit it
     * @throws IllegalArgumentException if a setting was given that such a file must be opened
     *     without
     * @throws IllegalStateException if no engine for such a file is on the class path
     * @throws TwoheadException if what runs such a file, or the device, is not there
     */
    @CheckReturnValue
    public MultiHeadPredictor open(Path file) {
      return open(ModelContent.of(Arguments.notNull("file", file)));
    }

    /**
     * Opens a model whose file is in memory. The exceptions are those of {@link #open(Path)}.
     *
     * @param content the bytes of the file, which must not change while it is opened
     * @return the predictor
     */
    @CheckReturnValue
    public MultiHeadPredictor open(byte[] content) {
      return open(ModelContent.of("the model", Arguments.notNull("content", content)));
    }

    /**
     * Opens a model out of a stream, which is read to its end but not closed. The exceptions are
     * those of {@link #open(Path)}.
     *
     * @param stream a stream of the bytes of the file
     * @return the predictor
     */
    @CheckReturnValue
    public MultiHeadPredictor open(InputStream stream) {
      return open(ModelContent.of(Arguments.notNull("stream", stream)));
    }

    /**
     * Opens a model that lies on the class path, such as in the program's own jar. The exceptions
     * are those of {@link #open(Path)}.
     *
     * @param owner a class of the program, whose class loader finds the file
     * @param resource the name of the file, relative to the package of that class, or absolute with
     *     a {@code /} first, such as {@code /models/documents.tflite}
     * @return the predictor
     */
    @CheckReturnValue
    public MultiHeadPredictor openResource(Class<?> owner, String resource) {
      return open(
          ModelContent.ofResource(
              Arguments.notNull("owner", owner), Arguments.notNull("resource", resource)));
    }

    private MultiHeadPredictor open(ModelContent model) {
      return new MultiHeadPredictor(
          engine.orElseGet(() -> PredictorEngine.find(model)).open(model, settings.build()));
    }
  }
}
