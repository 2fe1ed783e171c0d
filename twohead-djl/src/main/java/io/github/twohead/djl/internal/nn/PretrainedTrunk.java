package io.github.twohead.djl.internal.nn;

import io.github.twohead.ModelFileException;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.djl.internal.weights.WeightsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights of a file for a trunk; what the file holds beyond a trunk is left out. */
final class PretrainedTrunk {
  /** The end of torchvision's classifier, and this library's heads. */
  private static final List<String> BEYOND = List.of("conv5.", "fc.", "heads.");

  private PretrainedTrunk() {}

  static void load(StateDict state, ShuffleNetV2 backbone, Path file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(WeightsFile.read(file));
    tensors.keySet().removeIf(PretrainedTrunk::isBeyond);
    try {
      state.load(tensors, name -> !isBeyond(name));
    } catch (ModelFileException e) {
      throw new ModelFileException(file + " does not fit " + backbone + ": " + e.getMessage(), e);
    }
  }

  private static boolean isBeyond(String name) {
    return BEYOND.stream().anyMatch(name::startsWith);
  }
}
