package io.github.twohead.djl.internal.export.tflite;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.tensorflow.lite.schema.Buffer;
import org.tensorflow.lite.schema.BuiltinOperator;
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

/**
 * Lays out a model of one graph. Tensors and operators are numbered as they come; what is equal is
 * stored once.
 */
final class FlatModel {
  private static final int VERSION = 3;
  private static final int ALIGNMENT = 16;
  private static final String SIGNATURE = "serving_default";

  private final FlatBufferBuilder builder = new FlatBufferBuilder(1 << 20);
  private final List<Integer> buffers = new ArrayList<>();
  private final List<Integer> tensors = new ArrayList<>();
  private final List<Integer> operators = new ArrayList<>();
  private final List<Integer> codes = new ArrayList<>();
  private final List<Integer> metadata = new ArrayList<>();
  private final Map<Object, Integer> known = new HashMap<>();

  FlatModel() {
    buffers.add(Buffer.createBuffer(builder, 0)); // that of all tensors that are computed
  }

  /** Adds a tensor that is computed. */
  int tensor(int[] shape, byte type, @Nullable Quantization quantization) {
    return tensor("", shape, type, quantization);
  }

  /** Adds a tensor that is computed or put in, and that users meet. */
  int tensor(String name, int[] shape, byte type, @Nullable Quantization quantization) {
    return tensor(name, shape, type, quantization, 0);
  }

  /** Adds a tensor of numbers in little-endian order. */
  int constant(int[] shape, byte type, @Nullable Quantization quantization, byte[] numbers) {
    return tensor("", shape, type, quantization, buffer(numbers));
  }

  /** Adds a tensor of integers, or finds it. */
  int constant(int[] shape, int... values) {
    return once(
        List.of("constant", Ints.asList(shape), Ints.asList(values)),
        () -> {
          ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
          bytes.asIntBuffer().put(values);
          return constant(shape, TensorType.INT32, null, bytes.array());
        });
  }

  private int tensor(
      String name, int[] shape, byte type, @Nullable Quantization quantization, int buffer) {
    int shapeAt = vector(shape);
    int quantizationAt = quantization == null ? 0 : quantization(quantization);
    tensors.add(
        once(
            List.of("tensor", name, shapeAt, type, quantizationAt, buffer),
            () -> {
              int nameAt = name.isEmpty() ? 0 : builder.createString(name);
              Tensor.startTensor(builder);
              Tensor.addShape(builder, shapeAt);
              Tensor.addType(builder, type);
              Tensor.addBuffer(builder, buffer);
              Tensor.addName(builder, nameAt);
              Tensor.addQuantization(builder, quantizationAt);
              return Tensor.endTensor(builder);
            }));
    return tensors.size() - 1;
  }

  private int quantization(Quantization quantization) {
    float[] scales = quantization.scales();
    long[] zeroPoints = new long[scales.length];
    zeroPoints[0] = quantization.zeroPoint();
    int scalesAt =
        once(
            List.of("scales", Floats.asList(scales)),
            () -> QuantizationParameters.createScaleVector(builder, scales));
    int zeroPointsAt =
        once(
            List.of("zero points", Longs.asList(zeroPoints)),
            () -> QuantizationParameters.createZeroPointVector(builder, zeroPoints));
    return once(
        List.of("quantization", scalesAt, zeroPointsAt, quantization.axis()),
        () -> {
          QuantizationParameters.startQuantizationParameters(builder);
          QuantizationParameters.addScale(builder, scalesAt);
          QuantizationParameters.addZeroPoint(builder, zeroPointsAt);
          QuantizationParameters.addQuantizedDimension(builder, quantization.axis());
          return QuantizationParameters.endQuantizationParameters(builder);
        });
  }

  /** Runtimes map the file and read the numbers where they lie: they must be aligned. */
  private int buffer(byte[] content) {
    builder.createUnintializedVector(1, content.length, ALIGNMENT).put(content);
    buffers.add(Buffer.createBuffer(builder, builder.endVector()));
    return buffers.size() - 1;
  }

  /** Adds an operator without options. */
  void operator(Kernel kernel, int version, int[] inputs, int[] outputs) {
    operator(kernel, version, 0, inputs, outputs);
  }

  /** Adds an operator with {@link #options}. */
  void operator(Kernel kernel, int version, int options, int[] inputs, int[] outputs) {
    int code = once(List.of("code", kernel, version), () -> code(kernel, version));
    int inputsAt = vector(inputs);
    int outputsAt = vector(outputs);
    Operator.startOperator(builder);
    Operator.addOpcodeIndex(builder, code);
    Operator.addInputs(builder, inputsAt);
    Operator.addOutputs(builder, outputsAt);
    if (options != 0) {
      Operator.addBuiltinOptionsType(builder, kernel.options());
      Operator.addBuiltinOptions(builder, options);
    }
    operators.add(Operator.endOperator(builder));
  }

  /** Readers from before version 3a know only codes of one byte. */
  private int code(Kernel kernel, int version) {
    byte old = (byte) Math.min(kernel.code(), BuiltinOperator.PLACEHOLDER_FOR_GREATER_OP_CODES);
    codes.add(OperatorCode.createOperatorCode(builder, old, 0, version, kernel.code()));
    return codes.size() - 1;
  }

  /**
   * Writes options, or finds them.
   *
   * @param kernel whose they are
   * @param values what tells them from others of the kernel
   * @param write writes them and returns where
   */
  int options(Kernel kernel, List<?> values, ToIntFunction<FlatBufferBuilder> write) {
    return once(List.of(kernel, values), () -> write.applyAsInt(builder));
  }

  /** Adds content that the interpreter leaves alone. */
  void metadata(String name, byte[] content) {
    int buffer = buffer(content);
    metadata.add(Metadata.createMetadata(builder, builder.createString(name), buffer));
  }

  /**
   * Returns the file.
   *
   * @param inputs tensors by name
   * @param outputs tensors by name
   */
  byte[] finish(String description, Map<String, Integer> inputs, Map<String, Integer> outputs) {
    int graph =
        SubGraph.createSubGraph(
            builder,
            SubGraph.createTensorsVector(builder, Ints.toArray(tensors)),
            vector(Ints.toArray(inputs.values())),
            vector(Ints.toArray(outputs.values())),
            SubGraph.createOperatorsVector(builder, Ints.toArray(operators)),
            0);
    int signature =
        SignatureDef.createSignatureDef(
            builder, names(inputs), names(outputs), builder.createString(SIGNATURE), 0);
    int model =
        Model.createModel(
            builder,
            VERSION,
            Model.createOperatorCodesVector(builder, Ints.toArray(codes)),
            Model.createSubgraphsVector(builder, new int[] {graph}),
            builder.createString(description),
            Model.createBuffersVector(builder, Ints.toArray(buffers)),
            0,
            Model.createMetadataVector(builder, Ints.toArray(metadata)),
            Model.createSignatureDefsVector(builder, new int[] {signature}));
    Model.finishModelBuffer(builder, model);
    return builder.sizedByteArray();
  }

  private int names(Map<String, Integer> tensorsByName) {
    int[] maps = new int[tensorsByName.size()];
    int i = 0;
    for (Map.Entry<String, Integer> entry : tensorsByName.entrySet()) {
      int name = builder.createString(entry.getKey());
      maps[i++] = TensorMap.createTensorMap(builder, name, entry.getValue());
    }
    return SignatureDef.createInputsVector(builder, maps);
  }

  private int vector(int[] values) {
    return once(
        List.of("vector", Ints.asList(values)), () -> Tensor.createShapeVector(builder, values));
  }

  private int once(Object key, IntSupplier write) {
    @Nullable Integer at = known.get(key);
    if (at == null) {
      at = write.getAsInt();
      known.put(key, at);
    }
    return at;
  }

  /**
   * What the integers of a tensor stand for: (integer − zero point) · scale.
   *
   * @param scales one per channel, or one for all
   * @param zeroPoint the integer that stands for 0; 0 if there is more than one scale
   * @param axis the dimension of the channels
   */
  record Quantization(float[] scales, int zeroPoint, int axis) {

    /** One scale for all. */
    static Quantization perTensor(float scale, int zeroPoint) {
      return new Quantization(new float[] {scale}, zeroPoint, 0);
    }

    /** The scale, where there is one. */
    float scale() {
      return scales[0];
    }
  }
}
