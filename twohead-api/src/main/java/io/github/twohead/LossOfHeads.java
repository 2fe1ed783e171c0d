package io.github.twohead;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a loss says of single heads, by their names. */
final class LossOfHeads {
  final Map<String, Double> weights;
  final Map<String, Double> smoothings;
  final Map<String, HeadLoss> losses;
  final Map<String, ClassWeights> classWeights;

  LossOfHeads() {
    weights = new LinkedHashMap<>();
    smoothings = new LinkedHashMap<>();
    losses = new LinkedHashMap<>();
    classWeights = new LinkedHashMap<>();
  }

  private LossOfHeads(LossOfHeads other) {
    weights = new LinkedHashMap<>(other.weights);
    smoothings = new LinkedHashMap<>(other.smoothings);
    losses = new LinkedHashMap<>(other.losses);
    classWeights = new LinkedHashMap<>(other.classWeights);
  }

  LossOfHeads copy() {
    return new LossOfHeads(this);
  }

  HeadLoss loss(HeadSpec head) {
    return losses.getOrDefault(head.name(), HeadLoss.crossEntropy());
  }

  /** Refuses heads that a model does not have, and what is for heads of the other kind. */
  void check(List<HeadSpec> heads) {
    List<String> names = heads.stream().map(HeadSpec::name).toList();
    Set<String> named = new LinkedHashSet<>(weights.keySet());
    named.addAll(smoothings.keySet());
    named.addAll(losses.keySet());
    named.addAll(classWeights.keySet());
    for (String name : named) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "the loss weighs head \"" + name + "\", but the model has the heads " + names);
      }
    }
    heads.forEach(this::check);
  }

  private void check(HeadSpec head) {
    HeadLoss loss = loss(head);
    ClassWeights own = classWeights.get(head.name());
    if (loss instanceof HeadLoss.Asymmetric && head.isCategorical()) {
      throw new IllegalArgumentException(
          "head \""
              + head
              + "\" has categories, but the asymmetric loss is for yes or no: take focal");
    }
    if (own != null) {
      own.check(head);
    }
    if (own != null && loss instanceof HeadLoss.OfEngine) {
      throw new IllegalArgumentException(
          "the loss of head \""
              + head
              + "\", "
              + loss.name()
              + ", is your own: weights of labels do not reach it, leave them out");
    }
  }

  /** What is set beyond weights, each a text. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    if (!smoothings.isEmpty()) {
      texts.add("label smoothing of heads " + smoothings);
    }
    if (!losses.isEmpty()) {
      Map<String, String> names = new LinkedHashMap<>();
      losses.forEach((head, loss) -> names.put(head, loss.name()));
      texts.add("losses " + names);
    }
    if (!classWeights.isEmpty()) {
      texts.add("class weights " + classWeights);
    }
    return texts;
  }
}
