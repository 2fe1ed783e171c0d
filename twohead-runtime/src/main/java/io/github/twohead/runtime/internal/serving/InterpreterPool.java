package io.github.twohead.runtime.internal.serving;

import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.image.PixelWriter;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Interpreters of one network, as many as threads ever ran it at once. What comes out of them is
 * copied before another thread can use them.
 */
final class InterpreterPool implements Inference {
  private final String runtime;
  private final InterpreterFactory factory;
  private final InputWriter writer;
  private final int imageBytes;
  private final List<HeadOutputs.Decoder> heads;

  /** The probabilities of an image, N. */
  private final int count;

  private final Deque<Interpreter> idle = new ConcurrentLinkedDeque<>();

  /**
   * Takes over a factory, and makes the first interpreter.
   *
   * @param runtime what runs the network
   * @param heads how the heads are read, in order
   * @throws io.github.twohead.ModelFileException with the reason alone if the runtime does not take
   *     the network
   * @throws TwoheadException if the runtime lacks a part
   */
  InterpreterPool(
      String runtime,
      InterpreterFactory factory,
      InputWriter writer,
      int imageBytes,
      List<HeadOutputs.Decoder> heads) {
    this.runtime = runtime;
    this.factory = factory;
    this.writer = writer;
    this.imageBytes = imageBytes;
    this.heads = heads;
    count = heads.stream().mapToInt(head -> head.readout().outputs()).sum();
    try {
      idle.push(factory.open());
    } catch (RuntimeException e) {
      factory.close();
      throw InvalidFile.of("the runtime does not take it: " + e.getMessage(), e);
    } catch (LinkageError e) {
      factory.close();
      throw new TwoheadException(NetworkRuntimes.broken(runtime, e), e);
    }
  }

  @Override
  public PixelWriter writer() {
    return writer;
  }

  @Override
  public void write(FloatBuffer ready, ByteBuffer pixels) {
    writer.write(ready, pixels);
  }

  @Override
  public int imageBytes() {
    return imageBytes;
  }

  @Override
  public String runtime() {
    return runtime;
  }

  @Override
  public double[] probabilities(ByteBuffer pixels, int size) {
    double[] probabilities = new double[size * count];
    if (size == 1) {
      run(pixels, 0, probabilities);
    } else {
      IntStream.range(0, size).parallel().forEach(i -> run(pixels, i, probabilities));
    }
    return probabilities;
  }

  private void run(ByteBuffer pixels, int image, double[] probabilities) {
    boolean alone = pixels.capacity() == imageBytes;
    ByteBuffer own = alone ? pixels : pixels.slice(image * imageBytes, imageBytes);
    Interpreter interpreter = borrow();
    try {
      interpreter.run(own);
      int at = image * count;
      for (HeadOutputs.Decoder head : heads) {
        head.read(interpreter.output(head.index()), probabilities, at);
        at += head.readout().outputs();
      }
    } catch (RuntimeException e) {
      interpreter.close();
      throw new TwoheadException("the network cannot be run: " + e.getMessage(), e);
    } catch (LinkageError e) {
      interpreter.close();
      throw new TwoheadException(NetworkRuntimes.broken(runtime, e), e);
    }
    idle.push(interpreter);
  }

  private Interpreter borrow() {
    @Nullable Interpreter interpreter = idle.poll();
    if (interpreter != null) {
      return interpreter;
    }
    try {
      return factory.open();
    } catch (RuntimeException e) {
      throw new TwoheadException(
          "the network cannot be loaded for another thread: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new TwoheadException(NetworkRuntimes.broken(runtime, e), e);
    }
  }

  @Override
  public void close() {
    @Nullable Interpreter interpreter = idle.poll();
    while (interpreter != null) {
      interpreter.close();
      interpreter = idle.poll();
    }
    factory.close();
  }
}
