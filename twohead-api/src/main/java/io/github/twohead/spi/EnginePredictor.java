package io.github.twohead.spi;

import io.github.twohead.ImageSource;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.TwoheadException;
import java.nio.FloatBuffer;
import java.util.List;
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
   * Predicts.
   *
   * @param pixels one image of the input's size from the position on, row by row, red, green and
   *     blue of each pixel, as the network takes them; the position stays
   * @return the prediction
   */
  Prediction predict(FloatBuffer pixels);
}
