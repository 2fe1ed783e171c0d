package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.EngineNetwork;
import io.github.twohead.spi.ModelConfig;
import java.util.List;
import java.util.Optional;

/**
 * What a model and a predictor have in common: heads, how they decide and what they score, and
 * where the weights came from. Its public methods are, to users, those of the classes that extend
 * it.
 */
abstract sealed class MultiHeadNetwork implements AutoCloseable
    permits MultiHeadModel, MultiHeadPredictor {
  private final EngineNetwork network;

  MultiHeadNetwork(EngineNetwork network) {
    this.network = network;
  }

  /** {@return the heads, the main one first} */
  public List<HeadSpec> heads() {
    return network.heads();
  }

  /** {@return how images become input} */
  public Preprocessing preprocessing() {
    return network.preprocessing().settled();
  }

  /**
   * {@return the probability from which on a head decides yes, 0 to 1: the one that was set, else
   * what the file says; 0.5 for a new model and for a file from elsewhere}
   *
   * @param head the head's name
   * @throws IllegalArgumentException if there is no such head, or it is categorical
   */
  public double threshold(String head) {
    return network.operatingPoint(headWithThreshold(head)).threshold();
  }

  /**
   * {@return the calibration that a head's probabilities have, whether it is that of a model or one
   * that an exported file computes itself; {@link Calibration#none} unless it was set}
   *
   * @param head the head's name
   * @throws IllegalArgumentException if there is no such head
   */
  public Calibration calibration(String head) {
    return network.operatingPoint(head(head)).calibration();
  }

  final HeadSpec head(String name) {
    return ModelConfig.head(heads(), Arguments.notNull("head", name));
  }

  final HeadSpec headWithThreshold(String name) {
    return ModelConfig.headWithThreshold(heads(), Arguments.notNull("head", name));
  }

  /**
   * {@return the probabilities of a table's images, of which scores are asked; images are decoded
   * on the way and not kept, so that it may be of any size}
   *
   * @param table labelled images
   * @throws DataException if the table has problems; all are listed
   * @throws TwoheadException if this thread is interrupted, whose interrupt status stays set; if no
   *     probability comes out, as when the numbers that go in are not finite; or if the network
   *     cannot be run
   * @throws IllegalStateException if this is closed, or another thread trains the model
   */
  public Evaluation evaluate(ImageTable table) {
    return network.evaluate(Arguments.notNull("table", table));
  }

  /**
   * {@return the labels that the model was trained with, to score it on more data; empty if the
   * images of training had no classes} A class that training did not see is unknown.
   *
   * @throws IllegalStateException if this is a model that is closed, or that another thread trains
   */
  public Optional<LabelSplitter> labels() {
    return network.provenance().labels();
  }

  /**
   * {@return where the weights came from: what they started as, and the last training; {@link
   * Provenance#unknown} for a file that this library did not write} Saved and exported files keep
   * it.
   *
   * @throws IllegalStateException if this is a model that is closed, or that another thread trains
   */
  public Provenance provenance() {
    return network.provenance();
  }

  /**
   * Says what runs the network, such as {@code ONNX Runtime 1.28.0}.
   *
   * <p>With PyTorch it tells its version, the device, and whatever was computed on another path
   * than the fastest, because PyTorch computes it wrongly on this processor. Each path is checked
   * when it is first used with a size of batch, so ask after the network was used. Saved models
   * keep what ran their training.
   *
   * @return one line for a log, such as {@code PyTorch 2.7.1 on the CPU}
   */
  public String runtime() {
    return network.runtime();
  }

  /**
   * Frees the native memory. Closing twice is harmless; what would use it afterwards throws an
   * {@link IllegalStateException}.
   *
   * @throws IllegalStateException if this is a model that is in use; it then stays open
   */
  @Override
  public void close() {
    network.close();
  }
}
