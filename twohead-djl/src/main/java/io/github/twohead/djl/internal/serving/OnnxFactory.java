package io.github.twohead.djl.internal.serving;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.github.twohead.djl.internal.formats.NetworkFile;

/** A session of ONNX Runtime, on the CPU. */
final class OnnxFactory implements InterpreterFactory {
  private final NetworkFile file;
  private final OrtSession session;

  OnnxFactory(NetworkFile file, int threads) {
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
}
