package io.github.twohead;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What a recipe says of the loss, put together in the end. */
final class RecipeLoss {
  private final RecipeTables tables;
  private final WeightedMultiLoss.Builder loss = WeightedMultiLoss.builder();
  private final Map<String, Double> weights = new LinkedHashMap<>();

  RecipeLoss(RecipeTables tables) {
    this.tables = tables;
  }

  void weight(String head, double weight) {
    tables.require(head);
    WeightedMultiLoss unused = // refuses one that is out of range
        WeightedMultiLoss.builder().weight(HeadSpec.binary(head), weight).build();
    weights.put(head, weight);
  }

  void positiveWeight(String head, String text) {
    set(head, (to, spec) -> to.classWeights(spec, ClassWeights.parsePositive(spec, text)));
  }

  void classWeights(String head, List<String> texts) {
    set(head, (to, spec) -> to.classWeights(spec, ClassWeights.parseCategories(spec, texts)));
  }

  void loss(String head, HeadLoss own) {
    set(head, (to, spec) -> to.loss(spec, own));
  }

  void labelSmoothing(String head, double smoothing) {
    set(head, (to, spec) -> to.labelSmoothing(spec, smoothing));
  }

  /** Sets what fits the head. */
  private void set(String head, BiConsumer<WeightedMultiLoss.Builder, HeadSpec> setting) {
    tables.require(head);
    HeadSpec spec = tables.head(head).spec.build();
    WeightedMultiLoss.Builder alone = WeightedMultiLoss.builder();
    setting.accept(alone, spec);
    alone.build().checkHeads(List.of(spec));
    setting.accept(loss, spec);
  }

  /** What is not of one head. */
  WeightedMultiLoss.Builder builder() {
    return loss;
  }

  /** The loss, in which the first head counts twice unless it is said otherwise. */
  WeightedMultiLoss build() {
    weights.putIfAbsent(tables.specs().get(0).name(), 2.0);
    weights.forEach((head, weight) -> loss.weight(HeadSpec.binary(head), weight));
    return loss.build();
  }
}
