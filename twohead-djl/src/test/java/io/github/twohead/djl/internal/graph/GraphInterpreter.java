package io.github.twohead.djl.internal.graph;

import io.github.twohead.djl.internal.graph.Op.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a graph means: runs it on one image, slowly, straight from the definitions. */
public final class GraphInterpreter {
  private final Map<Value, float[]> numbers = new HashMap<>();

  private GraphInterpreter() {}

  /**
   * Runs a graph.
   *
   * @param input the numbers of the graph's input, (C, H, W) in row-major order
   * @return by name each output's numbers
   */
  public static Map<String, float[]> run(Graph graph, float[] input) {
    GraphInterpreter interpreter = new GraphInterpreter();
    interpreter.numbers.put(graph.input(), input);
    graph.ops().forEach(interpreter::run);
    Map<String, float[]> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((name, value) -> outputs.put(name, interpreter.numbers.get(value)));
    return outputs;
  }

  /** Every kind of operation there is. */
  public static Set<Class<?>> kinds() {
    return Stream.of(Op.class, Op.Unary.class)
        .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
        .filter(Class::isRecord)
        .collect(Collectors.toSet());
  }

  /** The kinds of a graph's operations. */
  public static Set<Class<?>> kinds(Graph graph) {
    return graph.ops().stream().<Class<?>>map(Op::getClass).collect(Collectors.toSet());
  }

  private void run(Op op) {
    if (op instanceof Op.Split split) {
      split(split);
    } else if (op instanceof Op.Concat concat) {
      concat(concat);
    } else if (op instanceof Op.Add add) {
      numbers.put(add.out(), sum(in(add.left()), in(add.right())));
    } else if (op instanceof Op.Unary unary) {
      numbers.put(unary.out(), unary(unary));
    }
  }

  private float[] unary(Op.Unary op) {
    float[] x = in(op.in());
    if (op instanceof Op.Affine affine) {
      return affine(affine, x);
    } else if (op instanceof Op.Convolution convolution) {
      return convolution(convolution, x);
    } else if (op instanceof Op.MaxPool pool) {
      return pool(pool.in(), pool.out(), pool.window(), x, true);
    } else if (op instanceof Op.AveragePool pool) {
      return pool(pool.in(), pool.out(), pool.window(), x, false);
    } else if (op instanceof Op.Relu) {
      return map(x, v -> Math.max(v, 0));
    } else if (op instanceof Op.Sigmoid) {
      return map(x, v -> 1 / (1 + Math.exp(-v)));
    } else if (op instanceof Op.Softmax) {
      return softmax(x);
    } else if (op instanceof Op.Shuffle shuffle) {
      return shuffle(shuffle, x);
    } else if (op instanceof Op.Mean mean) {
      return mean(mean, x);
    }
    return fullyConnected((Op.FullyConnected) op, x);
  }

  private float[] in(Value value) {
    return numbers.get(value);
  }

  private static float[] map(float[] x, DoubleUnaryOperator function) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) function.applyAsDouble(x[i]);
    }
    return y;
  }

  private static float relu(double x, boolean relu) {
    return (float) (relu ? Math.max(x, 0) : x);
  }

  private static float[] affine(Op.Affine op, float[] x) {
    float[] y = new float[x.length];
    int plane = x.length / op.in().channels();
    for (int i = 0; i < x.length; i++) {
      int c = i / plane;
      y[i] = relu((double) x[i] * op.scale()[c] + op.offset()[c], op.relu());
    }
    return y;
  }

  private static float[] convolution(Op.Convolution op, float[] x) {
    Value out = op.out();
    float[] y = new float[out.size()];
    int i = 0;
    for (int channel = 0; channel < out.channels(); channel++) {
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          y[i++] = relu(op.bias()[channel] + sum(op, x, channel, row, column), op.relu());
        }
      }
    }
    return y;
  }

  private static double sum(Op.Convolution op, float[] x, int channel, int row, int column) {
    Value in = op.in();
    Window window = op.window();
    int perGroup = in.channels() / op.groups();
    int first = channel / (op.out().channels() / op.groups()) * perGroup;
    int weight = channel * perGroup * window.height() * window.width();
    double sum = 0;
    for (int c = first; c < first + perGroup; c++) {
      for (int y = 0; y < window.height(); y++) {
        for (int z = 0; z < window.width(); z++, weight++) {
          int inRow = row * window.strideY() - window.padY() + y;
          int inColumn = column * window.strideX() - window.padX() + z;
          if (inside(in, inRow, inColumn)) {
            double pixel = x[(c * in.height() + inRow) * in.width() + inColumn];
            sum += pixel * op.weights()[weight];
          }
        }
      }
    }
    return sum;
  }

  private static boolean inside(Value map, int row, int column) {
    return row >= 0 && row < map.height() && column >= 0 && column < map.width();
  }

  private static float[] pool(Value in, Value out, Window window, float[] x, boolean max) {
    float[] y = new float[out.size()];
    int i = 0;
    for (int c = 0; c < out.channels(); c++) {
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          int top = row * window.strideY() - window.padY();
          int left = column * window.strideX() - window.padX();
          y[i++] = pool(in, c, top, left, window, x, max);
        }
      }
    }
    return y;
  }

  private static float pool(
      Value in, int channel, int top, int left, Window window, float[] x, boolean max) {
    double largest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int row = top; row < top + window.height(); row++) {
      for (int column = left; column < left + window.width(); column++) {
        if (inside(in, row, column)) {
          double pixel = x[(channel * in.height() + row) * in.width() + column];
          largest = Math.max(largest, pixel);
          sum += pixel;
        }
      }
    }
    return (float) (max ? largest : sum / (window.height() * window.width()));
  }

  private static float[] shuffle(Op.Shuffle op, float[] x) {
    float[] y = new float[x.length];
    int channels = op.in().channels();
    int plane = x.length / channels;
    int perGroup = channels / op.groups();
    for (int group = 0; group < op.groups(); group++) {
      for (int i = 0; i < perGroup; i++) {
        int from = group * perGroup + i;
        int to = i * op.groups() + group;
        System.arraycopy(x, from * plane, y, to * plane, plane);
      }
    }
    return y;
  }

  private static float[] mean(Op.Mean op, float[] x) {
    float[] y = new float[op.out().channels()];
    int plane = x.length / y.length;
    for (int c = 0; c < y.length; c++) {
      double sum = 0;
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        sum += x[i];
      }
      y[c] = (float) (sum / plane);
    }
    return y;
  }

  private static float[] fullyConnected(Op.FullyConnected op, float[] x) {
    float[] y = new float[op.out().channels()];
    for (int o = 0; o < y.length; o++) {
      double sum = op.bias()[o];
      for (int i = 0; i < x.length; i++) {
        sum += (double) x[i] * op.weights()[o * x.length + i];
      }
      y[o] = relu(sum, op.relu());
    }
    return y;
  }

  private static float[] softmax(float[] x) {
    double sum = 0;
    for (float v : x) {
      sum += Math.exp(v);
    }
    double all = sum;
    return map(x, v -> Math.exp(v) / all);
  }

  private static float[] sum(float[] left, float[] right) {
    float[] y = left.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] += right[i];
    }
    return y;
  }

  private void split(Op.Split op) {
    float[] x = in(op.in());
    int from = 0;
    for (Value part : op.outputs()) {
      numbers.put(part, Arrays.copyOfRange(x, from, from + part.size()));
      from += part.size();
    }
  }

  private void concat(Op.Concat op) {
    float[] y = new float[op.out().size()];
    int to = 0;
    for (Value part : op.inputs()) {
      System.arraycopy(in(part), 0, y, to, part.size());
      to += part.size();
    }
    numbers.put(op.out(), y);
  }

  /** The operations of a graph that are of a kind. */
  public static <T extends Op> List<T> ops(Graph graph, Class<T> kind) {
    return graph.ops().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
