package io.github.twohead.runtime.internal.serving;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.natives.Natives;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A session of ONNX Runtime, on the CPU. */
public final class OnnxRuntimeSession implements InterpreterFactory {
  private final NetworkFile file;
  private final OrtSession session;

  private OnnxRuntimeSession(NetworkFile file, int threads) {
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
    public int rank() {
      return 0;
    }

    @Override
    public void start() {
      OrtEnvironment.getEnvironment();
    }

    @Override
    public String artifact() {
      return "com.microsoft.onnxruntime:onnxruntime";
    }

    @Override
    public String title() {
      return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    }

    /** The folder that ONNX Runtime's property names goes before its jar. */
    @Override
    public String natives() {
      return System.getProperty("onnxruntime.native.path", Natives.origin(OrtEnvironment.class));
    }

    @Override
    public InterpreterFactory load(NetworkFile file, int threads) {
      return new OnnxRuntimeSession(file, threads);
    }
  }

  /**
   * What one thread needs to run a session of ONNX Runtime, which several may run at once: the
   * memory of its input and of its outputs.
   */
  private static final class OnnxInterpreter implements Interpreter {
    private final OrtSession session;
    private final ByteBuffer input;
    private final Map<String, OnnxTensor> inputTensors = new HashMap<>();
    private final List<ByteBuffer> outputs = new ArrayList<>();
    private final Map<String, OnnxTensor> outputTensors = new LinkedHashMap<>();

    OnnxInterpreter(OrtSession session, NetworkFile file) throws OrtException {
      this.session = session;
      ImageInput image = file.input();
      long[] shape =
          image.channelsFirst()
              ? new long[] {1, 3, image.height(), image.width()}
              : new long[] {1, image.height(), image.width(), 3};
      input = memory(image.bytes());
      inputTensors.put(image.name(), tensor(input, shape, image.type()));
      for (NetworkOutput output : file.outputs()) {
        ByteBuffer memory = memory(output.bytes());
        outputs.add(memory);
        outputTensors.put(output.name(), tensor(memory, shape(output), output.type()));
      }
    }

    private static ByteBuffer memory(int bytes) {
      return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static long[] shape(NetworkOutput output) {
      return output.shape().stream().mapToLong(Integer::longValue).toArray();
    }

    /** A tensor in a direct buffer's own memory. */
    private static OnnxTensor tensor(ByteBuffer memory, long[] shape, NumberType type)
        throws OrtException {
      OnnxJavaType javaType =
          switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
          };
      return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), memory, shape, javaType);
    }

    @Override
    public ByteBuffer input() {
      return input;
    }

    @Override
    public void run() {
      try {
        // the result owns nothing: the outputs are this object's
        session.run(inputTensors, Set.of(), outputTensors).close();
      } catch (OrtException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    @Override
    public ByteBuffer output(int index) {
      return outputs.get(index);
    }

    @Override
    public void close() {
      inputTensors.values().forEach(OnnxTensor::close);
      outputTensors.values().forEach(OnnxTensor::close);
    }
  }
}
