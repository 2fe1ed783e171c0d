package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.graph.Window;
import org.tensorflow.lite.schema.Padding;

/**
 * Pads maps before windows move over them.
 *
 * <p>TFLite's own padding, SAME, puts the larger half below and on the right. Where the network
 * pads equally and the window then does not reach the end, it is something else: the map is padded
 * by an operator of its own.
 */
final class Padder {
  private final FlatModel model;
  private final Encoding encoding;

  Padder(FlatModel model, Encoding encoding) {
    this.model = model;
    this.encoding = encoding;
  }

  /**
   * A map that is ready for its window.
   *
   * @param tensor its number
   * @param padding what the window's operator is to do, of {@link Padding}
   */
  record Padded(int tensor, byte padding) {}

  /** Pads with zeros. */
  Padded zeros(Value map, int tensor, Window window) {
    return pad(map, tensor, window, true);
  }

  /** Pads with the least number there is. */
  Padded lowest(Value map, int tensor, Window window) {
    return pad(map, tensor, window, false);
  }

  private Padded pad(Value map, int tensor, Window window, boolean zeros) {
    Span rows = new Span(map.height(), window.height(), window.strideY(), window.padY());
    Span columns = new Span(map.width(), window.width(), window.strideX(), window.padX());
    if (rows.needsNone() && columns.needsNone()) {
      return new Padded(tensor, Padding.VALID);
    }
    if (rows.isSame() && columns.isSame()) {
      return new Padded(tensor, Padding.SAME);
    }
    int[] shape = {1, rows.padded(), columns.padded(), map.channels()};
    int padded = model.tensor(shape, encoding.type(), encoding.quantization(map));
    int amounts =
        model.constant(
            new int[] {4, 2},
            0,
            0,
            rows.before,
            rows.after(),
            columns.before,
            columns.after(),
            0,
            0);
    if (zeros) {
      int version = encoding.version(Kernel.PAD);
      model.operator(Kernel.PAD, version, new int[] {tensor, amounts}, new int[] {padded});
    } else {
      int lowest =
          model.constant(
              new int[0], encoding.type(), encoding.quantization(map), encoding.lowest());
      int version = encoding.version(Kernel.PADV2);
      int[] inputs = {tensor, amounts, lowest};
      model.operator(Kernel.PADV2, version, inputs, new int[] {padded});
    }
    return new Padded(padded, Padding.VALID);
  }

  /**
   * A window's way along one side of a map.
   *
   * @param size of the map
   * @param kernel of the window
   * @param stride of the window
   * @param before padding before the map, and as much after it, if the window gets there
   */
  private record Span(int size, int kernel, int stride, int before) {

    private int steps() {
      return (size + 2 * before - kernel) / stride + 1;
    }

    /** The padding after the map that the window reaches. */
    int after() {
      return Math.max(0, (steps() - 1) * stride + kernel - before - size);
    }

    int padded() {
      return before + size + after();
    }

    boolean needsNone() {
      return before == 0;
    }

    boolean isSame() {
      int total = Math.max(0, (steps() - 1) * stride + kernel - size);
      return steps() == (size + stride - 1) / stride && before == total / 2;
    }
  }
}
