package io.github.twohead.djl.internal.nn;

import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.djl.internal.weights.TensorDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The weights of another network, for a trunk and, where its backbone wants it, for the
 * convolutions of its heads. What else there is, is left out.
 */
public final class PretrainedWeights {
  private static final String CONV5 = "conv5.";

  /** The end of torchvision's classifier, and this library's heads. */
  private static final List<String> BEYOND = List.of(CONV5, "fc.", "heads.");

  private PretrainedWeights() {}

  /**
   * Copies weights into a network.
   *
   * @param dicts the dictionaries of tensors that a file holds, of which one should fit
   * @throws ModelFileException saying what the file does: not fit, or hold a weight that is
   *     unusable, or more than one dictionary that fits; the network is then unchanged
   */
  public static void load(Network network, List<TensorDict> dicts) {
    String owner = network.config().backbone().name();
    List<StateEntry> trunk =
        network.state().entries().stream().filter(entry -> !isBeyond(entry.name())).toList();
    Map<String, Tensor> tensors = StateMatch.find(dicts, trunk, owner);
    Map<String, Tensor> wanted = new LinkedHashMap<>(tensors);
    wanted.keySet().removeIf(PretrainedWeights::isBeyond);
    Predicate<String> replaced = name -> !isBeyond(name);
    if (network.config().backbone() instanceof ShuffleNetV2 spec && spec.startsHeadsFromConv5()) {
      for (HeadSpec head : network.config().heads()) {
        String prefix = "heads." + head.name() + ".conv.";
        addConv5(wanted, tensors, head, prefix, owner);
        replaced = replaced.or(name -> name.startsWith(prefix));
      }
    }
    network.state().load(wanted, replaced, owner);
  }

  private static boolean isBeyond(String name) {
    return BEYOND.stream().anyMatch(name::startsWith);
  }

  private static void addConv5(
      Map<String, Tensor> wanted,
      Map<String, Tensor> tensors,
      HeadSpec head,
      String prefix,
      String owner) {
    @Nullable Tensor kernel = tensors.get(CONV5 + "0.weight");
    if (kernel == null) {
      throw new ModelFileException(
          "does not fit "
              + owner
              + ": it holds no conv5, which the heads shall start from: leave headsFromConv5() out,"
              + " or take the file of a whole classifier");
    }
    long width = kernel.shape().length == 0 ? 0 : kernel.shape()[0];
    if (width != head.width()) {
      throw new ModelFileException(
          "does not fit "
              + owner
              + ": its conv5 has "
              + width
              + " channels, but the head \""
              + head
              + "\", which shall start from it, "
              + head.width()
              + ": make all heads with HeadSpec.builder(name).width("
              + width
              + "), or leave headsFromConv5() out");
    }
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(CONV5)) {
            wanted.put(prefix + name.substring(CONV5.length()), tensor);
          }
        });
  }
}
