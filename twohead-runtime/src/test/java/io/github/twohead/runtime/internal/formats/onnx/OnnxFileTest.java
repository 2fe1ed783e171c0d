package io.github.twohead.runtime.internal.formats.onnx;

import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.FLOAT;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.axis;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.floats;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.image;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.longs;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.model;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.node;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.read;
import static io.github.twohead.runtime.internal.formats.onnx.OnnxModels.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.formats.NetworkFile.Quantization;
import io.github.twohead.runtime.internal.formats.NetworkFile.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Sound ONNX models are read. */
class OnnxFileTest {
  /** Every operator that is supported has its name in here. */
  private static final Path SHAPES =
      Path.of("src/main/java", OnnxShapes.class.getName().replace('.', '/') + ".java");

  @Test
  void should_take_the_operators_that_the_guide_lists() throws IOException {
    Set<String> supported =
        Pattern.compile("\\b[A-Z]\\w+")
            .matcher(Files.readString(SHAPES))
            .results()
            .map(MatchResult::group)
            .filter(OnnxFileTest::isSupported)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(supported).containsAll(OnnxGraph.MICROSOFT_OPERATORS);
    assertThat(Files.readAllLines(Path.of("..", "docs", "exporting.md")))
        .filteredOn(line -> line.startsWith("| ONNX"))
        .containsExactly(
            row("ONNX", supported),
            row("ONNX: of these, in the domain `com.microsoft`", OnnxGraph.MICROSOFT_OPERATORS));
  }

  private static String row(String format, Set<String> operators) {
    return operators.stream()
        .sorted()
        .collect(Collectors.joining("` `", "| " + format + " | `", "` |"));
  }

  /** Whether what is wrong with a bare operator is something else than its kind. */
  private static boolean isSupported(String type) {
    OnnxShapes shapes = new OnnxShapes();
    Throwable problem = catchThrowable(() -> shapes.infer(shapes.node(node(type, "y").build())));
    return problem == null || !problem.getMessage().endsWith(") is not supported");
  }

  @Test
  void should_say_what_goes_in_and_comes_out() {
    ModelProto.Builder model = model();
    model.addMetadataPropsBuilder().setKey("twohead").setValue("{}");
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.addInput(OnnxBuilder.value("pixels", FLOAT, 0, 3, 8, 6));
    graph.addNode(node("GlobalAveragePool", "mean", "pixels"));
    graph.addNode(node("Flatten", "flat", "mean"));
    graph.addNode(node("Softmax", "answer", "flat"));
    graph.addOutput(OnnxBuilder.value("answer", FLOAT, 0, 3));
    graph.addOutput(OnnxBuilder.value("flat", FLOAT, 1, 3));

    NetworkFile network = read(model.build());

    assertThat(network.input())
        .isEqualTo(new ImageInput("pixels", NumberType.FLOAT32, Quantization.NONE, 8, 6, true));
    assertThat(network.outputs())
        .containsExactly(
            output("answer", FinalActivation.Kind.SOFTMAX, "answer (Softmax)"),
            output("flat", FinalActivation.Kind.UNKNOWN, "mean (GlobalAveragePool)"));
    assertThat(network.metadata()).isEqualTo(Map.of("twohead", "{}"));
  }

  private static NetworkOutput output(String name, FinalActivation.Kind kind, String node) {
    FinalActivation ending = new FinalActivation(kind, "its node that makes " + node, 3);
    return new NetworkOutput(
        name, NumberType.FLOAT32, Quantization.NONE, List.of(1, 3), ending, Range.ALL);
  }

  @Test
  void should_see_a_sigmoid_behind_a_change_of_shape() {
    NetworkFile network =
        read(
            image(
                graph -> {
                  graph.addNode(node("Sigmoid", "p", "x"));
                  graph.addInitializer(longs("shape", 0, -1));
                  graph.addNode(node("Reshape", "y", "p", "shape"));
                  graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 144));
                }));

    assertThat(network.outputs().get(0).activation().kind())
        .isEqualTo(FinalActivation.Kind.SIGMOID);
  }

  @Test
  void should_read_two_numbers_without_a_dimension_for_images() {
    NetworkFile network = read(image(OnnxFileTest::addNoAndYes));

    assertThat(network.outputs().get(0).shape()).containsExactly(2);
  }

  private static void addNoAndYes(GraphProto.Builder graph) {
    graph.addInitializer(longs("flat", 1, 144));
    graph.addNode(node("Reshape", "row", "x", "flat"));
    graph.addInitializer(floats("w", new long[] {144, 2}, new float[288]));
    graph.addNode(node("Gemm", "logits", "row", "w"));
    graph.addNode(node("Softmax", "p", "logits"));
    graph.addInitializer(longs("two", 2));
    graph.addNode(node("Reshape", "y", "p", "two"));
    graph.addOutput(OnnxBuilder.value("y", FLOAT, 2));
  }

  /** The standard leaves it to a model whether it declares what follows from its nodes. */
  @Test
  void should_find_out_the_shape_of_an_output_that_declares_none() {
    ModelProto.Builder model = image(OnnxFileTest::addNoAndYes).toBuilder();
    model.getGraphBuilder().setOutput(0, OnnxBuilder.value("y", FLOAT));

    NetworkFile network = read(model.build());

    assertThat(network.outputs().get(0).shape()).containsExactly(2);
  }

  /** As PyTorch exports x.view(x.size(0), -1). */
  @Test
  void should_follow_shapes_that_are_computed() {
    read(
        image(
            graph -> {
              graph.addNode(node("Shape", "shape", "x"));
              graph.addInitializer(scalar("zero", 0));
              graph.addNode(node("Gather", "batch", "shape", "zero"));
              graph.addInitializer(longs("axes", 0));
              graph.addNode(node("Unsqueeze", "first", "batch", "axes"));
              graph.addInitializer(longs("rest", -1));
              graph.addNode(node("Concat", "wanted", "first", "rest").addAttribute(axis(0)));
              graph.addNode(node("Reshape", "flat", "x", "wanted"));
              graph.addInitializer(floats("weights", new long[] {144, 1}, new float[144]));
              graph.addNode(node("MatMul", "y", "flat", "weights"));
              graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 1));
            }));
  }

  /** The standard forbids it, but tools write such files, and the runtime takes them. */
  @Test
  void should_take_nodes_in_any_order() {
    NetworkFile network =
        read(
            image(
                graph -> {
                  graph.addNode(node("Sigmoid", "y", "b"));
                  graph.addNode(node("Relu", "b", "a"));
                  graph.addNode(node("Relu", "a", "x"));
                  graph.addOutput(OnnxBuilder.value("y", FLOAT, 1, 3, 8, 6));
                }));

    assertThat(network.outputs().get(0).activation().kind())
        .isEqualTo(FinalActivation.Kind.SIGMOID);
  }
}
