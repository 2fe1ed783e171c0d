package io.github.twohead.djl.internal.weights.pickle;

import com.google.common.collect.ImmutableSet;
import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.djl.internal.weights.pickle.StridedTensor.Storage;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the functions that a pickle may name return. */
final class Calls {
  private Calls() {}

  static Object result(Object function, Object arguments) {
    if (!(function instanceof Global global) || !(arguments instanceof Object[] args)) {
      throw PickleStack.damaged("it calls what is not a function");
    }
    return switch (global) {
      case DICTIONARY -> dictionary(args);
      case REBUILD_TENSOR, REBUILD_TENSOR_V2 -> tensor(args);
      case REBUILD_PARAMETER -> parameter(args);
      case VALUE -> Inert.OBJECT;
    };
  }

  /** What a class makes of nothing, before its attributes and items come. */
  static Object instance(Object type) {
    if (type == Global.DICTIONARY) {
      return new Dict();
    }
    if (type == Global.VALUE) {
      return Inert.OBJECT;
    }
    throw PickleStack.damaged("it makes an object of what is not a class");
  }

  /**
   * Python 3 calls OrderedDict with nothing, Python 2 with a list of pairs; a defaultdict gets the
   * type of its values, a Counter its counts.
   */
  private static Dict dictionary(Object[] args) {
    Dict dict = new Dict();
    if (args.length == 0 || args[0] instanceof Global || args[0] == Inert.NONE) {
      return dict;
    }
    if (args[0] instanceof Dict counts) {
      return counts;
    }
    if (args.length != 1 || !(args[0] instanceof Sequence pairs)) {
      throw PickleStack.damaged("a dictionary is made of what is not a list");
    }
    for (Object item : pairs.items()) {
      if (!(item instanceof Sequence pair) || pair.items().size() != 2) {
        throw PickleStack.damaged("a dictionary is made of what are not pairs");
      }
      dict.put(pair.items().get(0), pair.items().get(1));
    }
    return dict;
  }

  private static StridedTensor tensor(Object[] args) {
    if (args.length < 4
        || !(args[0] instanceof Storage storage)
        || !(args[1] instanceof Long offset)
        || !(args[2] instanceof Object[] shape)
        || !(args[3] instanceof Object[] stride)) {
      throw PickleStack.damaged("it describes a tensor in an unknown way");
    }
    return new StridedTensor(storage, offset, numbers(shape), numbers(stride));
  }

  private static long[] numbers(Object[] values) {
    if (values.length > Tensor.MAX_DIMENSIONS) {
      throw InvalidFile.of("it holds a tensor of " + values.length + " dimensions");
    }
    long[] numbers = new long[values.length];
    for (int i = 0; i < numbers.length; i++) {
      if (!(values[i] instanceof Long number)) {
        throw PickleStack.damaged("a tensor's shape is not made of numbers");
      }
      numbers[i] = number;
    }
    return numbers;
  }

  private static StridedTensor parameter(Object[] args) {
    if (args.length == 0 || !(args[0] instanceof StridedTensor tensor)) {
      throw PickleStack.damaged("it holds a parameter that is not a tensor");
    }
    return tensor;
  }

  /**
   * The Python functions and classes that a checkpoint's pickle may name. Those that weights are
   * made with have their like in Java; of the values that stand beside weights, such as the
   * arguments of a training script, nothing is kept, and none of their classes is ever looked up.
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
      if (name.matches(
          "torch\\._utils\\._rebuild_qtensor|torch\\.(storage\\.)?QU?Int\\w+Storage")) {
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

  /**
   * A Python dictionary. Items whose key is not a text are left out, as no weight has such a name.
   *
   * @param items may hold the dictionary itself: never compare, hash or print them
   */
  record Dict(Map<String, Object> items) {
    Dict() {
      this(new LinkedHashMap<>());
    }

    void put(Object key, Object value) {
      if (key instanceof String name) {
        items.put(name, value);
      }
    }
  }

  /**
   * A Python list.
   *
   * @param items may hold the list itself: never compare, hash or print them
   */
  record Sequence(List<Object> items) {
    Sequence() {
      this(new ArrayList<>());
    }
  }

  /** What stands on a pickle's stack or in its memo and means nothing to weights. */
  enum Inert {
    NONE,
    BYTES,
    /** An object of which nothing is kept. */
    OBJECT,
    MARK,
    UNSET
  }
}
