package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Views;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A network that is ready to answer. Safe for several threads, until it is closed. */
public interface Inference extends AutoCloseable {

  /**
   * How many images it answers best in one run. A network that takes one is run by several threads
   * at once; one that takes more uses all cores by itself, and is run by the thread that asks.
   */
  int together();

  /**
   * Runs the network.
   *
   * @param images at least one and at most {@link #together}, each interleaved RGB of the input
   *     size, which is only read
   * @return probabilities (B, N), row by row
   */
  double[] probabilities(List<byte[]> images);

  /**
   * Runs the network on one image.
   *
   * @param ready as many numbers as it takes from the position on, interleaved, as it takes them;
   *     the position stays
   * @return its probabilities, N
   */
  double[] probabilities(FloatBuffer ready);

  /**
   * The same with the calibrations of given points, also where those that hold change meanwhile.
   * Owns nothing.
   */
  default Inference at(OperatingPoints points) {
    return this;
  }

  /** Does work of several runs, between which the network does not change. */
  default <T> T throughout(Supplier<T> work) {
    return work.get();
  }

  /** What it sees of each image; empty if parts of it see different things. */
  default Optional<Views> views() {
    return Optional.of(Views.one());
  }

  /** Says what runs it, as {@code MultiHeadPredictor} does. */
  String runtime();

  @Override
  void close();
}
