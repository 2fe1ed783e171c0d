package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.djl.internal.weights.Tensor.TensorDict;
import io.github.twohead.djl.internal.weights.pickle.Calls.Dict;
import io.github.twohead.djl.internal.weights.pickle.StridedTensor.Storage;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The weights of what {@code torch.save} wrote: a state dict, or dictionaries of tensors in a
 * dictionary with other things, such as {@code state_dict}, {@code model} or {@code ema}.
 *
 * <p>Tensors of integers and booleans are left out: counters and indices are not weights.
 */
final class Checkpoint {
  private static final int MAX_DEPTH = 3;

  /** How many values may repeat others, through stride 0 or shared storages, beyond a few times. */
  private static final long REPEATED_VALUES = 1 << 20;

  private final Function<Storage, ByteBuffer> data;
  private final Map<String, Map<String, StridedTensor>> found = new LinkedHashMap<>();
  private final Set<Dict> visited = Collections.newSetFromMap(new IdentityHashMap<>());
  private long repeated;

  private Checkpoint(Function<Storage, ByteBuffer> data) {
    this.data = data;
  }

  /**
   * Reads the weights.
   *
   * @param root what was unpickled
   * @param data gives a storage's content, of the size that the storage tells; asked once for each
   * @return at least one dictionary, the outer ones before those in them
   */
  static List<TensorDict> weights(Object root, Function<Storage, ByteBuffer> data) {
    if (!(root instanceof Dict dict)) {
      String kind = root instanceof StridedTensor ? "a single tensor" : "a list or a value";
      throw InvalidFile.of("it holds " + kind + ", not a state dict: save model.state_dict()");
    }
    Checkpoint checkpoint = new Checkpoint(data);
    checkpoint.find("", dict, 0);
    if (checkpoint.found.isEmpty()) {
      List<String> keys = dict.items().keySet().stream().limit(8).toList();
      throw InvalidFile.of("it holds no weights; its keys are " + keys);
    }
    return checkpoint.read();
  }

  private void find(String path, Dict dict, int depth) {
    if (!visited.add(dict)) {
      return;
    }
    Map<String, StridedTensor> tensors = new LinkedHashMap<>();
    dict.items()
        .forEach(
            (name, value) -> {
              if (value instanceof StridedTensor tensor && tensor.storage().type().isFloat()) {
                tensors.put(name, tensor);
              }
            });
    if (!tensors.isEmpty()) {
      found.put(path, tensors);
    }
    if (depth < MAX_DEPTH) {
      dict.items()
          .forEach(
              (key, value) -> {
                if (value instanceof Dict inner) {
                  find(path.isEmpty() ? key : path + "." + key, inner, depth + 1);
                }
              });
    }
  }

  /** Goes storage by storage, so that one at a time need be in memory. */
  private List<TensorDict> read() {
    Map<Storage, List<View>> views = new LinkedHashMap<>();
    found.forEach(
        (path, tensors) ->
            tensors.forEach(
                (name, tensor) ->
                    views
                        .computeIfAbsent(tensor.storage(), s -> new ArrayList<>())
                        .add(new View(new Place(path, name), tensor))));
    Map<Place, Tensor> contents = new HashMap<>();
    views.forEach(
        (storage, sharers) -> {
          ByteBuffer content = data.apply(storage);
          limit(storage, sharers.stream().mapToLong(view -> view.tensor.count()).sum());
          sharers.forEach(view -> contents.put(view.place, view.tensor.read(content)));
        });
    List<TensorDict> dicts = new ArrayList<>();
    found.forEach(
        (path, tensors) -> {
          Map<String, Tensor> weights = new LinkedHashMap<>();
          tensors.keySet().forEach(name -> weights.put(name, contents.get(new Place(path, name))));
          dicts.add(new TensorDict(path, weights));
        });
    return dicts;
  }

  /** Where a tensor stands: in which dictionary, and under which name. */
  private record Place(String path, String name) {}

  /** What a tensor shows of its storage. */
  private record View(Place place, StridedTensor tensor) {}

  private void limit(Storage storage, long values) {
    repeated += Math.max(0, values - storage.bytes() / 2);
    if (repeated > REPEATED_VALUES) {
      throw InvalidFile.of("its tensors repeat each other's values too often: refused");
    }
  }
}
