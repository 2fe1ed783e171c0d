package io.github.twohead.runtime.internal.serving;

import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Interpreters of one network, no more than there are cores. What comes out of them is copied
 * before another thread can use them.
 */
final class InterpreterPool implements Inference {
  private final String runtime;
  private final InterpreterFactory factory;
  private final InputWriter writer;
  private final List<HeadOutputs.Decoder> heads;

  /** The probabilities of an image, N. */
  private final int count;

  private final BoundedPool<Interpreter> interpreters;

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
      List<HeadOutputs.Decoder> heads) {
    this.runtime = runtime;
    this.factory = factory;
    this.writer = writer;
    this.heads = heads;
    count = heads.stream().mapToInt(head -> head.readout().outputs()).sum();
    interpreters = new BoundedPool<>(factory::open);
    try {
      interpreters.giveBack(interpreters.borrow());
    } catch (RuntimeException e) {
      factory.close();
      throw InvalidFile.of("the runtime does not take it: " + e.getMessage(), e);
    } catch (LinkageError e) {
      factory.close();
      throw new TwoheadException(NetworkRuntimes.broken(runtime, e), e);
    }
  }

  @Override
  public int together() {
    return 1;
  }

  @Override
  public String runtime() {
    return runtime;
  }

  @Override
  public double[] probabilities(List<byte[]> images) {
    double[] probabilities = new double[images.size() * count];
    for (int i = 0; i < images.size(); i++) {
      byte[] image = images.get(i);
      run(input -> writer.write(image, input, 0), probabilities, i * count);
    }
    return probabilities;
  }

  @Override
  public double[] probabilities(FloatBuffer ready) {
    double[] probabilities = new double[count];
    run(input -> writer.write(ready, input), probabilities, 0);
    return probabilities;
  }

  private void run(Consumer<ByteBuffer> image, double[] probabilities, int first) {
    Interpreter interpreter = borrow();
    try {
      image.accept(interpreter.input());
      interpreter.run();
      int at = first;
      for (HeadOutputs.Decoder head : heads) {
        head.read(interpreter.output(head.index()), probabilities, at);
        at += head.readout().outputs();
      }
    } catch (RuntimeException e) {
      drop(interpreter);
      throw new TwoheadException("the network cannot be run: " + e.getMessage(), e);
    } catch (LinkageError e) {
      drop(interpreter);
      throw new TwoheadException(NetworkRuntimes.broken(runtime, e), e);
    }
    interpreters.giveBack(interpreter);
  }

  private Interpreter borrow() {
    try {
      return interpreters.borrow();
    } catch (RuntimeException e) {
      throw new TwoheadException(
          "the network cannot be loaded for another thread: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new TwoheadException(NetworkRuntimes.broken(runtime, e), e);
    }
  }

  private void drop(Interpreter interpreter) {
    interpreters.drop();
    interpreter.close();
  }

  @Override
  public void close() {
    for (Optional<Interpreter> one = interpreters.remove();
        one.isPresent();
        one = interpreters.remove()) {
      one.get().close();
    }
    factory.close();
  }
}
