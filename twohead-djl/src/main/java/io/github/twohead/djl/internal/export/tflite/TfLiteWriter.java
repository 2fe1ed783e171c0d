package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.HeadSpec;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
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
 * <p>In goes one image as (1, H, W, 3), out comes a probability per head as (1, 1); both are 32-bit
 * floats in every format. The signature {@code serving_default} names them.
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

  private TfLiteWriter(Graph graph, TfLiteFormat format, Map<Value, Range> ranges) {
    this.graph = graph;
    Channels channels = new Channels(graph);
    facts = new GraphFacts(graph, channels);
    Encoding encoding =
        switch (format) {
          case FLOAT32 -> new FloatEncoding(model);
          case FLOAT16 -> new HalfEncoding(model, FEW_HALVES);
          case DYNAMIC_INT8 -> new HybridEncoding(model);
          case INT8 ->
              new Int8Encoding(model, new ActivationScales(graph, channels, facts, ranges));
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
    List<String> heads = description.heads().stream().map(HeadSpec::name).toList();
    if (!heads.equals(List.copyOf(graph.outputs().keySet()))) {
      throw new IllegalArgumentException(
          "the heads are " + heads + ", but those of the graph are " + graph.outputs().keySet());
    }
    return new TfLiteWriter(graph, format, ranges).write(format, description);
  }

  private byte[] write(TfLiteFormat format, TfLiteDescription description) {
    Optional<Op.Affine> normalization = facts.normalization();
    int input =
        normalization.isPresent() ? edges.input(normalization.get()) : edges.input(graph.input());
    graph.ops().stream()
        .filter(op -> normalization.isEmpty() || op != normalization.get())
        .forEach(operators::write);
    Map<String, Integer> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((head, value) -> outputs.put(head, edges.output(head, value)));
    model.metadata("TFLITE_METADATA", TfLiteMetadata.of(description, graph.input()));
    model.metadata("min_runtime_version", padded(format.minRuntime()));
    description
        .metadata()
        .forEach((name, text) -> model.metadata(name, text.getBytes(StandardCharsets.UTF_8)));
    return model.finish(description.name(), Map.of(INPUT, input), outputs);
  }

  /** Readers want 16 bytes, with zeros at the end. */
  private static byte[] padded(String version) {
    return Arrays.copyOf(version.getBytes(StandardCharsets.UTF_8), 16);
  }
}
