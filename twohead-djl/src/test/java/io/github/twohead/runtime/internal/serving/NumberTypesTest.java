package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.runtime.internal.formats.onnx.OnnxBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.lite.schema.TensorType;

/** Networks from elsewhere that take or give numbers of 8 or 16 bits. */
class NumberTypesTest {
  private static final byte[] PIXELS = OtherFormatsTest.pixels(3);

  /** Pixels of 0 to 255. */
  private static final Normalization BYTES =
      new Normalization(0, 0, 0, 1 / 255f, 1 / 255f, 1 / 255f);

  /** Pixels of −1 to 1. */
  private static final Normalization HALF = new Normalization(.5f, .5f, .5f, .5f, .5f, .5f);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {OnnxBuilder.UINT8, OnnxBuilder.INT8})
  void should_read_the_numbers_that_bytes_stand_for(int type) throws Exception {
    int zero = type == OnnxBuilder.UINT8 ? 3 : -125;
    byte[] probability = quantized("Sigmoid", 1 / 250f, type, zero);
    byte[] logit = quantized("Identity", 1 / 30f, type, zero + 100);

    double shown = answer(probability, Normalization.NONE);
    double computed = answer(logit, Normalization.NONE);

    double stored = BareOnnx.run(probability, "y", PIXELS, Normalization.NONE)[0];
    assertThat(stored).isNotCloseTo(zero, within(20.0));
    assertThat(shown).isCloseTo((stored - zero) / 250, within(1e-6));
    assertThat(computed).isCloseTo(shown, within(0.01)).isNotEqualTo(shown);
  }

  /** Gives logits, or what an operator makes of them, in bytes. */
  private static byte[] quantized(String operator, float scale, int type, int zero) {
    OnnxBuilder file = OnnxBuilder.withLogits(1);
    file.node(operator, "p", "logits");
    file.number("scale", scale);
    file.number("zero", type, zero);
    file.node("QuantizeLinear", "q", "p", "scale", "zero");
    file.longs("shape", 1, 1, -1);
    file.node("Reshape", "y", "q", "shape");
    return file.output("y", type, 1, 1, 1).build();
  }

  @Test
  void should_find_the_scale_behind_a_choice_among_numbers() throws Exception {
    OnnxBuilder file = OnnxBuilder.withLogits(2);
    file.node("Softmax", "p", "logits");
    file.number("scale", 1 / 255f);
    file.number("zero", OnnxBuilder.UINT8, 0);
    file.node("QuantizeLinear", "q", "p", "scale", "zero");
    file.longs("from", 1);
    file.longs("to", 2);
    file.node("Slice", "sliced", "q", "from", "to", "from");
    file.node("Split", "first", "q")
        .addOutput("second")
        .addAttribute(OnnxBuilder.integer("axis", 1));
    file.longs("one", 1);
    file.node("Gather", "gathered", "q", "one").addAttribute(OnnxBuilder.integer("axis", 1));
    for (String output : List.of("sliced", "second", "gathered")) {
      file.output(output, OnnxBuilder.UINT8, 0, 1);
    }

    byte[] content = file.build();
    HeadSpec[] heads =
        Stream.of("sliced", "second", "gathered").map(HeadSpec::binary).toArray(HeadSpec[]::new);

    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder()
            .heads(heads)
            .normalization(Normalization.NONE)
            .open(Files.write(folder.resolve("n.onnx"), content))) {
      for (HeadPrediction answer : predictor.predict(OtherFormatsTest.image(PIXELS)).heads()) {
        double stored = BareOnnx.run(content, answer.head().name(), PIXELS, Normalization.NONE)[0];
        assertThat(answer.probability()).isCloseTo(stored / 255, within(1e-6));
      }
    }
  }

  @Test
  void should_refuse_bytes_that_stand_for_nothing() throws Exception {
    OnnxBuilder whole = OnnxBuilder.withLogits(1);
    whole.node("Sigmoid", "p", "logits");
    whole.number("255", 255);
    whole.node("Mul", "m", "p", "255");
    whole.node("Cast", "y", "m").addAttribute(OnnxBuilder.integer("to", OnnxBuilder.UINT8));
    whole.output("y", OnnxBuilder.UINT8, 0, 1);
    OnnxBuilder dynamic = OnnxBuilder.withLogits(1);
    dynamic.node("Sigmoid", "p", "logits");
    dynamic.node("DynamicQuantizeLinear", "y", "p").addOutput("scale").addOutput("zero");
    dynamic.output("y", OnnxBuilder.UINT8, 0, 1);

    for (OnnxBuilder file : new OnnxBuilder[] {whole, dynamic}) {
      assertRefused(
          file.build(),
          Normalization.NONE,
          "output \"y\" holds bytes",
          "QuantizeLinear",
          "real numbers");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {OnnxBuilder.UINT8, OnnxBuilder.INT8})
  void should_refuse_a_normalisation_that_does_not_fit_bytes(int type) throws Exception {
    OnnxBuilder file = new OnnxBuilder(type, 1, 3, 32, 32);
    file.node("Cast", "f", OnnxBuilder.IMAGE)
        .addAttribute(OnnxBuilder.integer("to", OnnxBuilder.FLOAT));
    byte[] content = answering(file, 255);
    boolean signed = type == OnnxBuilder.INT8;
    float zero = signed ? 128 / 255f : 0;
    Normalization fitting = new Normalization(zero, zero, zero, 1 / 255f, 1 / 255f, 1 / 255f);
    String range = signed ? "stand for -128 to 127" : "stand for 0 to 255";
    String mean = signed ? "a mean of 0.502" : "a mean of 0 ";

    assertRefused(content, Normalization.NONE, range, "leave 2 of the 256 levels", mean, "1/255");
    assertRefused(content, Normalization.IMAGENET, range, " of the 256 levels");
    assertThat(answer(content, fitting))
        .isCloseTo(BareOnnx.run(content, "y", PIXELS, fitting)[0], within(1e-6));
    if (signed) {
      assertRefused(content, BYTES, "leave 128 of the 256 levels");
    }
  }

  @Test
  void should_take_the_scale_of_what_reads_the_image() throws Exception {
    OnnxBuilder file = new OnnxBuilder(OnnxBuilder.UINT8, 1, 3, 32, 32);
    file.number("scale", 1 / 128f);
    file.number("zero", OnnxBuilder.UINT8, 128);
    file.node("DequantizeLinear", "f", OnnxBuilder.IMAGE, "scale", "zero");
    byte[] content = answering(file, 1);

    double bare = BareOnnx.run(content, "y", PIXELS, BYTES)[0];

    assertThat(answer(content, HALF)).isCloseTo(bare, within(0.01));
    assertRefused(content, Normalization.NONE, "stand for -1 to 0.9922", "a mean of 0.502");
    assertRefused(content, BYTES, "leave 2 of");
    assertRefused(content, Normalization.IMAGENET, "of the 256 levels");
  }

  @Test
  void should_refuse_what_does_not_fit_the_bytes_of_tflite() throws Exception {
    byte[] content = new TinyNetwork(TinyNetwork.End.SIGMOID).quantized(TensorType.UINT8);
    Path file = Files.write(folder.resolve("a.tflite"), content);

    builder(Normalization.NONE, "a", "b").open(file).close();
    for (Normalization other : new Normalization[] {BYTES, HALF, Normalization.IMAGENET}) {
      assertThatThrownBy(() -> builder(other, "a", "b").open(file))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContainingAll(
              file.toString(), "stand for 0 to 1,", "a mean of 0 and a standard deviation of 1");
    }
  }

  @Test
  void should_take_and_give_16_bits() throws Exception {
    OnnxBuilder file = new OnnxBuilder(OnnxBuilder.FLOAT16, 0, 3, 32, 32);
    file.node("Cast", "f", OnnxBuilder.IMAGE)
        .addAttribute(OnnxBuilder.integer("to", OnnxBuilder.FLOAT));
    file.mean("f");
    file.linear("mean", "logits", 1);
    file.node("Sigmoid", "p", "logits");
    file.node("Cast", "y", "p").addAttribute(OnnxBuilder.integer("to", OnnxBuilder.FLOAT16));
    byte[] content = file.output("y", OnnxBuilder.FLOAT16, 0, 1).build();

    for (Normalization normalization : new Normalization[] {HALF, Normalization.IMAGENET}) {
      double bare = BareOnnx.run(content, "y", PIXELS, normalization)[0];
      assertThat(answer(content, normalization)).isEqualTo(bare);
      try (MultiHeadPredictor predictor = builder(normalization, "a").open(write(content))) {
        var ready = OtherFormatsTest.normalized(PIXELS, normalization);
        assertThat(predictor.predict(ready).head("a").probability()).isEqualTo(bare);
      }
    }
  }

  @Test
  void should_refuse_other_numbers_by_their_names() throws Exception {
    byte[] content =
        answering(
            new OnnxBuilder(TensorProto.DataType.DOUBLE_VALUE, 1, 3, 32, 32), 1, OnnxBuilder.IMAGE);

    assertRefused(content, Normalization.NONE, "\"image\" holds float64 numbers", "to float32");
  }

  @Test
  void should_say_that_the_size_of_the_image_is_open() throws Exception {
    OnnxBuilder file = new OnnxBuilder(OnnxBuilder.FLOAT, 0, 3, 0, 0);
    file.floats("filter", new long[] {3, 3, 3, 3}, new float[81]);
    file.node("Conv", "map", OnnxBuilder.IMAGE, "filter");
    byte[] content = answering(file, 1, "map");

    assertRefused(
        content,
        Normalization.NONE,
        "its input has the shape [?, 3, ?, ?]",
        "fix its height and width",
        "make_dynamic_shape_fixed");
  }

  private static byte[] answering(OnnxBuilder file, float divisor) {
    return answering(file, divisor, "f");
  }

  /** Answers by the mean of a map. */
  private static byte[] answering(OnnxBuilder file, float divisor, String map) {
    file.mean(map);
    file.number("divisor", divisor);
    file.node("Div", "scaled", "mean", "divisor");
    file.linear("scaled", "logits", 1);
    file.node("Sigmoid", "y", "logits");
    return file.output("y", OnnxBuilder.FLOAT, 0, 1).build();
  }

  private double answer(byte[] content, Normalization normalization) throws IOException {
    try (MultiHeadPredictor predictor = builder(normalization, "a").open(write(content))) {
      return predictor.predict(OtherFormatsTest.image(PIXELS)).head("a").probability();
    }
  }

  private void assertRefused(byte[] content, Normalization normalization, String... messages)
      throws IOException {
    Path file = write(content);
    assertThatThrownBy(() -> builder(normalization, "a").open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(messages);
  }

  private static MultiHeadPredictor.Builder builder(Normalization normalization, String... heads) {
    HeadSpec[] specs = Arrays.stream(heads).map(HeadSpec::binary).toArray(HeadSpec[]::new);
    return MultiHeadPredictor.builder().heads(specs).normalization(normalization);
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("network.onnx"), content);
  }
}
