package io.github.twohead.djl.zoo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.util.List;

/** What goes into a model that an engine of DJL's runs, and what comes out. Safe for threads. */
interface ImageTensors {

  /** How images become pixels. */
  Preprocessing preprocessing();

  /** How the heads decide. */
  OperatingPoints points();

  /**
   * Makes a batch.
   *
   * @param images at least one, each interleaved RGB of the input size
   */
  NDArray input(NDManager manager, List<byte[]> images);

  /**
   * Reads what the model gave for a batch.
   *
   * @param images how many there were
   * @return the probabilities of each image, N
   */
  List<double[]> probabilities(NDList outputs, int images);
}
