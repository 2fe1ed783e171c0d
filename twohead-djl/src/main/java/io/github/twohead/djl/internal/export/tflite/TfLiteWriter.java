package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.export.tflite.Calibrator.Range;
import io.github.twohead.djl.internal.export.tflite.Encoding.FloatEncoding;
import io.github.twohead.djl.internal.export.tflite.Encoding.HalfEncoding;
import io.github.twohead.djl.internal.export.tflite.Int8Encoding.HybridEncoding;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a graph as a TFLite file.
 *
 * <p>In goes one image as (1, H, W, 3), out come each head's probabilities as (1, C); both are
 * 32-bit floats in every format. The signature {@code serving_default} names them.
 */
public final class TfLiteWriter {
  /**
   * Layers with fewer weights stay in 32 bits: those near the input, whose rounding all others
   * multiply, and which hold 3 % of the size.
   */
  private static final int FEW_HALVES = 1100;

  /** The name of the input. */
  public static final String INPUT = "image";

  private final Graph graph;
  private final GraphFacts facts;
  private final FlatModel model = new FlatModel();
  private final EdgeWriter edges;
  private final OperatorWriter operators;

  private TfLiteWriter(
      Graph graph, TfLiteFormat format, Map<Value, Range> ranges, OperatingPoints points) {
    this.graph = graph;
    Channels channels = new Channels(graph);
    facts = new GraphFacts(graph, channels);
    Encoding encoding =
        switch (format) {
          case FLOAT32 -> new FloatEncoding(model);
          case FLOAT16 -> new HalfEncoding(model, FEW_HALVES);
          case DYNAMIC_INT8 -> new HybridEncoding(model);
          case INT8 ->
              new Int8Encoding(model, new ActivationScales(graph, channels, facts, ranges, points));
        };
    Map<Value, String> names = new HashMap<>();
    if (format != TfLiteFormat.INT8) {
      graph.outputs().forEach((head, value) -> names.put(value, head));
    }
    Router router = new Router(model, encoding, channels, names);
    edges = new EdgeWriter(model, encoding, router);
    operators = new OperatorWriter(model, encoding, channels, router, facts);
  }

  /**
   * Writes a graph in a format that needs no ranges.
   *
   * @throws IllegalArgumentException if the format is {@link TfLiteFormat#INT8}, or cannot hold a
   *     weight, or the heads are not those of the graph
   */
  public static byte[] write(Graph graph, TfLiteFormat format, TfLiteDescription description) {
    return write(graph, format, description, Map.of());
  }

  /**
   * Writes a graph.
   *
   * @param ranges of the graph's input and of every value that an operation computes, as {@link
   *     Calibrator} finds them; only {@link TfLiteFormat#INT8} needs them
   * @throws IllegalArgumentException if a range is missing, or the format cannot hold a weight, or
   *     the heads are not those of the graph
   */
  public static byte[] write(
      Graph graph, TfLiteFormat format, TfLiteDescription description, Map<Value, Range> ranges) {
    List<String> heads =
        description.points().layout().heads().stream().map(HeadSpec::name).toList();
    if (!heads.equals(List.copyOf(graph.outputs().keySet()))) {
      throw new IllegalArgumentException(
          "the heads are " + heads + ", but those of the graph are " + graph.outputs().keySet());
    }
    return new TfLiteWriter(graph, format, ranges, description.points()).write(format, description);
  }

  private byte[] write(TfLiteFormat format, TfLiteDescription description) {
    Optional<Op.Affine> normalization = facts.normalization();
    int input =
        normalization.isPresent() ? edges.input(normalization.get()) : edges.input(graph.input());
    Map<Value, Op.Unary> last = lastOps();
    graph.ops().stream()
        .filter(op -> normalization.isEmpty() || op != normalization.get())
        .filter(op -> op.outputs().stream().noneMatch(last::containsKey))
        .forEach(operators::write);
    Map<String, Integer> outputs = new LinkedHashMap<>();
    graph
        .outputs()
        .forEach(
            (head, value) ->
                outputs.put(
                    head,
                    last.containsKey(value)
                        ? edges.probabilities(head, last.get(value))
                        : edges.output(head, value)));
    model.metadata("TFLITE_METADATA", TfLiteMetadata.of(description, graph.input()));
    model.metadata("min_runtime_version", padded(format.minRuntime()));
    description
        .metadata()
        .forEach((name, text) -> model.metadata(name, text.getBytes(StandardCharsets.UTF_8)));
    byte[] file = model.finish(description.name(), Map.of(INPUT, input), outputs);
    return AssociatedFiles.append(file, TfLiteMetadata.labelFiles(description));
  }

  /** By output the softmax or the sigmoid that gives it, and nothing else. */
  private Map<Value, Op.Unary> lastOps() {
    Map<Value, Op.Unary> last = new HashMap<>();
    for (Op op : graph.ops()) {
      if (facts.isLast(op)) {
        last.put(op.outputs().get(0), (Op.Unary) op);
      }
    }
    return last;
  }

  /** Readers want 16 bytes, with zeros at the end. */
  private static byte[] padded(String version) {
    return Arrays.copyOf(version.getBytes(StandardCharsets.UTF_8), 16);
  }

  /** How a file's numbers are stored and computed. */
  public enum TfLiteFormat {
    /** Everything as 32-bit floats. */
    FLOAT32("1.14.0"),
    /** Weights stored as 16-bit floats, and computed with as 32-bit floats. */
    FLOAT16("1.15.0"),
    /**
     * Weights as 8-bit integers; inputs of layers become integers, and their results floats, as the
     * file is run.
     */
    DYNAMIC_INT8("2.4.0"),
    /** Weights and all that is computed as 8-bit integers, of ranges from a calibration set. */
    INT8("2.1.0");

    private final String minRuntime;

    TfLiteFormat(String minRuntime) {
      this.minRuntime = minRuntime;
    }

    /**
     * The first TFLite that knows all operators of the format. Source: TensorFlow's {@code
     * lite/tools/versioning/runtime_version.cc}.
     */
    String minRuntime() {
      return minRuntime;
    }
  }

  /**
   * What a file says about itself.
   *
   * @param name of the model
   * @param preprocessing how images become input
   * @param normalizes whether the graph begins with the normalisation, so that pixels of 0 to 255
   *     are put in; otherwise the caller normalises
   * @param points of the heads, in the order of the graph's outputs
   * @param metadata further texts by name
   */
  public record TfLiteDescription(
      String name,
      Preprocessing preprocessing,
      boolean normalizes,
      OperatingPoints points,
      Map<String, String> metadata) {
    public TfLiteDescription {
      metadata = new LinkedHashMap<>(metadata);
    }
  }
}
