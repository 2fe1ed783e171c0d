package io.github.twohead.djl.internal.weights;

import io.github.twohead.ModelFileException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Weights that no network computes with: infinite or too large ones, NaN, variances below 0. */
public final class Defects {
  private static final String VARIANCE = "running_var";
  private static final String TOO_LARGE = "a number that does not fit into 32 bits";
  private static final int SHOWN = 3;

  private Defects() {}

  /**
   * Refuses tensors of which one holds such a number.
   *
   * @throws ModelFileException saying what their file does: hold them
   */
  public static void refuse(Map<String, Tensor> tensors) {
    List<String> found = new ArrayList<>();
    tensors.forEach(
        (name, tensor) ->
            defect(name, tensor)
                .ifPresent(what -> found.add(InvalidFile.shown(name) + " has " + what)));
    if (!found.isEmpty()) {
      String shown = String.join("; ", found.subList(0, Math.min(SHOWN, found.size())));
      int hidden = found.size() - SHOWN;
      throw new ModelFileException(
          "holds weights that no network computes with: "
              + shown
              + (hidden > 0 ? "; and " + hidden + " more are alike" : "")
              + (found.stream().allMatch(what -> what.endsWith(TOO_LARGE))
                  ? ""
                  : ". Its training failed before it was saved: take an earlier checkpoint"));
    }
  }

  private static Optional<String> defect(String name, Tensor tensor) {
    boolean variance = name.endsWith(VARIANCE);
    for (float value : tensor.values()) {
      if (!Float.isFinite(value)) {
        return Optional.of(Float.toString(value));
      }
      if (Math.abs(value) == Float.MAX_VALUE) {
        return Optional.of(TOO_LARGE);
      }
      if (variance && value < 0) {
        return Optional.of(value + ", and no variance is below 0");
      }
    }
    return Optional.empty();
  }
}
