package io.github.twohead.runtime.internal.system;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What programs and files of the system say. */
final class Programs {
  private static final long SECONDS = 10;

  private Programs() {}

  /** What a program prints, on whichever stream; empty if it is not there or does not end. */
  static Optional<String> output(String... command) {
    File output = null;
    try {
      output = File.createTempFile("twohead-", ".txt");
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(output)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return Optional.of(Files.readString(output.toPath(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      if (output != null && !output.delete()) {
        output.deleteOnExit();
      }
    }
  }

  /** A file's text; empty if it cannot be read. */
  static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException | SecurityException e) {
      return "";
    }
  }
}
