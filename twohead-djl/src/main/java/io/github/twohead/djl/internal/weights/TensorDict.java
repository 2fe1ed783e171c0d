package io.github.twohead.djl.internal.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A dictionary of tensors in a file of weights.
 *
 * @param path the keys that lead to it, such as {@code model}; empty for the file's own
 * @param tensors by name, in the order of the file
 */
public record TensorDict(String path, Map<String, Tensor> tensors) {

  public TensorDict {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }
}
