package io.github.twohead.djl.internal.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Runs a graph on PyTorch and shows every value on the way. */
final class GraphRunner {
  private final Map<Value, NDArray> values = new HashMap<>();
  private final BiConsumer<Value, NDArray> observer;

  private GraphRunner(BiConsumer<Value, NDArray> observer) {
    this.observer = observer;
  }

  /**
   * Runs a graph.
   *
   * @param images (B, 3, H, W); the arrays on the way belong to its manager
   * @param observer gets the input and every result, with B as its first dimension
   */
  static void run(Graph graph, NDArray images, BiConsumer<Value, NDArray> observer) {
    GraphRunner runner = new GraphRunner(observer);
    runner.keep(graph.input(), images);
    graph.ops().forEach(runner::run);
  }

  private void keep(Value value, NDArray array) {
    values.put(value, array);
    observer.accept(value, array);
  }

  private NDArray get(Value value) {
    NDArray array = values.get(value);
    if (array == null) {
      throw new IllegalArgumentException("a graph uses " + value + " before it is computed");
    }
    return array;
  }

  private void run(Op op) {
    if (op instanceof Op.Split split) {
      NDList parts = get(split.in()).split(split.outputs().size(), 1);
      for (int i = 0; i < parts.size(); i++) {
        keep(split.outputs().get(i), parts.get(i));
      }
    } else if (op instanceof Op.Concat concat) {
      NDList parts = new NDList();
      concat.inputs().forEach(part -> parts.add(get(part)));
      keep(concat.out(), NDArrays.concat(parts, 1));
    } else if (op instanceof Op.Add add) {
      keep(add.out(), get(add.left()).add(get(add.right())));
    } else if (op instanceof Op.Unary unary) {
      keep(unary.out(), apply(unary, get(unary.in())));
    } else {
      throw new IllegalArgumentException("no such operation: " + op);
    }
  }

  private static NDArray apply(Op.Unary op, NDArray in) {
    if (op instanceof Op.Convolution convolution) {
      return relu(convolve(convolution, in), convolution.relu());
    }
    if (op instanceof Op.FullyConnected linear) {
      Shape shape = new Shape(linear.out().channels(), linear.in().channels());
      NDArray weights = in.getManager().create(linear.weights(), shape);
      return relu(
          in.matMul(weights.transpose()).add(in.getManager().create(linear.bias())), linear.relu());
    }
    if (op instanceof Op.Affine affine) {
      NDArray scaled = in.mul(perChannel(affine.scale(), in));
      return relu(scaled.add(perChannel(affine.offset(), in)), affine.relu());
    }
    if (op instanceof Op.MaxPool pool) {
      Window window = pool.window();
      return Pool.maxPool2d(in, kernel(window), stride(window), padding(window), false);
    }
    if (op instanceof Op.AveragePool pool) {
      Window window = pool.window();
      return Pool.avgPool2d(in, kernel(window), stride(window), padding(window), false, false);
    }
    if (op instanceof Op.Shuffle shuffle) {
      Shape s = in.getShape();
      return in.reshape(s.get(0), shuffle.groups(), s.get(1) / shuffle.groups(), s.get(2), s.get(3))
          .transpose(0, 2, 1, 3, 4)
          .reshape(s);
    }
    if (op instanceof Op.Mean) {
      return Pool.globalAvgPool2d(in);
    }
    return activate(op, in);
  }

  private static NDArray activate(Op.Unary op, NDArray in) {
    if (op instanceof Op.Softmax) {
      return in.softmax(1);
    }
    if (op instanceof Op.Relu) {
      return Activation.relu(in);
    }
    if (op instanceof Op.Sigmoid) {
      return Activation.sigmoid(in);
    }
    throw new IllegalArgumentException("no such operation: " + op);
  }

  private static NDArray convolve(Op.Convolution op, NDArray in) {
    Window window = op.window();
    Shape shape =
        new Shape(
            op.out().channels(), op.in().channels() / op.groups(), window.height(), window.width());
    NDArray weights = in.getManager().create(op.weights(), shape);
    NDArray bias = in.getManager().create(op.bias());
    return Conv2d.conv2d(
            in, weights, bias, stride(window), padding(window), new Shape(1, 1), op.groups())
        .singletonOrThrow();
  }

  private static NDArray relu(NDArray array, boolean wanted) {
    return wanted ? Activation.relu(array) : array;
  }

  private static NDArray perChannel(float[] numbers, NDArray in) {
    NDArray array = in.getManager().create(numbers);
    return in.getShape().dimension() == 2 ? array : array.reshape(1, numbers.length, 1, 1);
  }

  private static Shape kernel(Window window) {
    return new Shape(window.height(), window.width());
  }

  private static Shape stride(Window window) {
    return new Shape(window.strideY(), window.strideX());
  }

  private static Shape padding(Window window) {
    return new Shape(window.padY(), window.padX());
  }
}
