package io.github.twohead.djl.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.ChildJvm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchEnvironmentTest {
  private static final String OFF = "-Dtwohead.environment=false";

  /** Starts PyTorch, and prints what the process's environment then says. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Torch.engine();
      Function getenv = NativeLibrary.getInstance("c").getFunction("getenv");
      for (String name : List.of("GOMP_SPINCOUNT", "THP_MEM_ALLOC_ENABLE")) {
        System.out.println(getenv.invokeString(new Object[] {name}, false));
      }
      System.exit(0);
    }
  }

  @Test
  void should_set_what_is_not_set_unless_told_not_to() throws Exception {
    assumeThat(Platform.isLinux()).isTrue();

    assertThat(ChildJvm.of(Program.class).environment("THP_MEM_ALLOC_ENABLE", "0").lines())
        .containsExactly("3000", "0");
    assertThat(ChildJvm.of(Program.class).option(OFF).lines()).containsExactly("null", "null");
  }

  @Test
  void should_leave_waiting_to_who_has_decided_on_it() {
    Map<String, String> decided = Map.of("OMP_WAIT_POLICY", "ACTIVE");

    assertThat(TorchEnvironment.variables("true", decided))
        .containsExactly(Map.entry("THP_MEM_ALLOC_ENABLE", "1"));
    assertThat(TorchEnvironment.variables("false", decided)).isEmpty();
  }

  @Test
  void should_refuse_a_switch_that_is_neither_on_nor_off() {
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> TorchEnvironment.variables("no", Map.of()))
        .withMessage(
            "the system property twohead.environment must be true or false, but is \"no\"");
  }
}
