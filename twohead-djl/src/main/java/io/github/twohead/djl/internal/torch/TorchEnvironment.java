package io.github.twohead.djl.internal.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.github.twohead.TwoheadException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment variables under which PyTorch runs well on Linux. It reads them once, when it is
 * loaded; those that are set already are left alone, and all are where the system property {@value
 * #SWITCH} is {@code false}. The README tells users.
 */
final class TorchEnvironment {
  static final String SWITCH = "twohead.environment";

  private static final Logger LOG = LoggerFactory.getLogger(TorchEnvironment.class);

  /**
   * Every training step allocates and frees more than a gigabyte, which the C library hands back to
   * the kernel; in pages of 4 KiB a third of the time goes into getting it again.
   */
  private static final Map<String, String> HUGE_PAGES = Map.of("THP_MEM_ALLOC_ENABLE", "1");

  /**
   * Threads that spin long while they wait for each other starve those they wait for as soon as
   * anything else needs the processors; sleeping at once costs a third of the speed at 128×128
   * pixels. This is some microseconds.
   */
  private static final Map<String, String> SHORT_SPINS = Map.of("GOMP_SPINCOUNT", "3000");

  /** Who sets it has decided how threads wait; a number of spins would overrule it. */
  private static final String WAITING = "OMP_WAIT_POLICY";

  private TorchEnvironment() {}

  /** Sets the variables where that is wanted; to be called before PyTorch is loaded. */
  static void prepare() {
    Map<String, String> variables = variables(System.getProperty(SWITCH, "true"), System.getenv());
    if (!System.getProperty("os.name").startsWith("Linux") || variables.isEmpty()) {
      return;
    }
    try {
      Function setenv = NativeLibrary.getInstance("c").getFunction("setenv");
      variables.forEach((name, value) -> setenv.invokeInt(new Object[] {name, value, 0}));
    } catch (Error e) { // a plain one where JNA meets another version of itself
      LOG.debug("PyTorch's environment stays as it is", e); // JNA may be off the class path
    }
  }

  /**
   * The variables to set.
   *
   * @param wanted the value of the switch
   * @param environment the variables that there are
   */
  static Map<String, String> variables(String wanted, Map<String, String> environment) {
    if (!wanted.equals("true") && !wanted.equals("false")) {
      throw new TwoheadException(
          "the system property " + SWITCH + " must be true or false, but is \"" + wanted + "\"");
    }
    Map<String, String> variables = new LinkedHashMap<>();
    if (wanted.equals("true")) {
      variables.putAll(HUGE_PAGES);
      if (!environment.containsKey(WAITING)) {
        variables.putAll(SHORT_SPINS);
      }
      variables.keySet().removeAll(environment.keySet());
    }
    return variables;
  }
}
