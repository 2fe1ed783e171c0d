package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportCommandTest extends CommandLineFixture {
  @Test
  void should_say_how_each_head_of_the_file_decides() {
    Path model = folder.resolve("m.twohead");
    try (MultiHeadModel untrained =
        MultiHeadModel.builder()
            .heads(HeadSpec.binary("screen"), HeadSpec.binary("other"))
            .threshold("other", 0.9)
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      untrained.save(model);
    }

    assertThat(export(model, "m.tflite", "--agreement", "1")).isZero();
    assertThat(printed())
        .contains("m.tflite: tflite, ", "screen: differs by up to ", "; other: differs by up to ")
        .contains("100.0 % of 32 clear decisions agree");
    assertThat(export(model, "n.tflite", "--agreement", "98")).isEqualTo(2);
    assertComplaint("--agreement must be from 0 to 1, but is 98");
  }

  @ParameterizedTest
  @CsvSource({"tflite, m.onnx", "onnx, m.tflite", "tflite-fp16, m.TWOHEAD"})
  void should_refuse_the_name_of_another_kind_of_file_before_it_opens_the_model(
      String format, String out) throws IOException {
    Path model = Files.createFile(folder.resolve("empty.twohead"));

    assertThat(export(model, out, "--format", format)).isEqualTo(2);

    assertComplaint("'--out': " + folder.resolve(out) + " would be no ." + end(out) + " file");
  }

  @Test
  void should_name_the_format_that_goes_with_the_name() throws IOException {
    export(Files.createFile(folder.resolve("m.twohead")), "c.onnx");

    assertComplaint("let its name end in .tflite, or say --format onnx");
  }

  private static String end(String name) {
    return name.substring(2).toLowerCase(Locale.ROOT);
  }

  @Test
  void should_describe_the_folder_of_a_file_for_djl() throws IOException {
    Path model = folder.resolve("m.twohead");
    try (MultiHeadModel untrained =
        MultiHeadModel.builder()
            .heads(HeadSpec.binary("screen"))
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      untrained.save(model);
    }
    Path properties = folder.resolve("serving.properties");

    assertThat(Examples.run("export", "--model", "" + model, "--serving")).isZero();
    assertThat(printed()).contains("wrote " + properties);
    assertThat(properties).content().contains("engine=PyTorch", "option.modelName=m.twohead");
    assertThat(export(model, "m.onnx", "--format", "onnx", "--serving")).isZero();
    assertThat(properties).content().contains("engine=OnnxRuntime", "option.modelName=m.onnx");
  }

  @Test
  void should_need_a_file_to_write_for_what_is_said_of_one() throws IOException {
    String model = "" + Files.createFile(folder.resolve("m.twohead"));

    assertThat(Examples.run("export", "--model", model)).isEqualTo(2);
    assertComplaint("Missing required option: '--out=FILE'");
    forget();
    assertThat(Examples.run("export", "--model", model, "--serving", "--raw-pixels")).isEqualTo(2);
    assertComplaint("--raw-pixels is for a file to write: give --out FILE");
  }

  @Test
  void should_refuse_to_train_into_the_name_of_an_export() {
    Path out = folder.resolve("m.tflite");
    int code =
        Examples.run(
            "train", "--data", folder.toString(), "--head", "a=1/0", "--out", out.toString());

    assertThat(code).isEqualTo(2);
    assertComplaint("let its name end in .twohead, and write others of it with export");
  }

  private int export(Path model, String out, String... options) {
    List<String> args = new ArrayList<>(List.of("export", "--model", model.toString()));
    args.addAll(List.of("--out", folder.resolve(out).toString()));
    args.addAll(List.of(options));
    return Examples.run(args.toArray(String[]::new));
  }

  private void assertComplaint(String expected) {
    assertThat(complained().lines())
        .filteredOn(line -> line.startsWith("error: "))
        .singleElement()
        .asString()
        .contains(expected);
  }
}
