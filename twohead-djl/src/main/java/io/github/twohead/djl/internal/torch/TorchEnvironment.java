package io.github.twohead.djl.internal.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment variables under which PyTorch runs well on Linux. It reads them once, when it is
 * loaded; those that are set already are left alone.
 */
final class TorchEnvironment {
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

  private static final boolean SET = setAll();

  private TorchEnvironment() {}

  /** Sets the variables; to be called before PyTorch is loaded. */
  static boolean prepare() {
    return SET;
  }

  private static boolean setAll() {
    if (!Platform.isLinux()) {
      return false;
    }
    try {
      Function setenv = NativeLibrary.getInstance("c").getFunction("setenv");
      setAll(setenv, HUGE_PAGES);
      if (System.getenv(WAITING) == null) {
        setAll(setenv, SHORT_SPINS);
      }
      return true;
    } catch (LinkageError e) {
      LOG.debug("PyTorch's environment stays as it is", e);
      return false;
    }
  }

  private static void setAll(Function setenv, Map<String, String> variables) {
    variables.forEach((name, value) -> setenv.invokeInt(new Object[] {name, value, 0}));
  }
}
