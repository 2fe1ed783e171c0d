package io.github.twohead.djl.internal.serving;

import ai.djl.engine.Engine;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import io.github.twohead.runtime.internal.serving.NetworkRuntime;
import io.github.twohead.runtime.internal.serving.OnnxRuntimeSession;

/**
 * ONNX Runtime, where DJL's engine for it is on the class path too: the engine refuses to start
 * after ONNX Runtime has, so it is started first.
 */
public final class DjlOnnxRuntime implements NetworkRuntime {
  private static final String ENGINE = "ai/djl/onnxruntime/engine/OrtEngineProvider.class";

  private final NetworkRuntime runtime = new OnnxRuntimeSession.Service();

  /** Called by the service loader. */
  public DjlOnnxRuntime() {}

  @Override
  public boolean runs(ModelFormat format) {
    return runtime.runs(format);
  }

  /** Before ONNX Runtime alone. */
  @Override
  public int rank() {
    return runtime.rank() - 1;
  }

  @Override
  public void start() {
    if (getClass().getClassLoader().getResource(ENGINE) == null) {
      throw new UnsatisfiedLinkError("DJL's engine for ONNX Runtime is not on the class path");
    }
    Engine.getEngine("OnnxRuntime");
    runtime.start();
  }

  @Override
  public String artifact() {
    return "ai.djl.onnxruntime:onnxruntime-engine";
  }

  @Override
  public String title() {
    return runtime.title();
  }

  @Override
  public String natives() {
    return runtime.natives();
  }

  @Override
  public InterpreterFactory load(NetworkFile file, int threads) {
    return runtime.load(file, threads);
  }
}
