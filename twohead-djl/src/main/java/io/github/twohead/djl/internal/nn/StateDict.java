package io.github.twohead.djl.internal.nn;

import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.weights.Defects;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.runtime.internal.formats.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The weights of a network under the names that PyTorch gives them.
 *
 * <p>The backbone's names are those of its children, as in torchvision: a child of a sequential or
 * parallel block is its number from 0, {@code gamma} and {@code beta} of a batch normalisation are
 * {@code weight} and {@code bias}. A head's tensors are {@code heads.NAME.conv.0.weight}, {@code
 * heads.NAME.conv.1.…} and {@code heads.NAME.fc.…}.
 */
public final class StateDict {
  private static final int SHOWN = 4;

  private final Map<String, StateEntry> entries = new LinkedHashMap<>();

  StateDict(Block backbone, Block top) {
    addBlock("", backbone);
    if (top instanceof HeadsBlock heads) {
      for (int i = 0; i < heads.layout().count(); i++) {
        addHead(heads, i);
      }
    } else {
      addBlock("", top);
    }
  }

  /** The tensors, in the order of the forward pass. */
  public List<StateEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** Copies all values out of the network. */
  public Map<String, float[]> read() {
    Map<String, float[]> values = new LinkedHashMap<>();
    entries.forEach((name, entry) -> values.put(name, entry.read()));
    return values;
  }

  /** Copies values into the network; tensors that are not named keep theirs. */
  public void write(Map<String, float[]> values) {
    Map<Parameter, float[]> changed = new LinkedHashMap<>();
    for (Map.Entry<String, float[]> named : values.entrySet()) {
      StateEntry entry = entries.get(named.getKey());
      if (entry == null || entry.size() != named.getValue().length) {
        throw new IllegalArgumentException("no tensor " + named.getKey() + " of this size");
      }
      float[] all =
          changed.computeIfAbsent(
              entry.parameter(), parameter -> parameter.getArray().toFloatArray());
      System.arraycopy(named.getValue(), 0, all, entry.from(), entry.size());
    }
    changed.forEach((parameter, all) -> Torch.set(parameter.getArray(), all));
  }

  /**
   * Replaces the values of all tensors whose names are wanted.
   *
   * @param owner what messages call the network
   * @throws ModelFileException saying what the tensors' file does: not fit, since any is missing,
   *     left over or of another shape, or hold numbers that no network computes with; the network
   *     is then unchanged
   */
  public void load(Map<String, Tensor> tensors, Predicate<String> wanted, String owner) {
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    Map<String, Tensor> fitting = new LinkedHashMap<>();
    Map<String, Tensor> rest = new LinkedHashMap<>(tensors);
    for (StateEntry entry : entries.values()) {
      Tensor tensor = wanted.test(entry.name()) ? rest.remove(entry.name()) : null;
      if (tensor != null && Arrays.equals(tensor.shape(), entry.shape())) {
        fitting.put(entry.name(), tensor);
      } else if (tensor != null) {
        String shape = Arrays.toString(tensor.shape());
        misshapen.add(entry.name() + " is " + shape + ", not " + Arrays.toString(entry.shape()));
      } else if (wanted.test(entry.name())) {
        missing.add(entry.name() + " is missing");
      }
    }
    List<String> foreign =
        rest.keySet().stream()
            .map(name -> Refusal.shown(name) + " is not part of the network")
            .toList();
    String problems =
        Stream.of(missing, foreign, misshapen)
            .filter(kind -> !kind.isEmpty())
            .map(StateDict::shortened)
            .collect(Collectors.joining("; "));
    if (!problems.isEmpty()) {
      throw new ModelFileException("does not fit " + owner + ": " + problems);
    }
    Defects.refuse(fitting);
    Map<String, float[]> values = new LinkedHashMap<>();
    fitting.forEach((name, tensor) -> values.put(name, tensor.values()));
    write(values);
  }

  /** Some of each kind, so that names that are missing stand beside those that are there. */
  private static String shortened(List<String> problems) {
    String shown = problems.stream().limit(SHOWN).collect(Collectors.joining("; "));
    int hidden = problems.size() - SHOWN;
    return hidden > 0 ? shown + "; and " + hidden + " more" : shown;
  }

  private void addBlock(String prefix, Block block) {
    for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
      add(prefix + torchName(parameter.getValue()), parameter.getValue());
    }
    for (Pair<String, Block> child : children(block)) {
      addBlock(prefix + child.getKey() + ".", child.getValue());
    }
  }

  /** A block's children under PyTorch's names. */
  static PairList<String, Block> children(Block block) {
    boolean numbered = block instanceof SequentialBlock || block instanceof ParallelBlock;
    PairList<String, Block> named = new PairList<>();
    for (Pair<String, Block> child : block.getChildren()) {
      // DJL's key is the child's number from 01, in two digits or more, and its name
      int digits = String.format(Locale.ROOT, "%02d", named.size() + 1).length();
      String name = numbered ? Integer.toString(named.size()) : child.getKey().substring(digits);
      named.add(name, child.getValue());
    }
    return named;
  }

  private static String torchName(Parameter parameter) {
    return switch (parameter.getType()) {
      case GAMMA -> "weight";
      case BETA -> "bias";
      case RUNNING_MEAN -> "running_mean";
      case RUNNING_VAR -> "running_var";
      case WEIGHT, BIAS, OTHER -> parameter.getName();
    };
  }

  private void addHead(HeadsBlock heads, int column) {
    String prefix = "heads." + heads.layout().heads().get(column).name() + ".";
    int from = heads.from(column);
    int width = heads.to(column) - from;
    for (Pair<String, Parameter> parameter : heads.convolution().getDirectParameters()) {
      long inputs = parameter.getValue().getShape().get(1);
      add(
          prefix + "conv.0.weight",
          parameter.getValue(),
          Math.toIntExact(from * inputs),
          new long[] {width, inputs, 1, 1});
    }
    for (Pair<String, Parameter> parameter : heads.norm().getDirectParameters()) {
      String name = prefix + "conv.1." + torchName(parameter.getValue());
      add(name, parameter.getValue(), from, new long[] {width});
    }
    add(prefix + "fc.weight", heads.weight(), from, new long[] {1, width});
    add(prefix + "fc.bias", heads.bias(), column, new long[] {1});
  }

  private void add(String name, Parameter parameter) {
    add(name, parameter, 0, parameter.getShape().getShape());
  }

  private void add(String name, Parameter parameter, int from, long[] shape) {
    StateEntry entry = new StateEntry(name, parameter, from, shape);
    if (entries.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException(
          "the backbone has two tensors named \"" + name + "\" of shape " + Arrays.toString(shape));
    }
  }
}
