package io.github.twohead.runtime.internal.formats.onnx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The shapes that come out of convolutions and pools, whose padding could make them huge. */
final class OnnxWindows {
  private static final int MAX_WINDOW = 4096;

  private OnnxWindows() {}

  static long[] convolution(OnnxNode node, long[] map, long[] weights) {
    node.require(
        map.length >= 3 && weights.length == map.length, "has weights that do not fit its map");
    long[] shape = output(node, map, Arrays.copyOfRange(weights, 2, weights.length));
    shape[1] = weights[0];
    return shape;
  }

  static long[] pool(OnnxNode node, long[] map) {
    long @Nullable [] window = node.numbers("kernel_shape");
    if (window == null || map.length < 3 || window.length != map.length - 2) {
      throw node.refuse("has no window");
    }
    return output(node, map, window);
  }

  private static long[] output(OnnxNode node, long[] map, long[] window) {
    long[] strides = setting(node, "strides", 1, window.length);
    long[] dilations = setting(node, "dilations", 1, window.length);
    long[] pads = setting(node, "pads", 0, 2 * window.length);
    boolean same = node.text("auto_pad", "NOTSET").startsWith("SAME");
    long[] shape = map.clone();
    for (int i = 0; i < window.length; i++) {
      node.require(
          inRange(window[i], 1) && inRange(strides[i], 1) && inRange(dilations[i], 1),
          "has a window of " + window[i] + " and a stride of " + strides[i]);
      long span = (window[i] - 1) * dilations[i] + 1;
      long padding = pads[i] + pads[window.length + i];
      node.require(
          inRange(pads[i], 0) && inRange(pads[window.length + i], 0),
          "has the padding " + pads[i] + " and " + pads[window.length + i]);
      long room = same ? map[i + 2] - 1 : map[i + 2] + padding - span;
      node.require(room >= 0, "has a window of " + span + " on " + map[i + 2] + " pixels");
      boolean up = !same && node.number("ceil_mode", 0) != 0;
      shape[i + 2] = (room + (up ? strides[i] - 1 : 0)) / strides[i] + 1;
    }
    return shape;
  }

  private static boolean inRange(long value, int min) {
    return value >= min && value <= MAX_WINDOW;
  }

  private static long[] setting(OnnxNode node, String name, long absent, int length) {
    long @Nullable [] given = node.numbers(name);
    if (given == null) {
      long[] values = new long[length];
      Arrays.fill(values, absent);
      return values;
    }
    node.require(given.length == length, "has " + given.length + " " + name);
    return given;
  }
}
