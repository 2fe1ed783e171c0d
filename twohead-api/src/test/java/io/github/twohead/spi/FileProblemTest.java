package io.github.twohead.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProblemTest {
  @TempDir Path folder;
  private Path file;
  private Path guarded;

  @BeforeEach
  void make() throws IOException {
    file = Files.createFile(folder.resolve("file"));
    guarded = Files.createDirectory(folder.resolve("guarded"));
  }

  @AfterEach
  void giveBack() {
    assertThat(guarded.toFile().setWritable(true)).isTrue();
  }

  /** What reads, writes or makes files. */
  private interface Work {
    void run() throws IOException;
  }

  private static String why(Work work) {
    return FileProblem.why(catchThrowableOfType(IOException.class, work::run));
  }

  @Test
  void should_say_which_folder_there_is_none() {
    Path none = folder.resolve("no");

    assertThat(why(() -> Files.writeString(none.resolve("a.txt"), "")))
        .isEqualTo("there is no folder " + none);
    assertThat(why(() -> Files.readString(none.resolve("b/a.txt"))))
        .isEqualTo("there is no folder " + none.resolve("b"));
    assertThat(why(() -> Files.readString(none))).isEqualTo("it does not exist");
  }

  @Test
  void should_say_that_a_file_is_in_the_place_of_a_folder() {
    assertThat(why(() -> Files.createDirectories(file))).isEqualTo("a file has its name");
    assertThat(why(() -> Files.createDirectories(file.resolve("a/b"))))
        .isEqualTo(file + " is a file, not a folder");
    assertThat(why(() -> Files.writeString(file.resolve("a.txt"), "")))
        .isEqualTo(file + " is a file, not a folder");
  }

  @Test
  void should_say_that_a_folder_is_read_only() {
    assumeFalse(guarded.toFile().setReadOnly() && Files.isWritable(guarded), "root may do all");

    assertThat(why(() -> Files.writeString(guarded.resolve("a.txt"), "")))
        .isEqualTo("the system does not allow it");
    assertThat(why(() -> Files.createDirectories(guarded.resolve("a/b"))))
        .isEqualTo("the system does not allow it");
  }

  @Test
  void should_give_the_reason_of_the_system() {
    String name = file.toString();

    assertThat(why(() -> new FileOutputStream(folder.toFile()).close()))
        .doesNotContain(folder.toString())
        .isNotBlank();
    assertThat(FileProblem.why(new FileNotFoundException(name + " (No space left on device)")))
        .isEqualTo("No space left on device");
    assertThat(FileProblem.why(new FileSystemException(name, null, "Read-only file system")))
        .isEqualTo("Read-only file system");
    assertThat(FileProblem.why(new AccessDeniedException(name)))
        .isEqualTo("the system does not allow it");
    assertThat(FileProblem.why(new UncheckedIOException(new AccessDeniedException(name))))
        .isEqualTo("the system does not allow it");
    assertThat(FileProblem.why(new IOException("the pipe (of two) broke")))
        .isEqualTo("the pipe (of two) broke");
    assertThat(FileProblem.why(new IOException())).isEqualTo("java.io.IOException");
  }
}
