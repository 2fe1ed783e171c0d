package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.primitives.Floats;
import com.google.common.primitives.Longs;
import java.util.List;

/** Builds ONNX files of a few nodes. */
public final class OnnxBuilder {
  public static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  public static final int FLOAT16 = TensorProto.DataType.FLOAT16_VALUE;
  public static final int UINT8 = TensorProto.DataType.UINT8_VALUE;
  public static final int INT8 = TensorProto.DataType.INT8_VALUE;

  /** The image that goes in. */
  public static final String IMAGE = "image";

  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
  private final GraphProto.Builder graph = model.getGraphBuilder().setName("g");

  /**
   * Starts a file.
   *
   * @param type of the image
   * @param shape 0 for what is not fixed
   */
  public OnnxBuilder(int type, long... shape) {
    model.addOpsetImportBuilder().setVersion(13);
    model.addOpsetImportBuilder().setDomain("com.microsoft").setVersion(1);
    graph.addInput(value(IMAGE, type, shape));
  }

  /**
   * A file whose value "logits" holds numbers that depend on the mean colour of an image.
   *
   * @param count how many
   */
  public static OnnxBuilder withLogits(int count) {
    OnnxBuilder file = new OnnxBuilder(FLOAT, 0, 3, 32, 32);
    file.mean(IMAGE);
    file.linear("mean", "logits", count);
    return file;
  }

  /** The mean colour of a map, (1, 3). */
  public void mean(String map) {
    node("ReduceMean", "mean", map)
        .addAttribute(integers("axes", 2, 3))
        .addAttribute(integer("keepdims", 0));
  }

  /** A linear layer of three numbers. */
  public void linear(String in, String out, int count) {
    float[] weights = new float[3 * count];
    float[] offsets = new float[count];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (i % 2 == 0 ? 1.5f : -1) * (1 + i % 3);
      int output = i / 3;
      offsets[output] = 0.3f * output - 0.4f;
    }
    floats(out + "/w", new long[] {3, count}, weights);
    floats(out + "/b", new long[] {count}, offsets);
    node("Gemm", out, in, out + "/w", out + "/b");
  }

  /** Adds a node, to which attributes can be added. */
  public NodeProto.Builder node(String type, String output, String... inputs) {
    return graph.addNodeBuilder().setOpType(type).addOutput(output).addAllInput(List.of(inputs));
  }

  /** A constant. */
  public void floats(String name, long[] shape, float... values) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(FLOAT)
        .addAllDims(Longs.asList(shape))
        .addAllFloatData(Floats.asList(values));
  }

  /** A constant number. */
  public void number(String name, float value) {
    floats(name, new long[0], value);
  }

  /** A constant of a type of bytes. */
  public void number(String name, int type, int value) {
    graph.addInitializerBuilder().setName(name).setDataType(type).addInt32Data(value);
  }

  /** A constant vector. */
  public void longs(String name, long... values) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64_VALUE)
        .addDims(values.length)
        .addAllInt64Data(Longs.asList(values));
  }

  /** Names what comes out. */
  public OnnxBuilder output(String name, int type, long... shape) {
    graph.addOutput(value(name, type, shape));
    return this;
  }

  /** Adds a text of the file's metadata. */
  public void metadata(String key, String text) {
    model.addMetadataPropsBuilder().setKey(key).setValue(text);
  }

  public byte[] build() {
    return model.build().toByteArray();
  }

  /** An input or output; a size of 0 is not fixed. */
  static ValueInfoProto value(String name, int type, long... shape) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    var tensor = value.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
    for (long size : shape) {
      var dimension = tensor.getShapeBuilder().addDimBuilder();
      if (size == 0) {
        dimension.setDimParam("any");
      } else {
        dimension.setDimValue(size);
      }
    }
    return value.build();
  }

  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  public static AttributeProto integers(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(Longs.asList(values))
        .build();
  }
}
