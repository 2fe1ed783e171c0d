package io.github.twohead.runtime.internal.formats.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.Quantization;
import java.util.ArrayList;
import java.util.List;

/** What an ONNX model declares of the image that goes in. */
final class OnnxImage {
  private static final int CHANNELS = 3;
  private static final int MAX_SIDE = 1 << 14;

  private final ValueInfoProto declared;
  private final long[] shape;
  private final boolean channelsFirst;

  /** Checks that one image of a fixed size goes in. */
  OnnxImage(List<ValueInfoProto> inputs) {
    if (inputs.size() != 1) {
      throw InvalidFile.of("it has " + inputs.size() + " inputs, not one image");
    }
    declared = inputs.get(0);
    shape = declaredShape(declared);
    channelsFirst = shape.length == 4 && shape[1] == CHANNELS;
    boolean channelsLast = shape.length == 4 && shape[3] == CHANNELS;
    if (!channelsFirst && !channelsLast) {
      throw refuse("");
    }
    if (height() == 0 || width() == 0) {
      throw refuse(
          ": fix its height and width when it is exported, or with python -m"
              + " onnxruntime.tools.make_dynamic_shape_fixed");
    }
    if (height() > MAX_SIDE || width() > MAX_SIDE) {
      throw refuse("");
    }
    shape[0] = 1;
  }

  private RuntimeException refuse(String advice) {
    return InvalidFile.of(
        "its input has the shape "
            + text(shape)
            + ", not that of one image of a fixed size, [1, 3, height, width] or [1, height,"
            + " width, 3]"
            + advice);
  }

  String name() {
    return declared.getName();
  }

  /** Its shape. */
  long[] shape() {
    return shape;
  }

  /**
   * The same as what goes into a network.
   *
   * @param quantization what its numbers stand for
   */
  ImageInput input(Quantization quantization) {
    return new ImageInput(
        name(), OnnxTypes.of(declared), quantization, height(), width(), channelsFirst);
  }

  private int height() {
    return (int) shape[channelsFirst ? 2 : 1];
  }

  private int width() {
    return (int) shape[channelsFirst ? 3 : 2];
  }

  /**
   * A declared shape, with 0 for what is not fixed; of the batch, only 1 counts as fixed. A single
   * dimension is none of a batch: it holds the numbers of one image.
   */
  static long[] declaredShape(ValueInfoProto value) {
    if (!value.getType().hasTensorType() || !value.getType().getTensorType().hasShape()) {
      throw InvalidFile.of("\"" + value.getName() + "\" is no tensor of a fixed shape");
    }
    List<TensorShapeProto.Dimension> dimensions =
        value.getType().getTensorType().getShape().getDimList();
    long[] shape = new long[dimensions.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.max(0, dimensions.get(i).getDimValue());
    }
    if (shape.length > 1 && shape[0] > 1) {
      throw InvalidFile.of(
          "\"" + value.getName() + "\" holds " + shape[0] + " images at a time, not one");
    }
    return shape;
  }

  /** What messages call a declared shape. */
  static String text(long[] shape) {
    List<String> sizes = new ArrayList<>();
    for (long size : shape) {
      sizes.add(size == 0 ? "?" : Long.toString(size));
    }
    return sizes.toString();
  }
}
