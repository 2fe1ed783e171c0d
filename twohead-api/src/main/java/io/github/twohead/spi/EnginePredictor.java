package io.github.twohead.spi;

import io.github.twohead.ImageSource;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.TwoheadException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A network that predicts; what its methods promise is said at {@code MultiHeadPredictor}. */
public interface EnginePredictor extends EngineNetwork {

  /**
   * Predicts.
   *
   * @param images at least one image
   * @return the predictions, in the order of the images
   */
  List<Prediction> predict(List<ImageSource> images);

  /**
   * Predicts from any number of images, with bounded memory.
   *
   * @param images the images
   * @return what came of each, in order; closing it closes the stream of images. By default one
   *     image is looked at after the other
   */
  default Stream<PredictionOutcome> predictEach(Stream<ImageSource> images) {
    return Arguments.notNull("images", images).map(this::outcome);
  }

  private PredictionOutcome outcome(ImageSource image) {
    try {
      return PredictionOutcome.of(image, predict(List.of(image)).get(0));
    } catch (TwoheadException e) {
      return PredictionOutcome.failed(image, e);
    }
  }

  /**
   * Makes predictors answer as one, by the mean of their probabilities. Engines that know none of
   * the others refuse them, as they do by default.
   *
   * @param others predictors with the same heads, in any order; closing the ensemble closes them
   *     and this one
   * @param thresholds by the head's name, in place of the mean of theirs
   * @return the ensemble
   * @throws IllegalArgumentException if the engines do not go together, or a threshold is for no
   *     head; nothing is closed then
   */
  default EnginePredictor ensemble(
      List<? extends EnginePredictor> others, Map<String, Double> thresholds) {
    Arguments.notNull("others", others);
    Arguments.notNull("thresholds", thresholds);
    throw new IllegalArgumentException(runtime() + " cannot be part of an ensemble");
  }

  /**
   * Predicts.
   *
   * @param pixels one image of the input's size from the position on, row by row, red, green and
   *     blue of each pixel, as the network takes them; the position stays
   * @return the prediction
   */
  Prediction predict(FloatBuffer pixels);
}
