package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;

/** Puts weights into the order of kernels: channels last, and those as they are stored. */
final class WeightLayout {
  private WeightLayout() {}

  /** Picks by order. */
  static float[] vector(float[] values, int[] order) {
    float[] picked = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      picked[i] = values[order[i]];
    }
    return picked;
  }

  /** (C out, C in) with both sides in order. */
  static float[] matrix(float[] values, int[] out, int[] in) {
    float[] picked = new float[values.length];
    for (int o = 0; o < out.length; o++) {
      for (int i = 0; i < in.length; i++) {
        picked[o * in.length + i] = values[out[o] * in.length + in[i]];
      }
    }
    return picked;
  }

  /** (C out, C in, rows, columns) to (C out, rows, columns, C in). */
  static float[] convolution(Op.Convolution op, int[] out, int[] in) {
    int area = area(op.window());
    float[] laid = new float[op.weights().length];
    int to = 0;
    for (int o : out) {
      for (int place = 0; place < area; place++) {
        for (int i : in) {
          laid[to++] = op.weights()[(o * in.length + i) * area + place];
        }
      }
    }
    return laid;
  }

  /** (C, 1, rows, columns) to (1, rows, columns, C). */
  static float[] depthwise(Op.Convolution op, int[] order) {
    int area = area(op.window());
    float[] laid = new float[op.weights().length];
    int to = 0;
    for (int place = 0; place < area; place++) {
      for (int channel : order) {
        laid[to++] = op.weights()[channel * area + place];
      }
    }
    return laid;
  }

  private static int area(Window window) {
    return window.height() * window.width();
  }
}
