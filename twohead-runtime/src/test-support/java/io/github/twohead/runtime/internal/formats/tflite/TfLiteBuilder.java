package io.github.twohead.runtime.internal.formats.tflite;

import com.google.common.primitives.Ints;
import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.lite.schema.Buffer;
import org.tensorflow.lite.schema.Metadata;
import org.tensorflow.lite.schema.Model;
import org.tensorflow.lite.schema.Operator;
import org.tensorflow.lite.schema.OperatorCode;
import org.tensorflow.lite.schema.QuantizationParameters;
import org.tensorflow.lite.schema.SignatureDef;
import org.tensorflow.lite.schema.SubGraph;
import org.tensorflow.lite.schema.Tensor;
import org.tensorflow.lite.schema.TensorMap;
import org.tensorflow.lite.schema.TensorType;

/** Builds small TFLite models, sound ones and others. */
public final class TfLiteBuilder {
  private static final int VERSION = 3;

  private final FlatBufferBuilder builder = new FlatBufferBuilder(1 << 12);
  private final List<Integer> buffers = new ArrayList<>();
  private final List<Integer> tensors = new ArrayList<>();
  private final List<Integer> codes = new ArrayList<>();
  private final List<Integer> operators = new ArrayList<>();
  private final List<Integer> metadata = new ArrayList<>();
  private int signatures;

  public TfLiteBuilder() {
    buffers.add(Buffer.createBuffer(builder, 0));
  }

  /** For operators' options. */
  public FlatBufferBuilder builder() {
    return builder;
  }

  /** Adds a tensor of floats that is computed; returns its number. */
  public int floats(String name, int... shape) {
    return tensor(name, TensorType.FLOAT32, shape, 0, 0);
  }

  /** Adds a tensor of bytes that is computed. */
  public int bytes(String name, byte type, float scale, int zeroPoint, int... shape) {
    return tensor(name, type, shape, 0, quantization(new float[] {scale}, zeroPoint));
  }

  /** Adds a constant tensor of floats. */
  public int constant(int[] shape, float... values) {
    byte[] data = new byte[Float.BYTES * values.length];
    littleEndian(data).asFloatBuffer().put(values);
    return tensor("", TensorType.FLOAT32, shape, buffer(data), 0);
  }

  /** Adds a constant tensor of integers. */
  public int integers(int[] shape, int... values) {
    return integers(shape, new float[0], values);
  }

  /** Adds a constant tensor of integers with a scale, such as a bias. */
  public int integers(int[] shape, float[] scales, int... values) {
    byte[] data = new byte[Integer.BYTES * values.length];
    littleEndian(data).asIntBuffer().put(values);
    int quantization = scales.length == 0 ? 0 : quantization(scales, 0);
    return tensor("", TensorType.INT32, shape, buffer(data), quantization);
  }

  /** Adds a constant tensor of bytes. */
  public int weights(byte type, int[] shape, float scale, int zeroPoint, byte... values) {
    return tensor("", type, shape, buffer(values), quantization(new float[] {scale}, zeroPoint));
  }

  private static ByteBuffer littleEndian(byte[] data) {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int buffer(byte[] data) {
    buffers.add(Buffer.createBuffer(builder, Buffer.createDataVector(builder, data)));
    return buffers.size() - 1;
  }

  private int quantization(float[] scales, int zeroPoint) {
    long[] zeroPoints = new long[scales.length];
    zeroPoints[0] = zeroPoint;
    int scale = QuantizationParameters.createScaleVector(builder, scales);
    int zero = QuantizationParameters.createZeroPointVector(builder, zeroPoints);
    QuantizationParameters.startQuantizationParameters(builder);
    QuantizationParameters.addScale(builder, scale);
    QuantizationParameters.addZeroPoint(builder, zero);
    return QuantizationParameters.endQuantizationParameters(builder);
  }

  private int tensor(String name, byte type, int[] shape, int buffer, int quantization) {
    int shapeVector = Tensor.createShapeVector(builder, shape);
    int nameText = builder.createString(name);
    Tensor.startTensor(builder);
    Tensor.addShape(builder, shapeVector);
    Tensor.addType(builder, type);
    Tensor.addBuffer(builder, buffer);
    Tensor.addName(builder, nameText);
    if (quantization != 0) {
      Tensor.addQuantization(builder, quantization);
    }
    tensors.add(Tensor.endTensor(builder));
    return tensors.size() - 1;
  }

  /** Adds an operator without settings. */
  public void operator(int code, int version, int[] inputs, int... outputs) {
    operator(code, version, (byte) 0, 0, inputs, outputs);
  }

  /** Adds an operator. */
  public void operator(
      int code, int version, byte optionsType, int options, int[] inputs, int... outputs) {
    codes.add(
        OperatorCode.createOperatorCode(builder, (byte) Math.min(code, 127), 0, version, code));
    int in = Operator.createInputsVector(builder, inputs);
    int out = Operator.createOutputsVector(builder, outputs);
    Operator.startOperator(builder);
    Operator.addOpcodeIndex(builder, codes.size() - 1L);
    Operator.addInputs(builder, in);
    Operator.addOutputs(builder, out);
    if (optionsType != 0) {
      Operator.addBuiltinOptionsType(builder, optionsType);
      Operator.addBuiltinOptions(builder, options);
    }
    operators.add(Operator.endOperator(builder));
  }

  /** Adds what the file says of itself. */
  public void metadata(String name, String text) {
    int buffer = buffer(text.getBytes(StandardCharsets.UTF_8));
    metadata.add(Metadata.createMetadata(builder, builder.createString(name), buffer));
  }

  /** Names the only input and the outputs. */
  public void signature(int input, List<String> names, int... outputs) {
    int[] maps = new int[outputs.length];
    for (int i = 0; i < maps.length; i++) {
      maps[i] = TensorMap.createTensorMap(builder, builder.createString(names.get(i)), outputs[i]);
    }
    int image = TensorMap.createTensorMap(builder, builder.createString("image"), input);
    int signature =
        SignatureDef.createSignatureDef(
            builder,
            SignatureDef.createInputsVector(builder, new int[] {image}),
            SignatureDef.createOutputsVector(builder, maps),
            builder.createString("serving_default"),
            0);
    signatures = Model.createSignatureDefsVector(builder, new int[] {signature});
  }

  /** The file. */
  public byte[] build(int[] inputs, int... outputs) {
    int graph =
        SubGraph.createSubGraph(
            builder,
            SubGraph.createTensorsVector(builder, Ints.toArray(tensors)),
            SubGraph.createInputsVector(builder, inputs),
            SubGraph.createOutputsVector(builder, outputs),
            SubGraph.createOperatorsVector(builder, Ints.toArray(operators)),
            builder.createString("main"));
    int model =
        Model.createModel(
            builder,
            VERSION,
            Model.createOperatorCodesVector(builder, Ints.toArray(codes)),
            Model.createSubgraphsVector(builder, new int[] {graph}),
            builder.createString("a test"),
            Model.createBuffersVector(builder, Ints.toArray(buffers)),
            0,
            Model.createMetadataVector(builder, Ints.toArray(metadata)),
            signatures);
    Model.finishModelBuffer(builder, model);
    return builder.sizedByteArray();
  }
}
