package io.github.twohead.djl.internal.weights;

import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.formats.InvalidFile;
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
 * {@code weight} and {@code bias}. Blocks that are {@link Named} say what theirs are called.
 */
public final class StateDict {
  private static final int SHOWN = 4;

  private final Map<String, StateEntry> entries = new LinkedHashMap<>();

  /** A block whose tensors are not named after its children. */
  public interface Named {

    /** Its tensors, in the order of the forward pass. */
    List<StateEntry> entries();
  }

  /**
   * Lists the tensors of a network.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public StateDict(Block backbone, Block top) {
    addBlock("", backbone);
    addBlock("", top);
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
            .map(name -> InvalidFile.shown(name) + " is not part of the network")
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
    if (block instanceof Named named) {
      named.entries().forEach(this::add);
      return;
    }
    for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
      add(StateEntry.of(prefix + torchName(parameter.getValue()), parameter.getValue()));
    }
    for (Pair<String, Block> child : children(block)) {
      addBlock(prefix + child.getKey() + ".", child.getValue());
    }
  }

  /** A block's children under PyTorch's names. */
  public static PairList<String, Block> children(Block block) {
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

  /** What PyTorch calls a parameter within its layer. */
  public static String torchName(Parameter parameter) {
    return switch (parameter.getType()) {
      case GAMMA -> "weight";
      case BETA -> "bias";
      case RUNNING_MEAN -> "running_mean";
      case RUNNING_VAR -> "running_var";
      case WEIGHT, BIAS, OTHER -> parameter.getName();
    };
  }

  private void add(StateEntry entry) {
    if (entries.putIfAbsent(entry.name(), entry) != null) {
      throw new IllegalArgumentException(
          "the backbone has two tensors named \""
              + entry.name()
              + "\" of shape "
              + Arrays.toString(entry.shape()));
    }
  }

  /**
   * One tensor of a state dict: a parameter, or the rows of a parameter that belong to one head.
   *
   * @param name the name in a state dict, such as {@code stage2.0.branch1.0.weight}
   * @param parameter where the values live
   * @param from the index of the first value within the parameter
   * @param shape the tensor's shape
   */
  public record StateEntry(String name, Parameter parameter, int from, long[] shape) {

    /** A tensor that is a whole parameter. */
    public static StateEntry of(String name, Parameter parameter) {
      return new StateEntry(name, parameter, 0, parameter.getShape().getShape());
    }

    /** The number of values. */
    public int size() {
      return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    /** Copies the values out of the network, in row-major order. */
    public float[] read() {
      return Arrays.copyOfRange(parameter.getArray().toFloatArray(), from, from + size());
    }
  }
}
