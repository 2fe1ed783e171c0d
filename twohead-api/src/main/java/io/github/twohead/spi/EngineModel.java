package io.github.twohead.spi;

import io.github.twohead.ExportReport;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LearningRateTest;
import io.github.twohead.Preprocessing;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.TrainingReport;
import io.github.twohead.Views;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A trainable network; what its methods promise is said at {@code MultiHeadModel}. */
public interface EngineModel extends EngineNetwork {

  /**
   * Returns what the network is.
   *
   * @return the configuration
   */
  ModelConfig config();

  @Override
  default List<HeadSpec> heads() {
    return config().heads();
  }

  @Override
  default Preprocessing preprocessing() {
    return config().preprocessing();
  }

  /**
   * Changes how a head decides from now on, so that no other change gets lost.
   *
   * @param head one of the heads
   * @param change its operating point of the one that it has
   */
  void operatingPoint(HeadSpec head, UnaryOperator<OperatingPoint> change);

  /**
   * Lets a head decide by a chosen threshold from now on, and keeps in the provenance how it was
   * chosen, unless the network is being trained.
   *
   * @param head one of the heads
   * @param choice its threshold
   */
  void threshold(HeadSpec head, ThresholdChoice choice);

  /**
   * Trains.
   *
   * @param settings how
   * @param train the images to learn from
   * @param validation the images that decide which epoch is best
   * @return what was done
   */
  TrainingReport fit(TrainingConfig settings, ImageTable train, ImageTable validation);

  /**
   * Trains with a rising learning rate, and puts the weights back.
   *
   * @param settings how
   * @param train the images to learn from
   * @param batches how many at most
   * @return the loss at each rate
   */
  LearningRateTest testLearningRate(TrainingConfig settings, ImageTable train, int batches);

  /**
   * Returns a predictor that owns nothing.
   *
   * @param views what it sees of each image
   * @return what predicts with the weights that the network holds at that time
   */
  EnginePredictor predictor(Views views);

  /**
   * Returns the weights that the network holds now.
   *
   * @return a copy of the values of every tensor in row-major order, by PyTorch's name
   */
  Map<String, float[]> weights();

  /**
   * Returns what the network sees of an image, before it is normalised.
   *
   * @param image the image
   * @return red, green and blue of each pixel of the input's size, row by row
   */
  byte[] input(ImageSource image);

  /**
   * Writes the network to a file.
   *
   * @param file the file
   */
  void save(Path file);

  /**
   * Writes the network for another runtime, and checks the file.
   *
   * @param settings how
   * @param file the file
   * @return how the file compares with the network
   */
  ExportReport export(ExportConfig settings, Path file);
}
