package io.github.twohead.djl.internal.torch;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Pointer;
import io.github.twohead.runtime.internal.natives.LoadedLibrary;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NNPACK, with which PyTorch computes small convolutions. It cannot start on processors that do not
 * report their caches, and PyTorch then says so on stderr at every such convolution.
 */
final class Nnpack {
  private static final Logger LOG = LoggerFactory.getLogger(Nnpack.class);

  private static final String INITIALIZE = "nnp_initialize";

  /** {@code at::globalContext()}. */
  private static final String CONTEXT = "_ZN2at13globalContextEv";

  /** {@code at::Context::setUserEnabledNNPACK(bool)}. */
  private static final String ENABLE = "_ZN2at7Context20setUserEnabledNNPACKEb";

  /** {@code at::Context::userEnabledNNPACK() const}. */
  private static final String ENABLED = "_ZNK2at7Context17userEnabledNNPACKEv";

  private Nnpack() {}

  /** Lets PyTorch, which is loaded, do without NNPACK where it cannot start. */
  static void disableWhereUnusable() {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return; // PyTorch is built without it
    }
    try {
      if (library().function(INITIALIZE).invokeInt(new Object[0]) != 0) {
        enable(false);
      }
    } catch (LinkageError e) {
      LOG.debug("PyTorch's NNPACK stays as it is", e); // JNA may be off the class path
    }
  }

  static void enable(boolean enabled) {
    library().call(ENABLE, context(), enabled);
  }

  static boolean isEnabled() {
    return (library().function(ENABLED).invokeInt(new Object[] {context()}) & 0xFF) != 0;
  }

  private static LoadedLibrary library() {
    String file = System.mapLibraryName("torch_cpu");
    return new LoadedLibrary(Path.of(LibUtils.getLibtorchPath(), file).toString());
  }

  private static Pointer context() {
    return library().function(CONTEXT).invokePointer(new Object[0]);
  }
}
