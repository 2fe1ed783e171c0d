package io.github.twohead.djl.internal.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Lowerable.ChannelMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs blocks on numbers of its own, to learn what those do that hide it. */
final class Probe {
  /** Enough to show the difference of functions that differ in a small range only. */
  private static final int MIN_NUMBERS = 4096;

  /** The numbers' magnitudes lie between this and its inverse. */
  private static final double LARGEST = 1000;

  /** By how much equal results may differ, as a part of the largest of them. */
  private static final float TOLERANCE = 1e-5f;

  /** An input so large that an offset hardly counts beside it. */
  private static final float FAR = 1 << 16;

  private final NDManager manager;
  private final ParameterStore parameters;

  /**
   * Creates a probe.
   *
   * @param manager on the device of the blocks
   */
  Probe(NDManager manager, ParameterStore parameters) {
    this.manager = manager;
    this.parameters = parameters;
  }

  /**
   * Finds out what a block's function is: the first guess that gives what the block gives, for
   * random inputs of the size that the block has in the network.
   *
   * @param branches blocks that the function gets the outputs of; none, if it gets the input
   * @param in the block's input
   * @param guesses by the shape of the block's output for a batch
   * @return the output of the operations that the guess then appended
   */
  Optional<Value> identify(
      Block block, List<Block> branches, Value in, Function<Shape, Stream<Guess>> guesses) {
    try (NDManager step = manager.newSubManager()) {
      NDArray numbers = numbers(step, in);
      NDList results = run(block, numbers);
      if (results.size() != 1) {
        return Optional.empty();
      }
      NDList arguments = branches.isEmpty() ? new NDList(numbers) : new NDList();
      branches.forEach(branch -> arguments.addAll(run(branch, numbers)));
      return guesses
          .apply(results.head().getShape())
          .filter(guess -> agrees(guess, arguments, results.head()))
          .findFirst()
          .map(guess -> guess.operations().get());
    }
  }

  private static boolean agrees(Guess guess, NDList arguments, NDArray wanted) {
    try (NDManager step = wanted.getManager().newSubManager()) {
      step.tempAttachAll(arguments, wanted);
      NDArray guessed = guess.function().apply(arguments);
      if (!guessed.getShape().equals(wanted.getShape())) {
        return false;
      }
      float difference = guessed.sub(wanted).abs().max().getFloat();
      return difference <= TOLERANCE * wanted.abs().max().getFloat();
    }
  }

  /** Reads the function of a block that multiplies each channel and adds to it. */
  ChannelMap channelMap(Block block, Value in) {
    try (NDManager step = manager.newSubManager()) {
      Shape shape = in.isVector() ? new Shape(1, in.channels()) : new Shape(1, in.channels(), 1, 1);
      float[] offset = run(block, step.zeros(shape)).singletonOrThrow().toFloatArray();
      float[] scale = run(block, step.full(shape, FAR)).singletonOrThrow().toFloatArray();
      for (int i = 0; i < scale.length; i++) {
        scale[i] = (scale[i] - offset[i]) / FAR;
      }
      return new ChannelMap(scale, offset);
    }
  }

  private NDList run(Block block, NDArray input) {
    return block.forward(parameters, new NDList(input.duplicate()), false);
  }

  /** Numbers of both signs and all magnitudes, always the same. */
  private static NDArray numbers(NDManager manager, Value value) {
    SplittableRandom random = new SplittableRandom(1);
    int rows = Math.max(2, MIN_NUMBERS / value.size());
    float[] numbers = new float[Math.multiplyExact(rows, value.size())];
    for (int i = 0; i < numbers.length; i++) {
      double magnitude = Math.pow(LARGEST, random.nextDouble(-1, 1));
      numbers[i] = (float) (random.nextBoolean() ? magnitude : -magnitude);
    }
    Shape shape =
        value.isVector()
            ? new Shape(rows, value.channels())
            : new Shape(rows, value.channels(), value.height(), value.width());
    return manager.create(numbers, shape);
  }

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
}
