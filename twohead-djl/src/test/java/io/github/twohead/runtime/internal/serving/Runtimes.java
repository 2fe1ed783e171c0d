package io.github.twohead.runtime.internal.serving;

import io.github.twohead.djl.internal.serving.DjlTfLite;
import java.util.List;

/** The runtimes by name. */
public final class Runtimes {
  public static final NetworkRuntime DJL_TFLITE = of(DjlTfLite.Service.class);
  public static final NetworkRuntime BYTEDECO_TFLITE = of(BytedecoTfLite.Service.class);
  public static final NetworkRuntime ONNX = of(OnnxRuntimeSession.Service.class);

  /** Those that can run here; these tests have no engine of DJL's for ONNX Runtime. */
  static final List<NetworkRuntime> ALL =
      NetworkRuntimes.all().stream().filter(NetworkRuntimes::isThere).toList();

  private Runtimes() {}

  private static NetworkRuntime of(Class<?> type) {
    return NetworkRuntimes.all().stream().filter(type::isInstance).findFirst().orElseThrow();
  }
}
