package io.github.twohead.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.ModelFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ModelContentTest {
  @TempDir Path folder;

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void should_read_all_of_a_file_or_of_an_array() throws IOException {
    byte[] bytes = bytes(150_000);
    Path file = Files.write(folder.resolve("m.twohead"), bytes);

    for (ModelContent content :
        new ModelContent[] {ModelContent.of(file), ModelContent.of("m", bytes)}) {
      assertThat(content.read(ByteBuffer::allocateDirect)).isEqualTo(ByteBuffer.wrap(bytes));
      assertThat(content.start()).hasSize(512).startsWith(bytes[0], bytes[1]);
    }
  }

  @Test
  void should_say_that_a_file_became_shorter() throws IOException {
    Path file = Files.write(folder.resolve("m.twohead"), bytes(100));
    ModelContent content = ModelContent.of(file);

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> content.read(size -> shortened(file, size)))
        .withMessage(file + " became shorter while it was read");
  }

  /** What another program does between two looks at the file. */
  private static ByteBuffer shortened(Path file, int size) {
    try {
      Files.write(file, bytes(60));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.allocate(size);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "devices are no files there")
  void should_refuse_what_has_no_end() {
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> ModelContent.of(Path.of("/dev/zero")))
        .withMessage("/dev/zero is not a regular file");
  }
}
