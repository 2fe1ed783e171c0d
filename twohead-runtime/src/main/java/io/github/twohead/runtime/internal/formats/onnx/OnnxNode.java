package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of an ONNX graph.
 *
 * @param proto the node
 * @param shapes the shapes of the values before it, by name
 * @param numbers the whole numbers among them that are known
 */
record OnnxNode(NodeProto proto, Map<String, long[]> shapes, OnnxNumbers numbers) {

  String type() {
    return proto.getOpType();
  }

  List<String> inputs() {
    return proto.getInputList();
  }

  List<String> outputs() {
    return proto.getOutputList();
  }

  /** An input's name, empty if it is left out. */
  String input(int index) {
    return index < proto.getInputCount() ? proto.getInput(index) : "";
  }

  private @Nullable AttributeProto attribute(String name) {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  /** Every attribute. */
  List<AttributeProto> attributes() {
    return proto.getAttributeList();
  }

  /** A number. */
  long number(String name, long absent) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? absent : attribute.getI();
  }

  /** Numbers; null if there is no such attribute. */
  long @Nullable [] numbers(String name) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? null : longs(attribute.getIntsList());
  }

  static long[] longs(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /** A constant; null if there is no such attribute. */
  @Nullable TensorProto tensor(String name) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? null : attribute.getT();
  }

  /** A text. */
  String text(String name, String absent) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? absent : attribute.getS().toStringUtf8();
  }

  /** A copy of the shape of an input. */
  long[] shape(int index) {
    long[] shape = shapes.get(input(index));
    if (shape == null) {
      throw refuse("needs a value that is not there yet");
    }
    return shape.clone();
  }

  /** Whole numbers that older versions have as an attribute, and newer ones as an input. */
  long @Nullable [] setting(String name, int input) {
    long @Nullable [] given = numbers(name);
    if (given != null || input(input).isEmpty()) {
      return given;
    }
    return required(input);
  }

  /** Whole numbers that go in. */
  long[] required(int input) {
    long[] values = numbers.of(input(input));
    if (values == null) {
      throw refuse("has a shape or an axis that is not constant, which is not supported");
    }
    return values;
  }

  /** A dimension, which may be counted from the end. */
  int axis(long value, int rank) {
    long axis = value < 0 ? value + rank : value;
    require(axis >= 0 && axis < rank, "has the axis " + value + " for " + rank + " dimensions");
    return (int) axis;
  }

  void require(boolean condition, String what) {
    if (!condition) {
      throw refuse(what);
    }
  }

  RuntimeException refuse(String what) {
    return InvalidFile.of(label() + " " + what);
  }

  /** What messages call it. */
  String label() {
    String output = proto.getOutputCount() > 0 ? proto.getOutput(0) : "nothing";
    return "its node that makes " + output + " (" + type() + ")";
  }
}
