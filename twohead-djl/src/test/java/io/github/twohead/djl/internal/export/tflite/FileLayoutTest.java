package io.github.twohead.djl.internal.export.tflite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteDescription;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.lite.schema.Buffer;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.Model;
import org.tensorflow.lite.schema.Operator;
import org.tensorflow.lite.schema.OperatorCode;
import org.tensorflow.lite.schema.QuantizationParameters;
import org.tensorflow.lite.schema.SignatureDef;
import org.tensorflow.lite.schema.SubGraph;
import org.tensorflow.lite.schema.Tensor;
import org.tensorflow.lite.schema.TensorType;

/** What is in a file, read back with the classes of the schema. */
class FileLayoutTest {
  private static final String MANIFEST = "{\"format\":1}" + " ".repeat(2000);
  private static final Map<TfLiteFormat, byte[]> FILES = new HashMap<>();

  @BeforeAll
  static void write() {
    Graph graph = ShuffleNetGraph.raw(64, 1024, "screen", "other");
    Trial trial = Trial.raw(graph, 1);
    for (TfLiteFormat format : TfLiteFormat.values()) {
      FILES.put(
          format, TfLiteWriter.write(graph, format, description(), trial.calibration().minMax()));
    }
  }

  private static TfLiteDescription description() {
    List<HeadSpec> heads = List.of(HeadSpec.binary("screen"), HeadSpec.binary("other"));
    return new TfLiteDescription(
        "documents",
        Preprocessing.standard(),
        true,
        OperatingPoints.standard(new HeadLayout(heads)).withThresholds(Map.of("screen", 0.25)),
        Map.of("twohead", MANIFEST));
  }

  private static Model model(TfLiteFormat format) {
    ByteBuffer file = ByteBuffer.wrap(FILES.get(format)).order(ByteOrder.LITTLE_ENDIAN);
    return Model.getRootAsModel(file);
  }

  @ParameterizedTest
  @EnumSource
  void should_be_small(TfLiteFormat format) {
    assertThat(FILES.get(format))
        .hasSizeLessThan(
            switch (format) {
              case FLOAT32 -> 2_180_000;
              case FLOAT16 -> 1_150_000;
              case DYNAMIC_INT8, INT8 -> 600_000;
            });
  }

  @ParameterizedTest
  @EnumSource
  void should_have_the_identifier_and_version_of_the_schema(TfLiteFormat format) {
    assertThat(new String(FILES.get(format), 4, 4, UTF_8)).isEqualTo("TFL3");
    assertThat(model(format).version()).isEqualTo(3);
    assertThat(model(format).buffers(0).dataLength()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void should_align_every_buffer_to_16_bytes(TfLiteFormat format) {
    Model model = model(format);
    for (int i = 1; i < model.buffersLength(); i++) {
      Buffer buffer = model.buffers(i);

      assertThat(buffer.dataAsByteBuffer().position() % 16).as("buffer %d", i).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_name_each_operator_and_version_once(TfLiteFormat format) {
    Model model = model(format);
    Set<List<Integer>> codes = new HashSet<>();
    for (int i = 0; i < model.operatorCodesLength(); i++) {
      OperatorCode code = model.operatorCodes(i);

      assertThat(codes.add(List.of(code.builtinCode(), code.version()))).isTrue();
      assertThat((int) code.deprecatedBuiltinCode()).isEqualTo(code.builtinCode());
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_move_channels_by_slices_and_concatenations_alone(TfLiteFormat format) {
    assertThat(operators(format))
        .contains("SLICE", "CONCATENATION")
        .doesNotContain("SPLIT", "SPLIT_V", "TRANSPOSE", "GATHER");
  }

  private static List<String> operators(TfLiteFormat format) {
    List<String> names = new ArrayList<>();
    SubGraph graph = model(format).subgraphs(0);
    for (int i = 0; i < graph.operatorsLength(); i++) {
      names.add(name(model(format), graph.operators(i)));
    }
    return names;
  }

  private static String name(Model model, Operator operator) {
    return BuiltinOperator.name(model.operatorCodes((int) operator.opcodeIndex()).builtinCode());
  }

  @ParameterizedTest
  @EnumSource
  void should_take_an_image_and_give_probabilities_by_name(TfLiteFormat format) {
    Model model = model(format);
    SubGraph graph = model.subgraphs(0);
    SignatureDef signature = model.signatureDefs(0);

    assertThat(signature.signatureKey()).isEqualTo("serving_default");
    assertThat(signature.inputs(0).name()).isEqualTo("image");
    assertThat(signature.inputs(0).tensorIndex()).isEqualTo(graph.inputs(0));
    assertFloats(graph.tensors(graph.inputs(0)), "image", 1, 64, 64, 3);
    String[] heads = {"screen", "other"};
    for (int i = 0; i < heads.length; i++) {
      assertThat(signature.outputs(i).name()).isEqualTo(heads[i]);
      assertThat(signature.outputs(i).tensorIndex()).isEqualTo(graph.outputs(i));
      assertFloats(graph.tensors(graph.outputs(i)), heads[i], 1, 1);
    }
  }

  private static void assertFloats(Tensor tensor, String name, int... shape) {
    assertThat(tensor.name()).isEqualTo(name);
    assertThat(tensor.type()).isEqualTo(TensorType.FLOAT32);
    assertThat(tensor.shapeLength()).isEqualTo(shape.length);
    for (int i = 0; i < shape.length; i++) {
      assertThat(tensor.shape(i)).isEqualTo(shape[i]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_quantise_weights_along_output_channels(TfLiteFormat format) {
    Model model = model(format);
    SubGraph graph = model.subgraphs(0);
    for (int i = 0; i < graph.operatorsLength(); i++) {
      String name = name(model, graph.operators(i));
      boolean depthwise = name.equals("DEPTHWISE_CONV_2D");
      if (!depthwise && !name.equals("CONV_2D")) {
        continue;
      }
      Tensor weights = graph.tensors(graph.operators(i).inputs(1));
      boolean integers =
          format == TfLiteFormat.INT8 || (format == TfLiteFormat.DYNAMIC_INT8 && !depthwise);
      assertThat(weights.type() == TensorType.INT8).isEqualTo(integers);
      QuantizationParameters scales = weights.quantization();
      if (integers && weights.shape(0) != 1024) {
        int axis = depthwise ? 3 : 0;
        assertThat(scales.quantizedDimension()).isEqualTo(axis);
        assertThat(scales.scaleLength()).isEqualTo(weights.shape(axis));
        assertThat(scales.zeroPointLength()).isEqualTo(weights.shape(axis));
      }
    }
  }

  @Test
  void should_give_biases_the_scale_of_products() {
    Model model = model(TfLiteFormat.INT8);
    SubGraph graph = model.subgraphs(0);
    for (int i = 0; i < graph.operatorsLength(); i++) {
      Operator operator = graph.operators(i);
      if (operator.inputsLength() == 3 && !name(model, operator).matches("SLICE|CONCATENATION")) {
        float input = graph.tensors(operator.inputs(0)).quantization().scale(0);
        QuantizationParameters weights = graph.tensors(operator.inputs(1)).quantization();
        QuantizationParameters bias = graph.tensors(operator.inputs(2)).quantization();
        assertThat(bias.scaleLength()).isEqualTo(weights.scaleLength());
        for (int c = 0; c < bias.scaleLength(); c++) {
          assertThat(bias.scale(c)).isEqualTo(input * weights.scale(c));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_be_the_same_bytes_again(TfLiteFormat format) {
    Graph graph = ShuffleNetGraph.raw(64, 1024, "screen", "other");
    Trial trial = Trial.raw(graph, 1);

    assertThat(TfLiteWriter.write(graph, format, description(), trial.calibration().minMax()))
        .isEqualTo(FILES.get(format));
  }
}
