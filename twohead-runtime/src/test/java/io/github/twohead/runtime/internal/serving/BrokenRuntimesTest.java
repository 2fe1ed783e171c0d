package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runtimes that lack a part, and files that no engine opens. */
class BrokenRuntimesTest {
  @TempDir private Path folder;

  /** Runs nothing. */
  public static class IdleRuntime implements NetworkRuntime {
    @Override
    public boolean runs(ModelFormat format) {
      return false;
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public void start() {}

    @Override
    public String artifact() {
      return "idle:idle";
    }

    @Override
    public String title() {
      return "Idle 1";
    }

    @Override
    public String natives() {
      return "idle.jar";
    }

    @Override
    public InterpreterFactory load(NetworkFile file, int threads) {
      throw new NoSuchMethodError("run");
    }
  }

  /** A runtime that cannot be made. */
  public static final class FailingRuntime extends IdleRuntime {
    /** Fails. */
    public FailingRuntime() {
      throw new NoClassDefFoundError("part");
    }
  }

  /** Remembers what was closed. */
  private static final class Factory implements InterpreterFactory, Interpreter {
    private final List<String> closed = new ArrayList<>();
    private final boolean opens;

    Factory(boolean opens) {
      this.opens = opens;
    }

    @Override
    public Interpreter open() {
      if (opens) {
        return this;
      }
      throw new NoSuchMethodError("open");
    }

    @Override
    public ByteBuffer input() {
      throw new NoSuchMethodError("input");
    }

    @Override
    public void run() {
      throw new AssertionError();
    }

    @Override
    public ByteBuffer output(int index) {
      throw new AssertionError();
    }

    @Override
    public void close() {
      closed.add("closed");
    }
  }

  @Test
  void should_find_the_runtimes_beside_broken_ones() throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(
        services.resolve(NetworkRuntime.class.getName()),
        List.of("no.such.Runtime", FailingRuntime.class.getName(), IdleRuntime.class.getName()));
    URL[] urls = {folder.toUri().toURL()};

    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      assertThat(NetworkRuntimes.find(loader))
          .hasAtLeastOneElementOfType(IdleRuntime.class)
          .hasSizeGreaterThanOrEqualTo(NetworkRuntimes.all().size() + 1);
    }
  }

  @Test
  void should_name_the_runtime_that_lacks_a_part() {
    Factory broken = new Factory(false);
    Factory halfBroken = new Factory(true);
    InterpreterPool pool = pool(halfBroken);

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> pool(broken))
        .withMessage(
            "Lite 1 does not work with what else is on the class path:"
                + " java.lang.NoSuchMethodError: open");
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> pool.probabilities(List.of(new byte[3])))
        .withMessageContaining("Lite 1 does not work")
        .withMessageContaining("NoSuchMethodError: input");
    assertThat(broken.closed).hasSize(1);
    assertThat(halfBroken.closed).hasSize(1);
  }

  @Test
  void should_name_the_runtime_that_cannot_load_a_network() {
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> NetworkRuntimes.load(new IdleRuntime(), null, 1))
        .withMessageContaining("Idle 1 does not work")
        .withMessageContaining("NoSuchMethodError: run");
  }

  private static InterpreterPool pool(InterpreterFactory factory) {
    return new InterpreterPool("Lite 1", factory, null, List.of());
  }

  @Test
  void should_open_tflite_and_onnx_alone_and_explain_the_rest() {
    FileEngine engine = new FileEngine();
    byte[] tflite = {28, 0, 0, 0, 'T', 'F', 'L', '3', 0};
    byte[] onnx = {8, 7, 18, 0, 0, 0, 0, 0, 0};
    byte[] bundle = {8, 1, 0, 0, 0, 0, 0, 0, '{'};
    byte[] other = "<html><body>not here</body></html>".getBytes(StandardCharsets.UTF_8);

    assertThat(List.of(engine.opens(tflite), engine.opens(onnx))).containsOnly(true);
    assertThat(List.of(engine.opens(bundle), engine.opens(other), engine.opens(new byte[0])))
        .containsOnly(false);
    assertThat(List.of(engine.explains(other), engine.explains(new byte[0]))).containsOnly(true);
    assertThat(engine.explains(bundle)).isFalse();
  }
}
