package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.Once;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.util.Arrays;
import java.util.List;

/**
 * What a predictor is told of a file that does not say it itself. Its public methods are, to users,
 * those of {@link MultiHeadPredictor.Builder}.
 *
 * @param <B> the extending class
 */
@CanIgnoreReturnValue
abstract sealed class FileSettings<B>
    extends NetworkSettings.Opening<B, PredictorEngine, MultiHeadPredictor>
    permits MultiHeadPredictor.Builder {
  private final Once<List<HeadSpec>> heads = new Once<>("heads");
  private final Once<OutputType> outputs = new Once<>("outputs");
  private final Once<Normalization> normalization = new Once<>("normalization");
  private final Once<ResizeMode> resize = new Once<>("resize");
  private final Once<Boolean> acceptChanged = new Once<>("acceptChanged");

  /**
   * Says what the outputs of a file from elsewhere answer, one head per output.
   *
   * <p>If the heads are named as outputs are, each takes the output of its name, and outputs
   * without a head are ignored. Otherwise there must be as many heads as outputs, and they take
   * them in the order of the file. An output holds one number, or two of which the first is for no
   * and the second for yes. What they are is read from the file if it shows it, and must be said
   * with {@link #outputs(OutputType)} otherwise.
   *
   * @param specs at least one head, the main one first, with distinct names, none of them that of
   *     the file's input; their widths do not matter
   * @return this
   * @throws IllegalArgumentException if there is no head, or two share a name
   */
  public B heads(HeadSpec... specs) {
    return heads(Arrays.asList(Arguments.notNull("heads", specs)));
  }

  /**
   * Says what the outputs of a file answer, as {@link #heads(HeadSpec...)} does.
   *
   * @param specs at least one head, the main one first, with distinct names
   * @return this
   */
  public B heads(List<HeadSpec> specs) {
    heads.set(ModelConfig.checkedHeads(specs));
    return self();
  }

  /**
   * Says what the numbers are that come out of a file from elsewhere, which is needed where the
   * last step of the network does not show it.
   *
   * <p>When not given, what comes out of a sigmoid or a softmax is taken as a probability, and what
   * comes out of a linear layer or a convolution, or the sum of such, as a logit, also behind a
   * change of shape or type. Anything else, as from a clipped sigmoid, is refused.
   *
   * @param numbers what all outputs hold
   * @return this
   */
  public B outputs(OutputType numbers) {
    outputs.set(numbers);
    return self();
  }

  /**
   * Accepts a {@code .tflite} or {@code .onnx} file of this library that was changed after it was
   * exported, as by a tool that quantises, converts or simplifies it: ONNX Runtime's {@code
   * quantize_dynamic}, {@code quantize_static} and conversion to float16, or onnxsim. Its heads,
   * thresholds and normalisation are what the export says, its numbers what the tool made of them.
   * When not given, such a file is refused as damaged. For others it changes nothing.
   *
   * <p>The probabilities are no longer those that the export was checked with: {@linkplain
   * MultiHeadPredictor#evaluate evaluate} the file on labelled images.
   *
   * @return this
   */
  public B acceptChanged() {
    acceptChanged.set(true);
    return self();
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
  public B normalization(Normalization expected) {
    normalization.set(expected);
    return self();
  }

  /**
   * Says how a file from elsewhere expects images to be resized; stretched when not given.
   *
   * @param mode what becomes of an image's aspect ratio
   * @return this
   */
  public B resize(ResizeMode mode) {
    resize.set(mode);
    return self();
  }

  /** Passes on what was said. */
  final void sayOfFile(PredictorConfig.Builder settings) {
    heads.optional().ifPresent(settings::heads);
    outputs.optional().ifPresent(settings::outputs);
    normalization.optional().ifPresent(settings::normalization);
    resize.optional().ifPresent(settings::resize);
    acceptChanged.optional().ifPresent(given -> settings.acceptChanged());
  }
}
