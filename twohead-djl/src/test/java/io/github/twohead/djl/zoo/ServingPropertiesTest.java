package io.github.twohead.djl.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.ModelFileException;
import io.github.twohead.Prediction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServingPropertiesTest {
  @TempDir private Path folder;

  private Path properties;

  @BeforeEach
  void name() {
    properties = folder.resolve("serving.properties");
  }

  @ParameterizedTest
  @EnumSource
  void should_name_the_engine_and_what_translates(ZooFolder kind) throws IOException {
    Path file = kind.write(folder);

    Properties written = read();
    assertThat(written)
        .containsEntry("engine", kind.engine)
        .containsEntry("option.modelName", file.getFileName().toString())
        .containsEntry("translatorFactory", HeadsTranslatorFactory.class.getName());
    assertThat(written.containsKey("blockFactory")).isEqualTo(kind == ZooFolder.SAVED);
  }

  @Test
  void should_keep_what_else_an_earlier_file_says() throws IOException {
    Files.writeString(properties, "# mine\nbatch_size=8\nengine=PyTorch\n");

    ZooFolder.SAVED.write(folder);
    assertThat(read()).containsEntry("batch_size", "8").containsKey("blockFactory");
    ZooFolder.ONNX.write(folder);
    assertThat(read())
        .containsEntry("batch_size", "8")
        .containsEntry("engine", "OnnxRuntime")
        .doesNotContainKeys("blockFactory", "option.hasParameter");
  }

  @Test
  void should_leave_a_file_alone_that_says_it_all() throws IOException {
    Path file = ZooFolder.ONNX.write(folder);
    String commented = "# mine\n" + Files.readString(properties);
    Files.writeString(properties, commented);

    assertThat(ServingProperties.write(file)).isEqualTo(properties);

    assertThat(properties).hasContent(commented);
  }

  @Test
  void should_name_files_in_any_script() throws Exception {
    Path written = ZooFolder.ONNX.write(folder);
    Path file = Files.move(written, folder.resolve("\u6587\u66F8 \u00E9.onnx"));

    ServingProperties.write(file);

    assertThat(Files.readAllLines(properties, StandardCharsets.US_ASCII))
        .contains("option.modelName=\\u6587\\u66F8 \\u00E9.onnx");
    ZooFolder.load(folder, Path.class, Prediction.class).close();
  }

  @Test
  void should_refuse_what_is_no_model() throws IOException {
    Path text = Files.writeString(folder.resolve("m.onnx"), "no model, but some text");
    Path missing = folder.resolve("missing.onnx");

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> ServingProperties.write(text))
        .withMessageStartingWith(text + ": ");
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> ServingProperties.write(missing))
        .withMessageContaining(missing.toString());
    assertThat(properties).doesNotExist();
  }

  @Test
  void should_refuse_properties_that_cannot_be_read() throws IOException {
    Files.writeString(properties, "batch_size=\\u12\n");

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> ZooFolder.TFLITE.write(folder))
        .withMessageStartingWith(properties + " cannot be written: ");
  }

  private Properties read() throws IOException {
    Properties read = new Properties();
    try (var reader = Files.newBufferedReader(properties)) {
      read.load(reader);
    }
    return read;
  }
}
