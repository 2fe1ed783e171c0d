package io.github.twohead.djl.internal.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a lambda may turn out to be.
 *
 * @param function what it then computes
 * @param operations appends the operations that compute the same
 */
record Guess(Function<NDList, NDArray> function, Supplier<Value> operations) {
  private static final int MAX_KERNEL = 7;
  private static final int MAX_STRIDE = 4;

  /** A {@link Window} in one direction. */
  private record Span(int size, int stride, int pad) {}

  /**
   * What a function of one array may be.
   *
   * @param in its argument
   * @param out the shape of its result for a batch
   */
  static Stream<Guess> lambdas(GraphBuilder graph, Value in, Shape out) {
    Stream<Guess> activations =
        Stream.of(
            unary(x -> x, () -> in),
            unary(Activation::relu, () -> graph.relu(in)),
            unary(Activation::sigmoid, () -> graph.sigmoid(in)));
    if (in.isVector()) {
      return activations;
    }
    return Stream.concat(
        activations, out.dimension() == 4 ? pools(graph, in, out) : globalPools(graph, in));
  }

  private static Guess unary(Function<NDArray, NDArray> function, Supplier<Value> operations) {
    return new Guess(list -> function.apply(list.singletonOrThrow()), operations);
  }

  private static Stream<Guess> globalPools(GraphBuilder graph, Value in) {
    Window whole = new Window(in.height(), in.width(), 1, 1, 0, 0);
    return Stream.of(
        unary(Pool::globalAvgPool2d, () -> graph.mean(in)),
        unary(Pool::globalMaxPool2d, () -> graph.mean(graph.maxPool(in, whole))));
  }

  private static Stream<Guess> pools(GraphBuilder graph, Value in, Shape out) {
    return windows(in, out)
        .flatMap(
            w -> {
              Shape kernel = new Shape(w.height(), w.width());
              Shape stride = new Shape(w.strideY(), w.strideX());
              Shape pad = new Shape(w.padY(), w.padX());
              return Stream.of(
                  unary(
                      x -> Pool.maxPool2d(x, kernel, stride, pad, false),
                      () -> graph.maxPool(in, w)),
                  unary(
                      x -> Pool.avgPool2d(x, kernel, stride, pad, false, true),
                      () -> averagePool(graph, in, w)));
            });
  }

  /** DJL counts what it padded with, which makes a padded mean a convolution. */
  private static Value averagePool(GraphBuilder graph, Value in, Window window) {
    if (window.padY() == 0 && window.padX() == 0) {
      return graph.averagePool(in, window);
    }
    int area = window.height() * window.width();
    float[] weights = new float[in.channels() * area];
    Arrays.fill(weights, 1f / area);
    return graph.convolution(in, window, weights, new float[in.channels()], in.channels());
  }

  /** The windows that make maps of one size from maps of another, square ones first. */
  private static Stream<Window> windows(Value in, Shape out) {
    List<Span> columns = spans(in.width(), out.get(3));
    return spans(in.height(), out.get(2)).stream()
        .flatMap(row -> columns.stream().map(column -> window(row, column)))
        .sorted(Comparator.comparing(Guess::isOblong));
  }

  private static Window window(Span row, Span column) {
    return new Window(
        row.size(), column.size(), row.stride(), column.stride(), row.pad(), column.pad());
  }

  private static boolean isOblong(Window window) {
    return !window.equals(Window.square(window.height(), window.strideY(), window.padY()));
  }

  private static List<Span> spans(int in, long out) {
    List<Span> fitting = new ArrayList<>();
    for (int size :
        IntStream.concat(IntStream.rangeClosed(1, MAX_KERNEL), IntStream.of(in)).toArray()) {
      for (int stride = 1; stride <= MAX_STRIDE; stride++) {
        for (int pad = 0; pad <= size / 2 && pad <= MAX_KERNEL / 2; pad++) {
          int rest = in + 2 * pad - size;
          if (rest >= 0 && rest / stride + 1 == out) {
            fitting.add(new Span(size, stride, pad));
          }
        }
      }
    }
    return fitting;
  }

  /**
   * What a function of several branches may be.
   *
   * @param branches its arguments
   */
  static Stream<Guess> junctions(GraphBuilder graph, List<Value> branches) {
    List<Guess> guesses = new ArrayList<>();
    boolean maps = branches.stream().noneMatch(Value::isVector);
    if (maps && agree(branches, Value::height) && agree(branches, Value::width)) {
      guesses.add(new Guess(list -> NDArrays.concat(list, 1), () -> graph.concat(branches)));
      if (agree(branches, Value::channels)) {
        guesses.add(
            new Guess(
                list -> list.stream().reduce(NDArray::add).orElseThrow(),
                () -> branches.stream().reduce(graph::add).orElseThrow()));
      }
    }
    return guesses.stream().flatMap(guess -> Stream.of(guess, guess.withRelu(graph)));
  }

  private static boolean agree(List<Value> values, ToIntFunction<Value> size) {
    return values.stream().mapToInt(size).distinct().count() == 1;
  }

  private Guess withRelu(GraphBuilder graph) {
    return new Guess(
        list -> Activation.relu(function.apply(list)), () -> graph.relu(operations.get()));
  }
}
