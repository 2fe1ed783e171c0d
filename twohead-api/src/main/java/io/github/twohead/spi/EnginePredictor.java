package io.github.twohead.spi;

import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.Prediction;
import io.github.twohead.Scores;
import java.util.List;
import java.util.Optional;

/** A network that predicts; what its methods promise is said at {@code MultiHeadPredictor}. */
public interface EnginePredictor extends AutoCloseable {

  /**
   * Returns what the network is.
   *
   * @return the configuration
   */
  ModelConfig config();

  /**
   * Returns the labels that the network was trained with.
   *
   * @return what each class said about each head; empty if it was not trained on classes
   */
  Optional<LabelSplitter> labels();

  /**
   * Predicts.
   *
   * @param images at least one image
   * @return the predictions, in the order of the images
   */
  List<Prediction> predict(List<ImageSource> images);

  /**
   * Scores the network.
   *
   * @param table labelled images
   * @return every head's decisions
   */
  Scores evaluate(ImageTable table);

  @Override
  void close();
}
