package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.Initializer;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.heads.Readout;

/**
 * The last layer of one head, and what is made of its numbers: pooled features (B, width) to logits
 * (B, outputs). Its weight has a row per output.
 */
abstract class HeadLayer {
  final Readout readout;
  final Parameter weight;
  final Parameter bias;

  HeadLayer(Readout readout) {
    this.readout = readout;
    String name = readout.head().name();
    Shape shape = new Shape(readout.outputs(), readout.head().width());
    weight = parameter(name + ".weight", Parameter.Type.WEIGHT, shape);
    bias = parameter(name + ".bias", Parameter.Type.BIAS, shape.slice(0, 1));
  }

  /** The layer that goes with a readout. */
  static HeadLayer of(Readout readout) {
    if (readout instanceof Readout.Binary) {
      return new Binary(readout);
    }
    if (readout instanceof Readout.Categorical) {
      return new Categorical(readout);
    }
    throw new IllegalArgumentException("no layer for " + readout);
  }

  private static Parameter parameter(String name, Parameter.Type type, Shape shape) {
    Parameter parameter = Parameter.builder().setName(name).setType(type).build();
    parameter.setShape(shape);
    parameter.setInitializer(Initializer.ZEROS); // RandomWeights draws them
    return parameter;
  }

  NDArray weight() {
    return weight.getArray();
  }

  NDArray bias() {
    return bias.getArray();
  }

  /** The forward pass of the layer. */
  abstract NDArray logits(NDArray pooled);

  /** The loss (R, 1) of logits (R, outputs), against targets of the same shape. */
  abstract NDArray loss(NDArray logits, NDArray targets);

  /** Appends what makes probabilities of logits. */
  abstract Value lower(GraphBuilder graph, Value logits);

  boolean hasLossOf(HeadLayer other) {
    return getClass() == other.getClass() && readout.outputs() == other.readout.outputs();
  }

  /** One logit, its binary cross-entropy, and its sigmoid. */
  private static final class Binary extends HeadLayer {
    Binary(Readout readout) {
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

  /** A logit for each category, and the cross-entropy of their softmax. */
  private static final class Categorical extends HeadLayer {
    Categorical(Readout readout) {
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
}
