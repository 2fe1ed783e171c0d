package io.github.twohead.spi;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import java.nio.FloatBuffer;
import java.util.List;

/** A network that predicts; what its methods promise is said at {@code MultiHeadPredictor}. */
public interface EnginePredictor extends AutoCloseable {

  /**
   * Returns the heads.
   *
   * @return the heads, the main one first
   */
  List<HeadSpec> heads();

  /**
   * Returns how a head decides.
   *
   * @param head one of the heads
   * @return its operating point
   */
  OperatingPoint operatingPoint(HeadSpec head);

  /**
   * Returns how images become input.
   *
   * @return the preprocessing
   */
  Preprocessing preprocessing();

  /**
   * Says where the weights came from.
   *
   * @return all that is known; for a file from elsewhere, nothing
   */
  Provenance provenance();

  /**
   * Predicts.
   *
   * @param images at least one image
   * @return the predictions, in the order of the images
   */
  List<Prediction> predict(List<ImageSource> images);

  /**
   * Predicts.
   *
   * @param pixels one image of the input's size from the position on, row by row, red, green and
   *     blue of each pixel, as the network takes them; the position stays
   * @return the prediction
   */
  Prediction predict(FloatBuffer pixels);

  /**
   * Runs the network on a table.
   *
   * @param table labelled images
   * @return every image's probabilities and labels
   */
  Evaluation evaluate(ImageTable table);

  /**
   * Says what runs the network.
   *
   * @return one line
   */
  String runtime();

  @Override
  void close();
}
