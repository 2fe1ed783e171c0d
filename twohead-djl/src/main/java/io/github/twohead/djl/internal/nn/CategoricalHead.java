package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.heads.HeadLayout.Readout;

/** A logit for each category, and the cross-entropy of their softmax. */
final class CategoricalHead extends HeadsBlock.Head {
  CategoricalHead(Readout readout) {
    super(readout);
  }

  @Override
  NDArray logits(NDArray pooled) {
    return Linear.linear(pooled, weight(), bias()).singletonOrThrow();
  }

  @Override
  NDArray loss(NDArray logits, NDArray targets) {
    return logits.logSoftmax(1).mul(targets).sum(new int[] {1}, true).neg();
  }

  @Override
  Value lower(GraphBuilder graph, Value logits) {
    return graph.softmax(logits);
  }
}
