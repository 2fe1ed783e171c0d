package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import java.util.IdentityHashMap;
import java.util.Map;

/** Computes a graph as its operations are defined, in plain loops over (C, H, W). */
final class TfLiteReference {
  private final IdentityHashMap<Value, float[]> values = new IdentityHashMap<>();

  private TfLiteReference() {}

  /** All values, from the input's. */
  static Map<Value, float[]> run(Graph graph, float[] input) {
    TfLiteReference reference = new TfLiteReference();
    reference.values.put(graph.input(), input);
    graph.ops().forEach(reference::compute);
    return reference.values;
  }

  private void compute(Op op) {
    if (op instanceof Op.Split split) {
      split(split);
    } else if (op instanceof Op.Concat concat) {
      concat(concat);
    } else if (op instanceof Op.Add add) {
      float[] left = values.get(add.left());
      float[] right = values.get(add.right());
      float[] out = new float[left.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = left[i] + right[i];
      }
      values.put(add.out(), out);
    } else if (op instanceof Op.Unary unary) {
      values.put(unary.out(), unary(unary, values.get(unary.in())));
    }
  }

  private static float[] unary(Op.Unary op, float[] in) {
    if (op instanceof Op.Convolution convolution) {
      return convolution(convolution, in);
    }
    if (op instanceof Op.FullyConnected linear) {
      return linear(linear, in);
    }
    if (op instanceof Op.MaxPool pool) {
      return pool(pool.in(), pool.out(), pool.window(), in, true);
    }
    if (op instanceof Op.AveragePool pool) {
      return pool(pool.in(), pool.out(), pool.window(), in, false);
    }
    if (op instanceof Op.Softmax) {
      return softmax(in);
    }
    float[] out = new float[op.out().size()];
    int area = in.length / op.in().channels();
    for (int i = 0; i < in.length; i++) {
      int channel = i / area;
      if (op instanceof Op.Affine affine) {
        out[i] = relu(in[i] * affine.scale()[channel] + affine.offset()[channel], affine.relu());
      } else if (op instanceof Op.Relu) {
        out[i] = relu(in[i], true);
      } else if (op instanceof Op.Sigmoid) {
        out[i] = (float) (1 / (1 + Math.exp(-in[i])));
      } else if (op instanceof Op.Mean) {
        out[channel] += in[i] / area;
      } else if (op instanceof Op.Shuffle shuffle) {
        int size = op.in().channels() / shuffle.groups();
        int target = channel % size * shuffle.groups() + channel / size;
        out[target * area + i % area] = in[i];
      } else {
        throw new IllegalArgumentException(op.toString());
      }
    }
    return out;
  }

  private static float[] softmax(float[] in) {
    double sum = 0;
    for (float logit : in) {
      sum += Math.exp(logit);
    }
    float[] out = new float[in.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (Math.exp(in[i]) / sum);
    }
    return out;
  }

  private static float relu(float value, boolean relu) {
    return relu ? Math.max(0, value) : value;
  }

  private void split(Op.Split split) {
    float[] in = values.get(split.in());
    int from = 0;
    for (Value out : split.outputs()) {
      float[] part = new float[out.size()];
      System.arraycopy(in, from, part, 0, part.length);
      values.put(out, part);
      from += part.length;
    }
  }

  private void concat(Op.Concat concat) {
    float[] out = new float[concat.out().size()];
    int to = 0;
    for (Value in : concat.inputs()) {
      System.arraycopy(values.get(in), 0, out, to, in.size());
      to += in.size();
    }
    values.put(concat.out(), out);
  }

  private static float[] linear(Op.FullyConnected op, float[] in) {
    float[] out = new float[op.out().channels()];
    for (int o = 0; o < out.length; o++) {
      double sum = op.bias()[o];
      for (int i = 0; i < in.length; i++) {
        sum += op.weights()[o * in.length + i] * in[i];
      }
      out[o] = relu((float) sum, op.relu());
    }
    return out;
  }

  private static float[] convolution(Op.Convolution op, float[] in) {
    Value source = op.in();
    Value target = op.out();
    Window window = op.window();
    int depth = source.channels() / op.groups();
    int perGroup = target.channels() / op.groups();
    float[] out = new float[target.size()];
    for (int c = 0; c < target.channels(); c++) {
      int first = c / perGroup * depth;
      for (int y = 0; y < target.height(); y++) {
        for (int x = 0; x < target.width(); x++) {
          float sum = op.bias()[c];
          for (int d = 0; d < depth; d++) {
            for (int dy = 0; dy < window.height(); dy++) {
              int row = y * window.strideY() + dy - window.padY();
              if (row < 0 || row >= source.height()) {
                continue;
              }
              for (int dx = 0; dx < window.width(); dx++) {
                int column = x * window.strideX() + dx - window.padX();
                if (column >= 0 && column < source.width()) {
                  sum +=
                      in[((first + d) * source.height() + row) * source.width() + column]
                          * op.weights()[
                              ((c * depth + d) * window.height() + dy) * window.width() + dx];
                }
              }
            }
          }
          out[(c * target.height() + y) * target.width() + x] = relu(sum, op.relu());
        }
      }
    }
    return out;
  }

  private static float[] pool(Value source, Value target, Window window, float[] in, boolean max) {
    float[] out = new float[target.size()];
    for (int i = 0; i < out.length; i++) {
      int channel = i / (target.height() * target.width());
      int y = i / target.width() % target.height() * window.strideY() - window.padY();
      int x = i % target.width() * window.strideX() - window.padX();
      float best = Float.NEGATIVE_INFINITY;
      float sum = 0;
      for (int row = Math.max(0, y); row < Math.min(source.height(), y + window.height()); row++) {
        for (int column = Math.max(0, x);
            column < Math.min(source.width(), x + window.width());
            column++) {
          float value = in[(channel * source.height() + row) * source.width() + column];
          best = Math.max(best, value);
          sum += value;
        }
      }
      out[i] = max ? best : sum / (window.height() * window.width());
    }
    return out;
  }
}
