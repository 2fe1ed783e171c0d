package io.github.twohead.bench;

import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.serving.Interpreter;
import io.github.twohead.runtime.internal.serving.InterpreterFactory;
import java.nio.ByteBuffer;

/** A runtime behind {@link Interpreter}, on numbers that are ready: the floor of predictions. */
interface BareNetwork extends AutoCloseable {

  /** Runs the network; returns what came out of it. */
  Object run();

  @Override
  void close();

  /** An interpreter, which is only invoked. */
  static BareNetwork of(InterpreterFactory factory, ByteBuffer image) {
    Interpreter interpreter = factory.open();
    return new BareNetwork() {
      @Override
      public Object run() {
        interpreter.run(image);
        return interpreter.output(0);
      }

      @Override
      public void close() {
        interpreter.close();
        factory.close();
      }
    };
  }

  /** PyTorch's operators by DJL's blocks, up to the logits as a Java array. Not the owner. */
  static BareNetwork ofTorch(Network network, int threads, byte[] rgb) {
    ByteBuffer image = Networks.floats(rgb, network.config().preprocessing());
    return new BareNetwork() {
      @Override
      public Object run() {
        Torch.useThreads(threads);
        return network.infer(image, 1);
      }

      @Override
      public void close() {}
    };
  }
}
