package io.github.twohead.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
  @TempDir Path folder;

  /** Holds the lock of a folder until its input ends. */
  static final class Holder {
    public static void main(String[] args) throws IOException {
      FolderLock lock = FolderLock.take(Path.of(args[0])).orElseThrow();
      System.out.println("held");
      System.in.transferTo(System.out);
      lock.close();
    }
  }

  @Test
  void should_be_held_until_it_is_closed() {
    assertThat(FolderLock.isHeld(folder)).isFalse();
    assertThat(folder).isEmptyDirectory();

    FolderLock lock = FolderLock.take(folder).orElseThrow();

    assertThat(FolderLock.isHeld(folder)).isTrue();
    assertThat(FolderLock.take(folder)).isEmpty();
    assertThat(FolderLock.take(folder.resolve(Path.of("..")).resolve(folder.getFileName())))
        .isEmpty();
    lock.close();
    assertThat(FolderLock.isHeld(folder)).isFalse();
    FolderLock.take(folder).orElseThrow().close();
    assertThat(folder.resolve(".lock")).exists();
  }

  @Test
  void should_be_held_from_other_processes_too() throws IOException {
    try (FolderLock lock = FolderLock.take(folder).orElseThrow();
        FileChannel file = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.WRITE)) {
      assertThat(lock).isNotNull();
      assertThatExceptionOfType(OverlappingFileLockException.class).isThrownBy(file::tryLock);
    }
  }

  @Test
  void should_be_held_by_another_process_until_that_ends() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    Process other =
        new ProcessBuilder(java, "-cp", classPath, Holder.class.getName(), folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("held");

      assertThat(FolderLock.isHeld(folder)).isTrue();
      assertThat(FolderLock.take(folder)).isEmpty();

      other.getOutputStream().close();
      assertThat(other.waitFor()).isZero();
      assertThat(FolderLock.isHeld(folder)).isFalse();
      FolderLock.take(folder).orElseThrow().close();
    } finally {
      other.destroy();
    }
  }

  @Test
  void should_say_which_folder_cannot_be_written() {
    Path none = folder.resolve("none");

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> FolderLock.take(none))
        .withMessageStartingWith(none.resolve(".lock") + " cannot be written: ");
    assertThat(FolderLock.isHeld(none)).isFalse();
  }
}
