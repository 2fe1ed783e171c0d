package io.github.twohead.djl.internal.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.EngineProvider;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import com.google.common.base.Throwables;
import com.sun.jna.Pointer;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.natives.Natives;
import io.github.twohead.runtime.internal.natives.Natives.LoadedLibrary;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DJL's PyTorch engine: whether it starts, and which devices it sees. */
public final class Torch {
  private static volatile @Nullable Engine started;

  private Torch() {}

  /**
   * The engine, which the first call starts.
   *
   * @throws TwoheadException if it cannot be started; a later call tries again
   */
  public static Engine engine() {
    @Nullable Engine engine = started;
    return engine == null ? startOnce() : engine;
  }

  private static synchronized Engine startOnce() {
    if (started == null) {
      EngineProvider provider = provider();
      try {
        started = Natives.start(() -> start(provider));
      } catch (EngineException | LinkageError e) {
        throw new TwoheadException("PyTorch cannot be started: " + reason(e), e);
      }
    }
    return started;
  }

  /** DJL itself looks for engines once, on whichever thread was first to use it in this process. */
  private static Engine start(EngineProvider provider) {
    TorchEnvironment.prepare();
    Engine.registerEngine(provider);
    Engine engine = Engine.getEngine("PyTorch");
    Nnpack.disableWhereUnusable();
    return engine;
  }

  private static EngineProvider provider() {
    try {
      return new PtEngineProvider();
    } catch (NoClassDefFoundError e) {
      throw new TwoheadException(
          "PyTorch is not on the class path: add ai.djl.pytorch:pytorch-engine", e);
    }
  }

  private static String reason(Throwable failure) {
    if (Natives.isLoadedElsewhere(failure)) {
      return Natives.LOADED_ELSEWHERE;
    }
    Throwable root = Throwables.getRootCause(failure);
    return (failure == root ? root.getMessage() : failure.getMessage() + ", " + root)
        + ". Without an internet connection, DJL needs its native libraries on the class path: add"
        + " ai.djl.pytorch:pytorch-jni and ai.djl.pytorch:pytorch-native-cpu";
  }

  /** The device that is meant, if it is there. */
  public static Device device(io.github.twohead.Device wanted) {
    int gpus = wanted.isAuto() || wanted.isGpu() ? engine().getGpuCount() : 0;
    if (wanted.isAuto()) {
      return gpus > 0 ? Device.gpu() : Device.cpu();
    }
    if (!wanted.isGpu()) {
      return Device.cpu();
    }
    if (wanted.gpuIndex() >= gpus) {
      throw new TwoheadException(
          "device "
              + wanted
              + " was asked for, but PyTorch sees "
              + (gpus == 0 ? "no GPU" : gpus + " GPU(s), numbered from 0")
              + ": use Device.auto() or Device.cpu(), or install CUDA and leave pytorch-native-cpu"
              + " off the class path");
    }
    return Device.gpu(wanted.gpuIndex());
  }

  /**
   * Runs something on this thread without recording a graph. PyTorch's gradient mode belongs to a
   * thread, and is on in a new one.
   */
  public static <T> T withoutGradient(Supplier<T> forward) {
    return inMode(false, forward);
  }

  /** Changes weights or statistics on this thread without recording it. */
  public static void unrecorded(Runnable change) {
    inMode(
        false,
        () -> {
          change.run();
          return true;
        });
  }

  /** Runs something on this thread while recording a graph. */
  public static <T> T withGradient(Supplier<T> forward) {
    return inMode(true, forward);
  }

  private static <T> T inMode(boolean gradient, Supplier<T> action) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(gradient);
    try {
      return action.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * Copies numbers into an array of the same shape, which stays where it is in memory. DJL's own
   * {@code copyTo} and {@code set(Buffer)} go through the processor and make PyTorch warn of wrong
   * results.
   */
  public static void copy(NDArray from, NDArray to) {
    unrecorded(() -> to.set(new NDIndex("..."), from));
  }

  /** Sets the gradient of an array to zero. */
  public static void zeroGradient(NDArray array) {
    JniUtils.zeroGrad((PtNDArray) array);
  }

  /** Puts numbers into an array, in row-major order. */
  public static void set(NDArray array, float... values) {
    try (NDArray created = array.getManager().create(values, array.getShape())) {
      copy(created, array);
    }
  }

  /** Adds the gradients of a scalar to what it was computed from. */
  public static void backward(NDArray scalar) {
    try (NDArray one = scalar.onesLike()) {
      backward(scalar, one);
    }
  }

  /**
   * Goes on with a backward pass.
   *
   * @param array what gradients flow into
   * @param gradient the loss's derivative by it, of the same shape
   */
  public static void backward(NDArray array, NDArray gradient) {
    JniUtils.backward((PtNDArray) array, (PtNDArray) gradient, false, false);
  }

  /** Sets the threads of PyTorch's operators: for this thread, and for later ones. */
  public static void useThreads(int count) {
    if (JniUtils.getNumThreads() != count) {
      JniUtils.setNumThreads(count);
    }
  }

  /** A manager on the CPU. */
  public static NDManager newManager() {
    return newManager(Device.cpu());
  }

  public static NDManager newManager(Device device) {
    return engine().newBaseManager(device);
  }

  /**
   * NNPACK, with which PyTorch computes small convolutions. It cannot start on processors that do
   * not report their caches, and PyTorch then says so on stderr at every such convolution.
   */
  static final class Nnpack {
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
      } catch (Error e) { // a plain one where JNA meets another version of itself
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
}
