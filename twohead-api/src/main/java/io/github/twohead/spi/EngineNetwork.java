package io.github.twohead.spi;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import java.util.List;

/** A network that an engine runs, whether it can be trained or not. */
public interface EngineNetwork extends AutoCloseable {

  /** {@return the heads, the main one first} */
  List<HeadSpec> heads();

  /** {@return how images become input} */
  Preprocessing preprocessing();

  /**
   * {@return how a head decides}
   *
   * @param head one of the heads
   */
  OperatingPoint operatingPoint(HeadSpec head);

  /**
   * Runs the network on a table.
   *
   * @param table labelled images
   * @return every image's probabilities and labels
   */
  Evaluation evaluate(ImageTable table);

  /** {@return where the weights came from; for a file from elsewhere, nothing is known} */
  Provenance provenance();

  /** {@return what runs the network, one line} */
  String runtime();

  @Override
  void close();
}
