package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that have something in common, in groups; each is alone until it is joined. */
final class Groups {
  private final Map<Value, Value> parents = new HashMap<>();

  /** Makes one group of two. */
  void join(Value left, Value right) {
    Value one = of(left);
    Value other = of(right);
    if (one != other) {
      parents.put(one, other);
    }
  }

  /** The value that stands for a value's group. */
  Value of(Value value) {
    Value root = value;
    for (@Nullable Value up = parents.get(root); up != null; up = parents.get(root)) {
      root = up;
    }
    return root;
  }
}
