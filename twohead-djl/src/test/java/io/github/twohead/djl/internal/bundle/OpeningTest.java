package io.github.twohead.djl.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.Device;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of file opens wherever its bytes are, and is the same model. */
class OpeningTest {
  private static final String SAVED = "release-0.1.0.twohead";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {SAVED, "release-0.1.0.tflite", "release-0.1.0.onnx"})
  void should_answer_alike_wherever_it_is_opened_from(String name) throws IOException {
    byte[] content = content(name);
    Path file = Files.write(folder.resolve(name), content);

    String expected = answer(predictor().open(file));

    assertThat(answer(predictor().open(content))).isEqualTo(expected);
    assertThat(answer(predictor().open(new ByteArrayInputStream(content)))).isEqualTo(expected);
    assertThat(answer(predictor().openResource(OpeningTest.class, name))).isEqualTo(expected);
    String absolute = "/" + OpeningTest.class.getPackageName().replace('.', '/') + "/" + name;
    assertThat(answer(predictor().openResource(MultiHeadModel.class, absolute)))
        .isEqualTo(expected);
  }

  private static MultiHeadPredictor.Builder predictor() {
    return MultiHeadPredictor.builder().device(Device.cpu());
  }

  private static String answer(MultiHeadPredictor opened) {
    try (opened) {
      return opened.predict(ReleaseFixture.image(1)).toString();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SAVED, "release-0.1.0.tflite", "release-0.1.0.onnx"})
  void should_say_what_is_damaged_when_there_is_no_file(String name) throws IOException {
    byte[] content = content(name);
    content[content.length / 2] ^= 1;

    assertThatThrownBy(() -> predictor().open(content))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("the model cannot be opened: ")
        .hasMessageContaining("damaged");
  }

  @Test
  void should_open_a_model_for_training_from_bytes_and_streams() throws IOException {
    byte[] content = content(SAVED);

    try (MultiHeadModel bytes = MultiHeadModel.opener().device(Device.cpu()).open(content);
        MultiHeadModel stream =
            MultiHeadModel.opener().device(Device.cpu()).open(new ByteArrayInputStream(content))) {
      assertThat(bytes.heads()).isEqualTo(stream.heads());
      assertThat(bytes.provenance()).hasToString(stream.provenance().toString());
    }
  }

  private static byte[] content(String name) throws IOException {
    try (InputStream in = OpeningTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
