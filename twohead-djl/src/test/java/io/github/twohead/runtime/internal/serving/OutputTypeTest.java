package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.onnx.OnnxBuilder;
import io.github.twohead.runtime.internal.serving.OnnxTails.Tail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the numbers of ONNX files from elsewhere are: seen, said or refused, but never guessed. */
class OutputTypeTest {
  private static final byte[] PIXELS = OtherFormatsTest.pixels(3);

  @TempDir private Path folder;

  @ParameterizedTest
  @FieldSource("io.github.twohead.runtime.internal.serving.OnnxTails#PROBABILITIES")
  void should_ask_what_an_output_is_and_take_probabilities(Tail tail) throws Exception {
    Path file = write(tail.file());
    double[] bare = bare(tail);

    assertAsked(file, tail.last());
    assertThat(probability(builder().outputs(OutputType.PROBABILITIES), file))
        .isCloseTo(bare[bare.length - 1], within(1e-6));
  }

  @ParameterizedTest
  @FieldSource("io.github.twohead.runtime.internal.serving.OnnxTails#LOGITS")
  void should_ask_what_an_output_is_and_take_logits(Tail tail) throws Exception {
    Path file = write(tail.file());

    assertAsked(file, tail.last());
    assertThat(probability(builder().outputs(OutputType.LOGITS), file))
        .isCloseTo(sigmoid(bare(tail)), within(1e-6));
  }

  private static void assertAsked(Path file, String last) {
    assertThatThrownBy(() -> builder().open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(
            file.toString(),
            "(" + last + "), which ",
            "say what to take",
            "outputs(OutputType.PROBABILITIES)",
            "outputs(OutputType.LOGITS)");
  }

  @ParameterizedTest
  @FieldSource("io.github.twohead.runtime.internal.serving.OnnxTails#CLEAR_PROBABILITIES")
  void should_see_probabilities(Tail tail) throws Exception {
    Path file = write(tail.file());
    double[] bare = bare(tail);

    assertThat(probability(builder(), file)).isCloseTo(bare[bare.length - 1], within(1e-6));
    assertThatThrownBy(() -> builder().outputs(OutputType.LOGITS).open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll("cannot be logits", "which gives probabilities");
  }

  @ParameterizedTest
  @FieldSource("io.github.twohead.runtime.internal.serving.OnnxTails#CLEAR_LOGITS")
  void should_see_logits(Tail tail) throws Exception {
    Path file = write(tail.file());

    assertThat(probability(builder(), file)).isCloseTo(sigmoid(bare(tail)), within(1e-6));
  }

  /** An average of several networks' probabilities ends in a product. */
  @Test
  void should_believe_that_a_product_gives_probabilities() throws Exception {
    Tail mean =
        new Tail(
            "MatMul",
            2,
            1,
            f -> {
              f.node("Sigmoid", "p", "logits");
              f.floats("w", new long[] {2, 1}, 0.5f, 0.5f);
              f.node("MatMul", "y", "p", "w");
            });

    assertThat(probability(builder().outputs(OutputType.PROBABILITIES), write(mean.file())))
        .isCloseTo(bare(mean)[0], within(1e-6));
  }

  @Test
  void should_take_the_logits_of_one_layer_for_several_heads() throws Exception {
    OnnxBuilder file = OnnxBuilder.withLogits(2);
    file.node("Split", "first", "logits")
        .addOutput("second")
        .addAttribute(OnnxBuilder.integer("axis", 1));
    byte[] content =
        file.output("first", OnnxBuilder.FLOAT, 0, 1)
            .output("second", OnnxBuilder.FLOAT, 0, 1)
            .build();

    try (MultiHeadPredictor predictor = builder("second", "first").open(write(content))) {
      var prediction = predictor.predict(OtherFormatsTest.image(PIXELS));
      for (String head : List.of("first", "second")) {
        double[] bare = BareOnnx.run(content, head, PIXELS, Normalization.NONE);
        assertThat(prediction.head(head).probability()).isCloseTo(sigmoid(bare), within(1e-6));
      }
    }
  }

  /** One word holds for all outputs, and must not overrule what one of them shows. */
  @Test
  void should_refuse_to_take_logits_for_probabilities_beside_other_outputs() throws Exception {
    OnnxBuilder file = OnnxBuilder.withLogits(1);
    file.number("1", 1);
    file.node("Sigmoid", "p", "logits");
    file.node("Clip", "clipped", "p", "", "1");
    for (String output : List.of("logits", "clipped", "p")) {
      file.output(output, OnnxBuilder.FLOAT, 0, 1);
    }
    Path network = write(file.build());

    for (String other : List.of("clipped", "p")) {
      assertThatThrownBy(
              () -> builder("logits", other).outputs(OutputType.PROBABILITIES).open(network))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContainingAll(
              "\"logits\" (1 number) comes out of",
              "(Gemm), which gives logits",
              "\"" + other + "\" (1 number) out of");
    }
    builder("clipped", "p").outputs(OutputType.PROBABILITIES).open(network).close();
    builder("logits", "p").open(network).close();
  }

  @Test
  void should_say_that_numbers_are_no_probabilities() throws Exception {
    Tail large = OnnxTails.one("Mul", f -> f.node("Mul", "y", "logits", "10"));

    assertThatThrownBy(
            () -> probability(builder().outputs(OutputType.PROBABILITIES), write(large.file())))
        .isInstanceOf(TwoheadException.class)
        .hasMessageContainingAll("in place of a probability", "its outputs are no probabilities");
  }

  @Test
  void should_refuse_to_be_told_what_an_export_says() throws Exception {
    byte[] export = ExportedFilesTest.export(false);

    assertThatThrownBy(
            () ->
                MultiHeadPredictor.builder().outputs(OutputType.PROBABILITIES).open(write(export)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("says itself", "outputs(…)");
  }

  @Test
  void should_refuse_a_head_named_as_the_input() throws Exception {
    Path onnx = write(OnnxBuilder.withLogits(1).output("logits", OnnxBuilder.FLOAT, 0, 1).build());

    assertThatThrownBy(() -> builder("image").open(onnx))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("\"image\" is its input, and cannot be a head: its outputs are")
        .hasMessageContaining("\"logits\" (1 number)");
    Path tflite = write(new TinyNetwork(TinyNetwork.End.SIGMOID).tflite(Map.of()));
    assertThatThrownBy(() -> builder("input_1", "a").open(tflite))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("\"input_1\" is its input, and cannot be a head");
  }

  private static double[] bare(Tail tail) throws OrtException {
    return BareOnnx.run(tail.file(), "y", PIXELS, Normalization.NONE);
  }

  private static double sigmoid(double[] logits) {
    double logit = logits.length == 1 ? logits[0] : logits[1] - logits[0];
    return 1 / (1 + Math.exp(-logit));
  }

  private static double probability(MultiHeadPredictor.Builder builder, Path file) {
    try (MultiHeadPredictor predictor = builder.open(file)) {
      return predictor.predict(OtherFormatsTest.image(PIXELS)).heads().get(0).probability();
    }
  }

  private static MultiHeadPredictor.Builder builder(String... heads) {
    HeadSpec[] specs = List.of(heads).stream().map(HeadSpec::binary).toArray(HeadSpec[]::new);
    HeadSpec[] one = {HeadSpec.binary("a")};
    return MultiHeadPredictor.builder()
        .heads(specs.length == 0 ? one : specs)
        .normalization(Normalization.NONE);
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("network"), content);
  }
}
