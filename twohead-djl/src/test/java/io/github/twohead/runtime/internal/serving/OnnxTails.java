package io.github.twohead.runtime.internal.serving;

import io.github.twohead.runtime.internal.formats.onnx.OnnxBuilder;
import java.util.List;
import java.util.function.Consumer;

/** Last steps of ONNX networks from elsewhere, by what their numbers are. */
final class OnnxTails {
  /** A network of so many logits, and what comes after them. */
  record Tail(String last, int logits, int numbers, Consumer<OnnxBuilder> nodes) {
    byte[] file() {
      OnnxBuilder file = OnnxBuilder.withLogits(logits);
      file.number("1", 1);
      file.number("0.5", 0.5f);
      file.number("10", 10);
      nodes.accept(file);
      return file.output("y", OnnxBuilder.FLOAT, 0, numbers).build();
    }

    @Override
    public String toString() {
      return last;
    }
  }

  static Tail one(String last, Consumer<OnnxBuilder> nodes) {
    return new Tail(last, 1, 1, nodes);
  }

  private static Tail two(String last, Consumer<OnnxBuilder> nodes) {
    return new Tail(last, 2, 2, nodes);
  }

  /** What gives probabilities in ways that cannot be told from others. */
  static final List<Tail> PROBABILITIES =
      List.of(
          one(
              "Clip",
              f -> {
                f.node("Sigmoid", "p", "logits");
                f.node("Clip", "y", "p", "", "1");
              }),
          one(
              "Reciprocal",
              f -> {
                f.node("Neg", "n", "logits");
                f.node("Exp", "e", "n");
                f.node("Add", "a", "e", "1");
                f.node("Reciprocal", "y", "a");
              }),
          one(
              "Sub",
              f -> {
                f.node("Sigmoid", "p", "logits");
                f.node("Sub", "y", "1", "p");
              }),
          one(
              "Add",
              f -> {
                f.node("Tanh", "t", "logits");
                f.node("Mul", "h", "t", "0.5");
                f.node("Add", "y", "h", "0.5");
              }),
          one(
              "Div",
              f -> {
                f.node("Tanh", "t", "logits");
                f.node("Add", "a", "t", "1");
                f.node("Add", "two", "1", "1");
                f.node("Div", "y", "a", "two");
              }),
          one("HardSigmoid", f -> f.node("HardSigmoid", "y", "logits")),
          one(
              "Max",
              f -> {
                f.node("Sigmoid", "p", "logits");
                f.node("Max", "m", "p", "0.5");
                f.node("Identity", "y", "m");
              }),
          two(
              "Relu",
              f -> {
                f.node("Softmax", "p", "logits");
                f.node("Relu", "y", "p");
              }),
          two("Sigmoid", f -> f.node("Sigmoid", "y", "logits")),
          two(
              "Gather",
              f -> {
                f.node("Softmax", "p", "logits");
                f.longs("swapped", 1, 0);
                f.node("Gather", "y", "p", "swapped").addAttribute(OnnxBuilder.integer("axis", 1));
              }),
          two(
              "Slice",
              f -> {
                f.node("Softmax", "p", "logits");
                f.longs("from", 1);
                f.longs("to", -9);
                f.longs("axis", 1);
                f.longs("step", -1);
                f.node("Slice", "y", "p", "from", "to", "axis", "step");
              }),
          new Tail(
              "Slice",
              4,
              2,
              f -> {
                f.longs("pairs", 1, 2, 2);
                f.node("Reshape", "two", "logits", "pairs");
                f.node("Softmax", "p", "two");
                f.longs("from", 1);
                f.longs("to", 2);
                f.longs("axis", 2);
                f.node("Slice", "second", "p", "from", "to", "axis");
                f.node("Squeeze", "y", "second", "axis");
              }),
          new Tail(
              "Concat",
              1,
              2,
              f -> {
                f.node("Sigmoid", "p", "logits");
                f.node("Sub", "n", "1", "p");
                f.node("Concat", "y", "n", "p").addAttribute(OnnxBuilder.integer("axis", 1));
              }),
          new Tail(
              "Softmax",
              3,
              2,
              f -> {
                f.node("Softmax", "p", "logits");
                f.longs("from", 1);
                f.longs("to", 3);
                f.node("Slice", "y", "p", "from", "to", "from");
              }));

  /** What gives logits in ways that cannot be told from others. */
  static final List<Tail> LOGITS =
      List.of(
          one("Mul", f -> f.node("Mul", "y", "logits", "10")),
          one("Relu", f -> f.node("Relu", "y", "logits")),
          two("LogSoftmax", f -> f.node("LogSoftmax", "y", "logits")),
          new Tail(
              "Gemm",
              2,
              1,
              f -> {
                f.longs("from", 1);
                f.longs("to", 2);
                f.node("Slice", "y", "logits", "from", "to", "from");
              }));

  /** What shows that it gives probabilities. */
  static final List<Tail> CLEAR_PROBABILITIES =
      List.of(
          one("Sigmoid", f -> f.node("Sigmoid", "y", "logits")),
          two("Softmax", f -> f.node("Softmax", "y", "logits")),
          one(
              "Sigmoid, moved",
              f -> {
                f.node("Sigmoid", "p", "logits");
                f.longs("shape", -1, 1, 1);
                f.node("Reshape", "r", "p", "shape");
                f.node("Transpose", "t", "r");
                f.longs("axis", 2);
                f.node("Squeeze", "y", "t", "axis");
              }),
          new Tail(
              "Softmax, the second of three",
              3,
              1,
              f -> {
                f.node("Softmax", "p", "logits");
                f.longs("from", 1);
                f.longs("to", 2);
                f.node("Slice", "y", "p", "from", "to", "from");
              }));

  /** What shows that it gives logits. */
  static final List<Tail> CLEAR_LOGITS =
      List.of(
          one("Gemm", f -> f.node("Flatten", "y", "logits")),
          two("Gemm", f -> f.node("Identity", "y", "logits")),
          one(
              "MatMul and Add",
              f -> {
                f.floats("w", new long[] {3, 1}, 1, 2, -3);
                f.node("MatMul", "m", "mean", "w");
                f.node("Add", "y", "m", "0.5");
              }),
          one("Sum of logits", f -> f.node("Add", "y", "logits", "logits")),
          two(
              "Conv",
              f -> {
                f.longs("axes", 2, 3);
                f.node("Unsqueeze", "map", "mean", "axes");
                f.floats("w", new long[] {2, 3, 1, 1}, 1, 2, -3, -1, 2, 1);
                f.node("Conv", "c", "map", "w");
                f.node("Flatten", "y", "c");
              }));

  private OnnxTails() {}
}
