package io.github.twohead.djl.internal.weights;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The weights of what {@code torch.save} wrote: a state dict, or one in a dictionary with other
 * things, under {@code state_dict}, {@code model_state_dict} or {@code model}.
 *
 * <p>Tensors of integers and booleans are left out: counters and indices are not weights. The
 * prefix {@code module.} that DataParallel gives every name is taken off.
 */
final class Checkpoint {
  private static final List<String> WRAPPERS = List.of("state_dict", "model_state_dict", "model");
  private static final int MAX_WRAPPERS = 3;
  private static final String PARALLEL = "module.";

  /** How many values may repeat others, through stride 0 or shared storages, beyond a few times. */
  private static final long REPEATED_VALUES = 1 << 20;

  private final Function<Storage, ByteBuffer> data;
  private long repeated;

  private Checkpoint(Function<Storage, ByteBuffer> data) {
    this.data = data;
  }

  /**
   * Reads the weights.
   *
   * @param root what was unpickled
   * @param data gives a storage's content, of the size that the storage tells; asked once for each
   */
  static Map<String, Tensor> weights(Object root, Function<Storage, ByteBuffer> data) {
    Map<String, StridedTensor> tensors = tensors(stateDict(root));
    return new Checkpoint(data).read(tensors);
  }

  private static Dict stateDict(Object root) {
    if (!(root instanceof Dict dict)) {
      String kind = root instanceof StridedTensor ? "a single tensor" : "a list or a value";
      throw Refusal.of("it holds " + kind + ", not a state dict: save model.state_dict()");
    }
    for (int i = 0; i < MAX_WRAPPERS; i++) {
      for (String wrapper : WRAPPERS) {
        if (dict.items().get(wrapper) instanceof Dict inner) {
          dict = inner;
          break;
        }
      }
    }
    return dict;
  }

  private static Map<String, StridedTensor> tensors(Dict dict) {
    Map<String, StridedTensor> tensors = new LinkedHashMap<>();
    dict.items()
        .forEach(
            (name, value) -> {
              if (value instanceof StridedTensor tensor && tensor.storage().type().isFloat()) {
                tensors.put(name, tensor);
              }
            });
    if (tensors.isEmpty()) {
      List<String> keys = dict.items().keySet().stream().limit(8).toList();
      throw Refusal.of("it holds no weights; its keys are " + keys);
    }
    if (!tensors.keySet().stream().allMatch(name -> name.startsWith(PARALLEL))) {
      return tensors;
    }
    Map<String, StridedTensor> stripped = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> stripped.put(name.substring(PARALLEL.length()), tensor));
    return stripped;
  }

  /** Goes storage by storage, so that one at a time need be in memory. */
  private Map<String, Tensor> read(Map<String, StridedTensor> tensors) {
    Map<Storage, Map<String, StridedTensor>> views = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            views.computeIfAbsent(tensor.storage(), s -> new LinkedHashMap<>()).put(name, tensor));
    Map<String, Tensor> contents = new HashMap<>();
    views.forEach(
        (storage, sharers) -> {
          ByteBuffer content = data.apply(storage);
          limit(storage, sharers.values().stream().mapToLong(StridedTensor::count).sum());
          sharers.forEach((name, tensor) -> contents.put(name, tensor.read(content)));
        });
    Map<String, Tensor> weights = new LinkedHashMap<>();
    tensors.keySet().forEach(name -> weights.put(name, contents.get(name)));
    return Collections.unmodifiableMap(weights);
  }

  private void limit(Storage storage, long values) {
    repeated += Math.max(0, values - storage.bytes() / 2);
    if (repeated > REPEATED_VALUES) {
      throw Refusal.of("its tensors repeat each other's values too often: refused");
    }
  }
}
