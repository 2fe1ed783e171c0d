package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.heads.HeadLayout.Readout;

/** One logit, its binary cross-entropy, and its sigmoid. */
final class BinaryHead extends HeadsBlock.Head {
  BinaryHead(Readout readout) {
    super(readout);
  }

  /** With a single row of weights, faster than a product of matrices. */
  @Override
  NDArray logits(NDArray pooled) {
    return pooled.mul(weight()).sum(new int[] {1}, true).add(bias());
  }

  /** The cross-entropy of a sigmoid: {@code softplus(x) − x·t} for a logit x and a target t. */
  @Override
  NDArray loss(NDArray logits, NDArray targets) {
    NDArray softplus = Activation.softPlus(new NDList(logits)).singletonOrThrow();
    return softplus.sub(logits.mul(targets));
  }

  @Override
  Value lower(GraphBuilder graph, Value logits) {
    return graph.sigmoid(logits);
  }
}
