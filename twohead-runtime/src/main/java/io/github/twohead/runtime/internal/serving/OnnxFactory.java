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
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    public int rank() {
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

  /**
   * What one thread needs to run a session of ONNX Runtime, which several may run at once: the
   * memory that receives its outputs.
   */
  private static final class OnnxInterpreter implements Interpreter {
    private final OrtSession session;
    private final ImageInput input;
    private final long[] inputShape;
    private final Map<String, OnnxTensor> inputTensors = new HashMap<>();
    private final List<ByteBuffer> outputs = new ArrayList<>();
    private final Map<String, OnnxTensor> outputTensors = new LinkedHashMap<>();

    /** The buffer in which the input lies. */
    private @Nullable ByteBuffer bound;

    OnnxInterpreter(OrtSession session, NetworkFile file) throws OrtException {
      this.session = session;
      input = file.input();
      inputShape =
          input.channelsFirst()
              ? new long[] {1, 3, input.height(), input.width()}
              : new long[] {1, input.height(), input.width(), 3};
      for (NetworkOutput output : file.outputs()) {
        ByteBuffer memory =
            ByteBuffer.allocateDirect(output.bytes()).order(ByteOrder.nativeOrder());
        long[] shape = output.shape().stream().mapToLong(Integer::longValue).toArray();
        outputs.add(memory);
        outputTensors.put(output.name(), tensor(memory, shape, output.type()));
      }
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
    public void run(ByteBuffer image) {
      try {
        bind(image);
        // the result owns nothing: the outputs are this object's
        session.run(inputTensors, Set.of(), outputTensors).close();
      } catch (OrtException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    /** Makes a buffer the input, which it often is already: a thread's predictions share one. */
    @SuppressWarnings("ReferenceEquality") // equal content in another buffer is no help
    private void bind(ByteBuffer image) throws OrtException {
      if (image != bound) {
        inputTensors.values().forEach(OnnxTensor::close);
        inputTensors.clear();
        bound = null;
        inputTensors.put(input.name(), tensor(image, inputShape, input.type()));
        bound = image;
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
