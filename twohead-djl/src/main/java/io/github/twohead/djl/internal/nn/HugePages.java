package io.github.twohead.djl.internal.nn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks PyTorch on Linux to keep large tensors in huge pages.
 *
 * <p>Every training step allocates and frees more than a gigabyte, which the C library hands back
 * to the kernel; in pages of 4 KiB a third of the time goes into getting it again. PyTorch reads
 * the environment variable {@code THP_MEM_ALLOC_ENABLE} once, when it is loaded; one that is set
 * already is left alone.
 */
final class HugePages {
  private static final Logger LOG = LoggerFactory.getLogger(HugePages.class);
  private static final String VARIABLE = "THP_MEM_ALLOC_ENABLE";
  private static final boolean ASKED = setVariable();

  private HugePages() {}

  /** Sets the variable; to be called before PyTorch is loaded. */
  static boolean ask() {
    return ASKED;
  }

  private static boolean setVariable() {
    if (!Platform.isLinux() || System.getenv(VARIABLE) != null) {
      return false;
    }
    try {
      Function setenv = NativeLibrary.getInstance("c").getFunction("setenv");
      return setenv.invokeInt(new Object[] {VARIABLE, "1", 0}) == 0;
    } catch (LinkageError e) {
      LOG.debug("Huge pages cannot be asked for", e);
      return false;
    }
  }
}
