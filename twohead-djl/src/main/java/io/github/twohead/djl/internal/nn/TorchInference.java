package io.github.twohead.djl.internal.nn;

import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.runtime.internal.serving.BoundedPool;
import io.github.twohead.runtime.internal.serving.Inference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers by a network on PyTorch. Owns the network. */
public final class TorchInference implements Inference {
  private static final int TOGETHER = 16;

  private final Network network;
  private final Optional<Integer> threads;
  private final Normalizer normalizer;
  private final int together;
  private final int imageBytes;

  /** Memory for batches, each as large as any that it held. */
  private final BoundedPool<ByteBuffer> inputs = new BoundedPool<>(() -> memory(0));

  /**
   * Takes over a network.
   *
   * @param threads that work on a batch; empty for PyTorch's choice
   */
  public TorchInference(Network network, Optional<Integer> threads) {
    this.network = network;
    this.threads = threads;
    Preprocessing input = network.config().preprocessing();
    normalizer = new Normalizer(input);
    together = InputImage.batchSize(input, TOGETHER);
    imageBytes = InputImage.values(input) * Float.BYTES;
  }

  private static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public int together() {
    return together;
  }

  @Override
  public double[] probabilities(List<byte[]> images) {
    return network.points().probabilities(logits(images));
  }

  private float[] logits(List<byte[]> images) {
    return run(
        images.size(),
        input -> {
          for (int i = 0; i < images.size(); i++) {
            normalizer.write(images.get(i), input, i);
          }
        });
  }

  @Override
  public double[] probabilities(FloatBuffer ready) {
    return network.points().probabilities(logits(ready));
  }

  private float[] logits(FloatBuffer ready) {
    return run(
        1, input -> input.asFloatBuffer().put(0, ready, ready.position(), ready.remaining()));
  }

  private float[] run(int images, Consumer<ByteBuffer> writer) {
    ByteBuffer input = inputs.borrow();
    try {
      if (input.capacity() < images * imageBytes) {
        input = memory(images * imageBytes);
      }
      writer.accept(input);
      threads.ifPresent(Torch::useThreads);
      return network.infer(input, images);
    } finally {
      inputs.giveBack(input);
    }
  }

  @Override
  public Inference at(OperatingPoints points) {
    return new At(points);
  }

  @Override
  public String runtime() {
    return network.runtime();
  }

  @Override
  public void close() {
    network.close();
  }

  /** The same with given points. Owns nothing. */
  private final class At implements Inference {
    private final OperatingPoints points;

    At(OperatingPoints points) {
      this.points = points;
    }

    @Override
    public int together() {
      return together;
    }

    @Override
    public double[] probabilities(List<byte[]> images) {
      return points.probabilities(logits(images));
    }

    @Override
    public double[] probabilities(FloatBuffer ready) {
      return points.probabilities(logits(ready));
    }

    @Override
    public String runtime() {
      return network.runtime();
    }

    @Override
    public void close() {}
  }
}
