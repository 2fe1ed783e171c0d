package io.github.twohead.runtime.internal.serving;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;

/** A session of ONNX Runtime, on the CPU. */
public final class OnnxFactory implements InterpreterFactory {
  private final NetworkFile file;
  private final OrtSession session;

  private OnnxFactory(NetworkFile file, int threads) {
    this.file = file;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // what it says when it refuses a model is in the exception
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      session =
          OrtEnvironment.getEnvironment()
              .createSession(file.content().duplicate().clear(), options);
    } catch (OrtException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public Interpreter open() {
    try {
      return new OnnxInterpreter(session, file);
    } catch (OrtException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Makes such sessions. */
  public static final class Service implements NetworkRuntime {

    /** Called by the service loader. */
    public Service() {}

    @Override
    public boolean runs(ModelFormat format) {
      return format == ModelFormat.ONNX;
    }

    @Override
    public int rank(boolean quantized) {
      return 0;
    }

    @Override
    public void start() {
      OrtEnvironment.getEnvironment();
    }

    @Override
    public String title() {
      return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public InterpreterFactory load(NetworkFile file, int threads) {
      return new OnnxFactory(file, threads);
    }
  }
}
