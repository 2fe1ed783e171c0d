package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of one image among many: its prediction, or why there is none. Immutable.
 *
 * @see MultiHeadPredictor#predictEach
 */
public final class PredictionOutcome {
  private final ImageSource source;
  private final @Nullable Prediction prediction;
  private final @Nullable TwoheadException error;

  private PredictionOutcome(
      ImageSource source, @Nullable Prediction prediction, @Nullable TwoheadException error) {
    this.source = source;
    this.prediction = prediction;
    this.error = error;
  }

  /**
   * Returns the outcome of an image that has a prediction.
   *
   * @param source the image
   * @param prediction every head's answer about it
   * @return the outcome
   */
  public static PredictionOutcome of(ImageSource source, Prediction prediction) {
    Arguments.notNull("source", source);
    return new PredictionOutcome(source, Arguments.notNull("prediction", prediction), null);
  }

  /**
   * Returns the outcome of an image that has none.
   *
   * @param source the image
   * @param error why
   * @return the outcome
   */
  public static PredictionOutcome failed(ImageSource source, TwoheadException error) {
    Arguments.notNull("source", source);
    return new PredictionOutcome(source, null, Arguments.notNull("error", error));
  }

  /**
   * Returns the image.
   *
   * @return the very object that was given
   */
  public ImageSource source() {
    return source;
  }

  /**
   * Returns every head's answer.
   *
   * @return the prediction; empty if there is an {@link #error}
   */
  public Optional<Prediction> prediction() {
    return Optional.ofNullable(prediction);
  }

  /**
   * Returns why there is no prediction.
   *
   * @return what {@link MultiHeadPredictor#predict(ImageSource)} throws for this image, such as an
   *     {@link UnreadableImageException}; empty if there is a {@link #prediction}
   */
  public Optional<TwoheadException> error() {
    return Optional.ofNullable(error);
  }

  /**
   * Returns every head's answer, for images of which none should fail.
   *
   * @return the prediction
   * @throws TwoheadException the {@link #error}, if there is no prediction
   */
  public Prediction orElseThrow() {
    return prediction().orElseThrow(() -> error().orElseThrow());
  }

  /** Returns a line such as {@code photo.jpg: screen 0.981}, or what is wrong with the image. */
  @Override
  public String toString() {
    String name = source.name();
    if (error == null) {
      return name + ": " + prediction;
    }
    String message = String.valueOf(error.getMessage());
    return message.startsWith(name) ? message : name + ": " + message;
  }
}
