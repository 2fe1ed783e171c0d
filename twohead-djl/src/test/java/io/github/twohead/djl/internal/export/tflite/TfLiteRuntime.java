package io.github.twohead.djl.internal.export.tflite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithXNNPACK;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.OpResolver;
import org.bytedeco.tensorflowlite.TfLiteTensor;

/** The interpreters that files are tried in. */
enum TfLiteRuntime {
  /** TFLite 2.21, its own kernels. */
  NEW(false),
  /** TFLite 2.21 with XNNPACK. */
  NEW_XNNPACK(true),
  /** TFLite 2.6, its own kernels. */
  OLD(false),
  /** TFLite 2.6 with XNNPACK. */
  OLD_XNNPACK(true);

  private final boolean xnnpack;

  TfLiteRuntime(boolean xnnpack) {
    this.xnnpack = xnnpack;
  }

  /** Those with native code for this machine. */
  static Stream<TfLiteRuntime> available() {
    return Stream.of(values()).filter(TfLiteRuntime::isAvailable);
  }

  private boolean isOld() {
    return this == OLD || this == OLD_XNNPACK;
  }

  private boolean isAvailable() {
    return !isOld() || TfLiteRuntime.class.getResource("/native/lib/tflite.properties") != null;
  }

  /** Ends a test as skipped where the interpreter has no native code. */
  void assumeAvailable() {
    assumeTrue(isAvailable(), "DJL's TFLite has no native code for this machine");
  }

  /** Runs a file on inputs; returns by input all outputs. */
  List<float[][]> run(byte[] file, List<float[]> inputs) {
    assumeAvailable();
    return isOld() ? runOld(file, inputs) : runNew(file, inputs);
  }

  @SuppressWarnings("try") // the scope frees what is made in it
  private List<float[][]> runNew(byte[] file, List<float[]> inputs) {
    try (PointerScope scope = new PointerScope()) {
      Interpreter interpreter = interpreter(file, xnnpack);
      List<float[][]> results = new ArrayList<>();
      for (float[] input : inputs) {
        interpreter.typed_input_tensor_float(0).put(input);
        check(interpreter.Invoke());
        results.add(outputs(interpreter));
      }
      return results;
    }
  }

  /** The operators of a file after XNNPACK replaced all that it knows by one. */
  @SuppressWarnings("try") // the scope frees what is made in it
  static int nodesLeftByXnnpack(byte[] file) {
    try (PointerScope scope = new PointerScope()) {
      return (int) interpreter(file, true).execution_plan().limit();
    }
  }

  private static Interpreter interpreter(byte[] file, boolean xnnpack) {
    FlatBufferModel model = FlatBufferModel.BuildFromBuffer(new BytePointer(file), file.length);
    OpResolver resolver =
        xnnpack
            ? new BuiltinOpResolverWithXNNPACK(true)
            : new BuiltinOpResolverWithoutDefaultDelegates();
    Interpreter interpreter = new Interpreter((Pointer) null);
    check(new InterpreterBuilder(model, resolver).apply(interpreter, 1));
    check(interpreter.AllocateTensors());
    return interpreter;
  }

  private static float[][] outputs(Interpreter interpreter) {
    float[][] outputs = new float[(int) interpreter.outputs().limit()][];
    for (int i = 0; i < outputs.length; i++) {
      TfLiteTensor tensor = interpreter.output_tensor(i);
      outputs[i] = new float[(int) tensor.bytes() / 4];
      interpreter.typed_output_tensor_float(i).get(outputs[i]);
    }
    return outputs;
  }

  private static void check(int status) {
    if (status != 0) {
      throw new IllegalStateException("TFLite refused the file");
    }
  }

  private List<float[][]> runOld(byte[] file, List<float[]> inputs) {
    Engine.getEngine("TFLite"); // loads the library
    ByteBuffer model = ByteBuffer.allocateDirect(file.length).put(file).rewind();
    var options = new org.tensorflow.lite.Interpreter.Options();
    options.setUseXNNPACK(xnnpack);
    List<float[][]> results = new ArrayList<>();
    try (var interpreter = new org.tensorflow.lite.Interpreter(model, options)) {
      for (float[] input : inputs) {
        ByteBuffer in = direct(input.length);
        in.asFloatBuffer().put(input);
        Map<Integer, Object> out = new HashMap<>();
        for (int i = 0; i < interpreter.getOutputTensorCount(); i++) {
          out.put(i, direct(interpreter.getOutputTensor(i).numElements()));
        }
        interpreter.runForMultipleInputsOutputs(new Object[] {in}, out);
        float[][] outputs = new float[out.size()][];
        for (int i = 0; i < outputs.length; i++) {
          ByteBuffer bytes = ((ByteBuffer) out.get(i)).rewind();
          outputs[i] = new float[bytes.remaining() / 4];
          bytes.asFloatBuffer().get(outputs[i]);
        }
        results.add(outputs);
      }
    }
    return results;
  }

  private static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder());
  }
}
