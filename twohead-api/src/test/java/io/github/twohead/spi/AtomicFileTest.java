package io.github.twohead.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that are replaced whole or not at all. */
class AtomicFileTest {
  private static final byte[] NEW = "new".getBytes(UTF_8);

  @TempDir Path folder;

  @Test
  void should_replace_a_file_and_leave_nothing_beside_it() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "an older and longer one");

    AtomicFile.write(file, NEW);

    assertThat(file).hasContent("new");
    assertThat(names()).containsExactly("a.csv");
  }

  @Test
  void should_write_while_the_thread_is_interrupted() throws IOException {
    Thread.currentThread().interrupt();

    AtomicFile.write(folder.resolve("a.csv"), NEW);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder.resolve("a.csv")).hasContent("new");
  }

  @Test
  void should_say_in_one_line_what_cannot_be_written() throws IOException {
    Path missing = folder.resolve("no/a.csv");
    Path tooLong = folder.resolve("x".repeat(300));
    Path file = Files.writeString(folder.resolve("a.csv"), "old");
    assumeThat(file.toFile().setReadOnly()).isTrue();

    assertThatIOException()
        .isThrownBy(() -> AtomicFile.write(folder, NEW))
        .withMessage(folder + " is a folder: name a file in it");
    assertThatIOException()
        .isThrownBy(() -> AtomicFile.write(missing, NEW))
        .withMessage(
            missing + " cannot be written: the folder " + folder.resolve("no") + " does not exist");
    assertThatIOException()
        .isThrownBy(() -> AtomicFile.write(tooLong, NEW))
        .withMessageStartingWith(tooLong + " cannot be written: ");
    if (!Files.isWritable(file)) { // as it is for root
      assertThatIOException()
          .isThrownBy(() -> AtomicFile.write(file, NEW))
          .withMessage(file + " cannot be written: it is read-only");
      assertThat(file).hasContent("old");
    }
    assertThat(names()).containsExactly("a.csv");
    assertThat(file.toFile().setWritable(true)).isTrue();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void should_keep_links_and_replace_what_they_lead_to() throws IOException {
    Path there = Files.createDirectory(folder.resolve("there"));
    Path file = Files.writeString(there.resolve("a.csv"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("there/a.csv"));

    AtomicFile.write(link, NEW);

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
    assertThat(names()).containsExactly("link.csv", "there");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void should_write_to_what_is_no_file() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readAllBytes(pipe);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    Path link = Files.createSymbolicLink(folder.resolve("stdout"), pipe);

    AtomicFile.write(link, NEW);

    assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(NEW);
    assertThat(names()).containsExactly("pipe", "stdout");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
