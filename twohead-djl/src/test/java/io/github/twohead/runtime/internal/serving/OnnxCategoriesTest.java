package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.Prediction;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.formats.onnx.OnnxBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX files from elsewhere whose output is a choice among several, against ONNX Runtime alone. */
class OnnxCategoriesTest {
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "a", "b", "c", "d");
  private static final byte[] PIXELS = OtherFormatsTest.pixels(3);

  private final OnnxBuilder file = OnnxBuilder.withLogits(4);
  @TempDir private Path folder;

  @BeforeEach
  void add() {
    file.node("Softmax", "softmax", "logits");
    file.node("Sigmoid", "sigmoid", "logits");
    file.number("1", 1);
  }

  @Test
  void should_read_a_choice_off_probabilities_or_logits() throws Exception {
    file.output("logits", OnnxBuilder.FLOAT, 0, 4);
    Path both = write(file.output("softmax", OnnxBuilder.FLOAT, 0, 4));
    HeadSpec[] heads = {named("logits"), named("softmax")};

    try (MultiHeadPredictor predictor = builder(heads).open(both)) {
      Prediction answer = predict(predictor);
      for (HeadSpec head : heads) {
        assertThat(probabilities(answer.head(head)))
            .containsExactly(bare(both, "softmax"), within(1e-6));
      }
    }
  }

  @Test
  void should_read_a_choice_beside_a_question_in_either_order() throws Exception {
    file.linear("mean", "logit", 1);
    file.node("Sigmoid", "screen", "logit");
    file.output("screen", OnnxBuilder.FLOAT, 0, 1);
    Path both = write(file.output("softmax", OnnxBuilder.FLOAT, 0, 4));
    HeadSpec screen = HeadSpec.binary("screen");
    HeadSpec kind = named("softmax");

    for (HeadSpec[] heads : new HeadSpec[][] {{screen, kind}, {kind, screen}}) {
      try (MultiHeadPredictor predictor = builder(heads).open(both)) {
        Prediction answer = predict(predictor);

        assertThat(answer.heads()).extracting(HeadPrediction::head).containsExactly(heads);
        assertThat(probabilities(answer.head(kind)))
            .containsExactly(bare(both, "softmax"), within(1e-6));
        assertThat(answer.head(screen).probability())
            .isCloseTo(bare(both, "screen")[0], within(1e-6));
      }
    }
  }

  @Test
  void should_not_make_the_sum_of_rounded_probabilities_1() throws Exception {
    file.number("step", 1 / 20f);
    file.node("QuantizeLinear", "y", "softmax", "step");
    Path bytes = write(file.output("y", OnnxBuilder.UINT8, 0, 4));

    double[] expected = Arrays.stream(bare(bytes, "y")).map(steps -> steps / 20).toArray();
    assertThat(answer(builder(KIND), bytes)).containsExactly(expected, within(1e-6));
  }

  @Test
  void should_ask_what_the_numbers_of_several_categories_are() throws Exception {
    file.node("Clip", "y", "softmax", "", "1");
    Path clipped = write(file.output("y", OnnxBuilder.FLOAT, 0, 4));

    assertThatThrownBy(() -> builder(KIND).open(clipped))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll("(Clip), which does not show", "of 4 categories, in this order");
    assertThat(answer(builder(KIND).outputs(OutputType.PROBABILITIES), clipped))
        .containsExactly(bare(clipped, "y"), within(1e-6));
  }

  @Test
  void should_say_that_probabilities_do_not_add_up_to_1() throws Exception {
    file.node("Clip", "y", "sigmoid", "", "1");
    Path apart = write(file.output("y", OnnxBuilder.FLOAT, 0, 4));

    assertThatThrownBy(() -> answer(builder(KIND).outputs(OutputType.PROBABILITIES), apart))
        .isInstanceOf(TwoheadException.class)
        .hasMessageContainingAll(
            "head \"kind\" gives probabilities that add up to ", "not those of one choice");
  }

  @Test
  void should_refuse_a_part_of_a_softmax() throws Exception {
    file.longs("from", 1);
    file.longs("to", 4);
    file.node("Slice", "y", "softmax", "from", "to", "from");
    Path part = write(file.output("y", OnnxBuilder.FLOAT, 0, 3));
    HeadSpec three = HeadSpec.categorical("kind", "b", "c", "d");

    assertThatThrownBy(() -> builder(three).outputs(OutputType.PROBABILITIES).open(part))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(
            "(3 numbers) cannot be head \"kind\"", "gives 4 probabilities, not those of 3");
  }

  private static HeadSpec named(String name) {
    return HeadSpec.categorical(name, KIND.categories());
  }

  private Path write(OnnxBuilder built) throws IOException {
    return Files.write(folder.resolve("network.onnx"), built.build());
  }

  private static MultiHeadPredictor.Builder builder(HeadSpec... heads) {
    return MultiHeadPredictor.builder().heads(heads).normalization(Normalization.NONE);
  }

  private static Prediction predict(MultiHeadPredictor predictor) {
    return predictor.predict(OtherFormatsTest.image(PIXELS));
  }

  private static double[] answer(MultiHeadPredictor.Builder builder, Path network) {
    try (MultiHeadPredictor predictor = builder.open(network)) {
      return probabilities(predict(predictor).head(KIND));
    }
  }

  private static double[] probabilities(HeadPrediction answer) {
    return answer.probabilities().values().stream().mapToDouble(p -> p).toArray();
  }

  private static double[] bare(Path network, String output) throws IOException, OrtException {
    return BareOnnx.run(Files.readAllBytes(network), output, PIXELS, Normalization.NONE);
  }
}
