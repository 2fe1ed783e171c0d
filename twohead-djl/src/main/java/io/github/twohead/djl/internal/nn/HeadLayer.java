package io.github.twohead.djl.internal.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.Initializer;
import io.github.twohead.HeadLoss;
import io.github.twohead.djl.DjlLoss;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.heads.Readout;

/**
 * The last layer of one head, and what is made of its numbers: pooled features (B, width) to logits
 * (B, outputs). Its weight has a row per output.
 */
abstract class HeadLayer {
  private static final double SMALLEST_BASE = 1e-12;

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

  /** The loss (R, 1) of logits (R, outputs), against targets of the same shape, from 0 to 1. */
  final NDArray loss(NDArray logits, NDArray targets, HeadTerm term) {
    if (term.loss() instanceof DjlLoss own) {
      return own.losses(logits, targets);
    }
    if (term.loss() instanceof HeadLoss.Focal focal) {
      return focal(logits, targets, term, focal);
    }
    if (term.loss() instanceof HeadLoss.Asymmetric asymmetric) {
      return asymmetric(logits, targets, term, asymmetric);
    }
    return crossEntropy(logits, targets, term);
  }

  abstract NDArray crossEntropy(NDArray logits, NDArray targets, HeadTerm term);

  abstract NDArray focal(NDArray logits, NDArray targets, HeadTerm term, HeadLoss.Focal focal);

  abstract NDArray asymmetric(
      NDArray logits, NDArray targets, HeadTerm term, HeadLoss.Asymmetric asymmetric);

  /** A power whose derivative is finite where the base is 0. */
  private static NDArray power(NDArray base, double exponent) {
    return base.maximum(SMALLEST_BASE).pow(exponent);
  }

  private static NDArray softPlus(NDArray numbers) {
    return Activation.softPlus(new NDList(numbers)).singletonOrThrow();
  }

  /** 1 − targets. */
  private static NDArray rest(NDArray targets) {
    return targets.neg().add(1);
  }

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

    /**
     * The cross-entropy of a sigmoid: {@code softplus(x) − x·t} for a logit x and a target t; with
     * a weight w of positives, {@code w·t·softplus(−x) + (1−t)·softplus(x)}.
     */
    @Override
    NDArray crossEntropy(NDArray logits, NDArray targets, HeadTerm term) {
      if (!term.isWeighted()) {
        return softPlus(logits).sub(logits.mul(targets));
      }
      NDArray weights = targets.mul(term.classWeights().get(0) - 1).add(1);
      return rest(targets).mul(logits).add(weights.mul(softPlus(logits.neg())));
    }

    /** With the probability of the other answer, 1 − p_t, to the power of gamma. */
    @Override
    NDArray focal(NDArray logits, NDArray targets, HeadTerm term, HeadLoss.Focal focal) {
      NDArray no = Activation.sigmoid(logits.neg()).mul(targets);
      NDArray missed = Activation.sigmoid(logits).mul(rest(targets)).add(no);
      NDArray alphas = targets.mul(2 * focal.alpha() - 1).add(1 - focal.alpha());
      return crossEntropy(logits, targets, term).mul(power(missed, focal.gamma())).mul(alphas);
    }

    @Override
    NDArray asymmetric(
        NDArray logits, NDArray targets, HeadTerm term, HeadLoss.Asymmetric asymmetric) {
      double weight = term.isWeighted() ? term.classWeights().get(0) : 1;
      NDArray missed = power(Activation.sigmoid(logits.neg()), asymmetric.gammaPositive());
      NDArray positive = softPlus(logits.neg()).mul(missed).mul(targets).mul(weight);
      NDArray shifted = Activation.sigmoid(logits).sub(asymmetric.clip()).maximum(0);
      NDArray cost = asymmetric.clip() == 0 ? softPlus(logits) : shifted.neg().add(1).log().neg();
      NDArray negative = cost.mul(power(shifted, asymmetric.gammaNegative())).mul(rest(targets));
      return positive.add(negative);
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
    NDArray crossEntropy(NDArray logits, NDArray targets, HeadTerm term) {
      return sum(logits.logSoftmax(1).mul(weighted(targets, term)));
    }

    @Override
    NDArray focal(NDArray logits, NDArray targets, HeadTerm term, HeadLoss.Focal focal) {
      NDArray logs = logits.logSoftmax(1);
      NDArray missed = power(rest(logs.exp()), focal.gamma());
      return sum(logs.mul(weighted(targets, term)).mul(missed));
    }

    @Override
    NDArray asymmetric(
        NDArray logits, NDArray targets, HeadTerm term, HeadLoss.Asymmetric asymmetric) {
      throw new IllegalArgumentException(asymmetric + " is for heads that answer yes or no");
    }

    private static NDArray weighted(NDArray targets, HeadTerm term) {
      return term.isWeighted() ? targets.mul(term.categories(targets)) : targets;
    }

    private static NDArray sum(NDArray logs) {
      return logs.sum(new int[] {1}, true).neg();
    }

    @Override
    Value lower(GraphBuilder graph, Value logits) {
      return graph.softmax(logits);
    }
  }
}
