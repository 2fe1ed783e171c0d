package io.github.twohead.djl.internal.bundle;

import io.github.twohead.ModelFileException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Replaces a file whole, that of a saved model or of an export. Through streams and not through
 * channels, which an interrupted thread cannot write: {@code fit} may leave one so.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes a file next to where it shall be, and moves it into place.
   *
   * @throws ModelFileException if that fails; an existing file then stays as it was
   */
  public static void write(Path file, byte[] content) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new ModelFileException(file + " is a folder: name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw new ModelFileException(
          file + " cannot be written: the folder " + folder + " does not exist");
    }
    try {
      // not createTempFile, whose files nobody else may read
      Path temporary = folder.resolve(".twohead-" + UUID.randomUUID() + ".tmp");
      try {
        force(temporary, content);
        move(temporary, target);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new ModelFileException(file + " cannot be written: " + e, e);
    }
  }

  private static void force(Path file, byte[] content) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(content);
      out.getFD().sync();
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
