package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.formats.NetworkFile.Quantization;
import io.github.twohead.runtime.internal.formats.NetworkFile.Range;
import io.github.twohead.runtime.internal.heads.Readout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How many interpreters there are. */
class InterpreterPoolTest {
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final ImageInput PIXEL =
      new ImageInput("image", NumberType.FLOAT32, Quantization.NONE, 1, 1, false);

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  /** Gives the first number that goes in, and fails if that is 1. */
  private final class First implements Interpreter {
    private final ByteBuffer input = memory(3 * Float.BYTES);
    private final ByteBuffer output = memory(Float.BYTES);

    First() {
      opened.incrementAndGet();
    }

    private static ByteBuffer memory(int bytes) {
      return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public ByteBuffer input() {
      return input;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // lets others in between, which nothing relies on
    public void run() {
      if (input.getFloat(0) == 1) {
        throw new IllegalStateException("broken");
      }
      output.putFloat(0, input.getFloat(0));
      Thread.yield();
    }

    @Override
    public ByteBuffer output(int index) {
      return output;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private InterpreterPool pool() {
    NetworkOutput output =
        new NetworkOutput(
            "a",
            NumberType.FLOAT32,
            Quantization.NONE,
            List.of(1, 1),
            new FinalActivation(FinalActivation.Kind.SIGMOID, "", 1),
            Range.ALL);
    Readout readout = Readout.of(HeadSpec.binary("a"));
    var decoder = new HeadOutputs.Decoder(readout, 0, output, OutputType.PROBABILITIES);
    InputWriter writer = new InputWriter(PIXEL, Optional.of(Normalization.NONE));
    return new InterpreterPool("none", First::new, writer, List.of(decoder));
  }

  private static double of(InterpreterPool pool, int level) {
    return pool.probabilities(List.of(new byte[] {(byte) level, 0, 0}))[0];
  }

  @Test
  void should_make_no_more_than_there_are_cores() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4 * CORES);
    try (InterpreterPool pool = pool()) {
      List<Future<Boolean>> alike = new ArrayList<>();
      for (int i = 0; i < 4 * CORES; i++) {
        int level = i % 200;
        alike.add(
            threads.submit(
                () -> {
                  boolean all = true;
                  for (int j = 0; j < 500; j++) {
                    all &= of(pool, level) == (double) (level / 255f);
                  }
                  return all;
                }));
      }
      for (Future<Boolean> one : alike) {
        assertThat(one.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(opened.get()).isBetween(1, CORES).isEqualTo(closed.get());
  }

  @Test
  void should_replace_those_that_fail() {
    try (InterpreterPool pool = pool()) {
      for (int i = 0; i < 2 * CORES; i++) {
        assertThatExceptionOfType(TwoheadException.class)
            .isThrownBy(() -> of(pool, 255))
            .withMessage("the network cannot be run: broken");
      }

      assertThat(of(pool, 0)).isZero();
      assertThat(closed).hasValue(2 * CORES);
    }
  }

  @Test
  void should_keep_an_interrupt() {
    try (InterpreterPool pool = pool()) {
      Thread.currentThread().interrupt();

      assertThat(of(pool, 0)).isZero();

      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
