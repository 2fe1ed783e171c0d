package io.github.twohead.djl.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.twohead.Backbone;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Provenance;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of a saved model in its folder. */
class BundleFileTest {
  @TempDir private Path folder;

  @Test
  void should_replace_an_existing_file_and_leave_nothing_else() throws IOException {
    Path file = Files.writeString(folder.resolve("model.twohead"), "old");
    try (MultiHeadModel model = Samples.model(1)) {
      model.save(file);
    }

    assertThat(files()).containsExactly("model.twohead");
    assertThat(Bundle.read(file).provenance().settings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.tflite", "model.onnx", "MODEL.ONNX"})
  void should_not_be_named_as_an_export(String name) throws IOException {
    Path file = folder.resolve(name);
    try (MultiHeadModel model = Samples.model(1)) {
      assertThatThrownBy(() -> model.save(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file + " would be a saved model under the name of ")
          .hasMessageContaining("exporter()")
          .message()
          .hasLineCount(1);

      model.save(folder.resolve("tflite"));
    }
    assertThat(files()).containsExactly("tflite");
  }

  @Test
  void should_not_be_saved_with_weights_that_are_no_numbers() throws IOException {
    Path file = Files.writeString(folder.resolve("model.twohead"), "old");
    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      Map<String, float[]> state = network.state().read();
      state.get("conv1.1.bias")[2] = Float.NaN;
      network.state().write(state);

      assertThatThrownBy(() -> Bundle.save(network, Provenance.unknown(), file))
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith(
              file + " was not written: the model holds weights that no network")
          .hasMessageContaining("conv1.1.bias has NaN");
    }
    assertThat(file).hasContent("old");
  }

  @Test
  void should_say_that_the_folder_is_missing() {
    try (MultiHeadModel model = Samples.model(1)) {
      Path file = folder.resolve("missing/model.twohead");

      assertThatThrownBy(() -> model.save(file))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContainingAll(file.toString(), "does not exist");
      assertThatThrownBy(() -> model.save(folder))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContainingAll(folder.toString(), "is a folder");
    }
  }

  @Test
  void should_leave_nothing_behind_when_the_new_file_cannot_be_moved_into_place()
      throws IOException {
    Path old = Files.writeString(folder.resolve("model.twohead"), "old");
    Path tooLong = folder.resolve("x".repeat(300));
    try (MultiHeadModel model = Samples.model(1)) {
      assertThatThrownBy(() -> model.save(tooLong))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContainingAll(tooLong.toString(), "cannot be written");
    }

    assertThat(files()).containsExactly("model.twohead");
    assertThat(old).hasContent("old");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void should_keep_the_old_file_in_a_folder_that_cannot_be_written() throws IOException {
    Path file = Files.writeString(folder.resolve("model.twohead"), "old");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try (MultiHeadModel model = Samples.model(1)) {
      assumeThat(Files.isWritable(folder)).as("not the root user").isFalse();

      assertThatThrownBy(() -> model.save(file))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContainingAll(file.toString(), "cannot be written");
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    assertThat(files()).containsExactly("model.twohead");
    assertThat(file).hasContent("old");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void should_have_the_permissions_of_any_new_file() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "text");
    Path file = folder.resolve("model.twohead");
    try (MultiHeadModel model = Samples.model(1)) {
      model.save(file);
    }

    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
