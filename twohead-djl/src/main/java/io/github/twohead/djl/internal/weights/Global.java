package io.github.twohead.djl.internal.weights;

import io.github.twohead.ModelFileException;
import java.util.Optional;

/** The Python functions that a state dict's pickle may name. Each has its like in Java. */
enum Global {
  ORDERED_DICT("collections.OrderedDict"),
  /** What PyTorch wrote before 0.4. */
  REBUILD_TENSOR("torch._utils._rebuild_tensor"),
  REBUILD_TENSOR_V2("torch._utils._rebuild_tensor_v2"),
  REBUILD_PARAMETER("torch._utils._rebuild_parameter");

  private final String pythonName;

  Global(String pythonName) {
    this.pythonName = pythonName;
  }

  static Optional<Global> of(String name) {
    for (Global global : values()) {
      if (global.pythonName.equals(name)) {
        return Optional.of(global);
      }
    }
    return Optional.empty();
  }

  /** Why a name that stands for nothing here is refused. */
  static ModelFileException refuse(String name) {
    if (name.matches("torch\\._utils\\._rebuild_qtensor|torch\\.(storage\\.)?QU?Int\\w+Storage")) {
      return Refusal.of(
          "it holds quantised tensors (" + name + "): save the float model's state_dict()");
    }
    if ((name.startsWith("torch.") && name.endsWith("Storage"))
        || name.equals("torch._utils._rebuild_tensor_v3")) {
      return Refusal.of("it holds numbers of a type that is not supported (" + name + ")");
    }
    return Refusal.of("it holds " + name + ", which is neither a tensor nor a dictionary: refused");
  }

  /** Why an object of a class is refused. */
  static ModelFileException refuseObject(String className) {
    return Refusal.of(
        "it holds an object of the class "
            + className
            + ", not weights alone: save model.state_dict() instead");
  }
}
