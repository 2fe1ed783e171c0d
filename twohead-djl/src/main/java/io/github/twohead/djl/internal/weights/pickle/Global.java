package io.github.twohead.djl.internal.weights.pickle;

import com.google.common.collect.ImmutableSet;
import io.github.twohead.ModelFileException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Python functions and classes that a checkpoint's pickle may name. Those that weights are made
 * with have their like in Java; of the values that stand beside weights, such as the arguments of a
 * training script, nothing is kept, and none of their classes is ever looked up.
 */
enum Global {
  DICTIONARY(
      "collections.OrderedDict",
      "collections.defaultdict",
      "collections.Counter",
      "lightning_fabric.utilities.data.AttributeDict",
      "lightning.fabric.utilities.data.AttributeDict",
      "pytorch_lightning.utilities.parsing.AttributeDict"),
  /** What PyTorch wrote before 0.4. */
  REBUILD_TENSOR("torch._utils._rebuild_tensor"),
  REBUILD_TENSOR_V2("torch._utils._rebuild_tensor_v2"),
  REBUILD_PARAMETER("torch._utils._rebuild_parameter"),
  VALUE(
      "argparse.Namespace",
      "types.SimpleNamespace",
      "torch.device",
      "torch.Size",
      "numpy.dtype",
      "numpy.ndarray",
      "numpy.core.multiarray.scalar",
      "numpy.core.multiarray._reconstruct",
      "numpy._core.multiarray.scalar",
      "numpy._core.multiarray._reconstruct",
      "numpy.core.numeric._frombuffer",
      "numpy._core.numeric._frombuffer",
      "_codecs.encode",
      "collections.deque",
      "datetime.date",
      "datetime.datetime",
      "datetime.timedelta");

  private static final Pattern TYPES =
      Pattern.compile(
          "torch\\.(bool|b?float\\d+|u?int\\d+|long|double|half)"
              + "|pathlib(\\._local)?\\.(Pure)?(Posix|Windows)?Path|(builtins|__builtin__)"
              + "\\.(set|frozenset|complex|bytearray|list|dict|tuple|int|float|str|bool|range|slice)");

  private final ImmutableSet<String> pythonNames;

  Global(String... pythonNames) {
    this.pythonNames = ImmutableSet.copyOf(pythonNames);
  }

  static Optional<Global> of(String name) {
    for (Global global : values()) {
      if (global.pythonNames.contains(name)) {
        return Optional.of(global);
      }
    }
    return TYPES.matcher(name).matches() ? Optional.of(VALUE) : Optional.empty();
  }

  /** Why a name that stands for nothing here is refused. */
  static ModelFileException refuse(String name) {
    if (name.matches("torch\\._utils\\._rebuild_qtensor|torch\\.(storage\\.)?QU?Int\\w+Storage")) {
      return InvalidFile.of(
          "it holds quantised tensors (" + name + "): save the float model's state_dict()");
    }
    if ((name.startsWith("torch.") && name.endsWith("Storage"))
        || name.equals("torch._utils._rebuild_tensor_v3")) {
      return InvalidFile.of("it holds numbers of a type that is not supported (" + name + ")");
    }
    return InvalidFile.of(
        "it holds " + name + ", which is neither a tensor nor a dictionary: refused");
  }

  /** Why an object of a class is refused. */
  static ModelFileException refuseObject(String className) {
    return InvalidFile.of(
        "it holds an object of the class "
            + className
            + ", not weights alone: save model.state_dict() instead");
  }
}
