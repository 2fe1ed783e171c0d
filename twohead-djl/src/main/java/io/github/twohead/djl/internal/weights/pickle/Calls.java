package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.runtime.internal.formats.InvalidFile;

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
}
