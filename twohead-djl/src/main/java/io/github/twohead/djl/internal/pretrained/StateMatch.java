package io.github.twohead.djl.internal.pretrained;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.djl.internal.weights.Tensor.TensorDict;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dictionary of tensors whose names, after a prefix, are those of a network: wrappers such as
 * DataParallel, torch.compile and Lightning give every name of what they wrap one.
 *
 * @param dict the dictionary
 * @param prefix what stands before the network's names
 * @param fitting how many tensors have a name and shape of the network's
 * @param named how many have at least the name
 */
record StateMatch(TensorDict dict, String prefix, int fitting, int named) {
  private static final Logger LOG = LoggerFactory.getLogger(StateMatch.class);
  private static final String MODEL = "model";

  private static final Comparator<StateMatch> BETTER =
      Comparator.comparing(StateMatch::fitting)
          .thenComparing(StateMatch::named)
          .thenComparing(match -> match.dict.tensors().size());

  /**
   * Finds the one that fits, or fits best.
   *
   * @param dicts at least one
   * @param wanted what the network needs
   * @param owner what messages call the network
   * @return its tensors, under the network's names
   * @throws ModelFileException saying what the file does: hold more than one that fits
   */
  static Map<String, Tensor> find(List<TensorDict> dicts, List<StateEntry> wanted, String owner) {
    List<StateMatch> matches = new ArrayList<>();
    for (TensorDict dict : dicts) {
      matches.add(new StateMatch(dict, "", 0, 0));
      matches.addAll(matches(dict, wanted));
    }
    List<StateMatch> fitting =
        matches.stream().filter(match -> match.fitting == wanted.size()).toList();
    if (fitting.size() > 1) {
      return modelBesideAverage(fitting)
          .orElseThrow(() -> ambiguous(fitting, owner))
          .unprefixed(wanted.size());
    }
    return matches.stream().max(BETTER).orElseThrow().unprefixed(wanted.size());
  }

  /** What torchvision's script trained, of which it saves a moving average too. */
  private static Optional<StateMatch> modelBesideAverage(List<StateMatch> fitting) {
    List<String> paths = fitting.stream().map(match -> match.dict.path()).sorted().toList();
    if (!paths.equals(List.of(MODEL, MODEL + "_ema"))) {
      return Optional.empty();
    }
    LOG.info(
        "The weights are those of \"model\"; their moving average, \"model_ema\", is not taken");
    return fitting.stream().filter(match -> match.dict.path().equals(MODEL)).findFirst();
  }

  /** By prefix the matches of a dictionary in which some name is found after it. */
  private static List<StateMatch> matches(TensorDict dict, List<StateEntry> wanted) {
    Map<String, StateMatch> byPrefix = new LinkedHashMap<>();
    dict.tensors()
        .forEach(
            (name, tensor) -> {
              for (StateEntry entry : wanted) {
                if (name.endsWith(entry.name())) {
                  String prefix = name.substring(0, name.length() - entry.name().length());
                  int fits = Arrays.equals(tensor.shape(), entry.shape()) ? 1 : 0;
                  byPrefix.merge(
                      prefix, new StateMatch(dict, prefix, fits, 1), StateMatch::together);
                }
              }
            });
    return List.copyOf(byPrefix.values());
  }

  private StateMatch together(StateMatch other) {
    return new StateMatch(dict, prefix, fitting + other.fitting, named + other.named);
  }

  private static ModelFileException ambiguous(List<StateMatch> fitting, String owner) {
    String places = fitting.stream().map(StateMatch::place).collect(Collectors.joining(" and "));
    return new ModelFileException(
        "holds more than one state dict that fits "
            + owner
            + ", "
            + places
            + ": save only the one that you mean");
  }

  /** Where it is, such as {@code "model"} or {@code "ema.module"}. */
  private String place() {
    String place =
        Stream.of(dict.path(), prefix)
            .filter(part -> !part.isEmpty())
            .map(part -> part.endsWith(".") ? part.substring(0, part.length() - 1) : part)
            .collect(Collectors.joining("."));
    return place.isEmpty() ? "the one without a prefix" : "\"" + InvalidFile.shown(place) + "\"";
  }

  /**
   * The tensors, without the prefix. If all that is wanted stands behind one, the others are left
   * out; else they keep their names, by which they are found to be of no use.
   */
  private Map<String, Tensor> unprefixed(int wanted) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    dict.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), tensor);
              }
            });
    if (fitting == wanted) {
      return tensors;
    }
    dict.tensors()
        .forEach(
            (name, tensor) -> {
              if (!name.startsWith(prefix)) {
                tensors.putIfAbsent(name, tensor);
              }
            });
    return tensors;
  }
}
