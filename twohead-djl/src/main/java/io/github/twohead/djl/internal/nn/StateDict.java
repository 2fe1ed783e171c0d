package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.util.Pair;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a network under the names that PyTorch gives them.
 *
 * <p>The backbone's names are those of its children, as in torchvision: a child of a sequential
 * block is its number from 0, {@code gamma} and {@code beta} of a batch normalisation are {@code
 * weight} and {@code bias}. A head's tensors are {@code heads.NAME.conv.0.weight}, {@code
 * heads.NAME.conv.1.…} and {@code heads.NAME.fc.…}.
 */
public final class StateDict {
  private final Map<String, StateEntry> entries = new LinkedHashMap<>();

  StateDict(Block backbone, HeadsBlock heads) {
    addBlock("", backbone);
    for (int i = 0; i < heads.layout().count(); i++) {
      addHead(heads, i);
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
    changed.forEach(StateDict::set);
  }

  private static void set(Parameter parameter, float[] values) {
    NDArray array = parameter.getArray();
    array.set(FloatBuffer.wrap(values));
  }

  private void addBlock(String prefix, Block block) {
    for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
      add(prefix + torchName(parameter.getValue()), parameter.getValue());
    }
    boolean numbered = block instanceof SequentialBlock;
    for (Pair<String, Block> child : block.getChildren()) {
      // DJL's key is the child's number from 01, in two digits or more, and its name
      String number = child.getKey().replaceFirst("^(\\d{2,}).*", "$1");
      String name =
          numbered
              ? Integer.toString(Integer.parseInt(number) - 1)
              : child.getKey().substring(number.length());
      addBlock(prefix + name + ".", child.getValue());
    }
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
    HeadLayout layout = heads.layout();
    String prefix = "heads." + layout.heads().get(column).name() + ".";
    int from = layout.from(column);
    int width = layout.to(column) - from;
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
