package io.github.twohead.djl.internal.nn;

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

  private static final Map<String, String> VARIABLES =
      Map.of(
          // Every training step allocates and frees more than a gigabyte, which the C library hands
          // back to the kernel; in pages of 4 KiB a third of the time goes into getting it again.
          "THP_MEM_ALLOC_ENABLE", "1",
          // Threads that spin while they wait for each other starve those they wait for as soon as
          // anything else needs the processors.
          "OMP_WAIT_POLICY", "passive");

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
      VARIABLES.forEach((name, value) -> setenv.invokeInt(new Object[] {name, value, 0}));
      return true;
    } catch (LinkageError e) {
      LOG.debug("PyTorch's environment stays as it is", e);
      return false;
    }
  }
}
