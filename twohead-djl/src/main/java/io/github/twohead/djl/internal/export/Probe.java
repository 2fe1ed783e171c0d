package io.github.twohead.djl.internal.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Lowerable.ChannelMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
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
}
