package io.github.twohead.examples.table;

import io.github.twohead.Scores;
import java.util.OptionalLong;

/**
 * A trained network and what was measured of it.
 *
 * @param network what it is, such as {@code two heads}
 * @param size the width and height of its input in pixels
 * @param bestEpoch the epoch whose weights were kept
 * @param test its scores on the test set
 * @param latency milliseconds for one photo
 * @param weightBytes the size of its saved 32-bit weights
 * @param tfliteBytes the size of its TFLite file with 8-bit weights, where there is one
 */
public record TableRow(
    String network,
    int size,
    int bestEpoch,
    Scores test,
    Interval latency,
    long weightBytes,
    OptionalLong tfliteBytes) {

  /** What the article calls the row, such as {@code two heads, 256}. */
  public String name() {
    return network + ", " + size;
  }
}
