package io.github.twohead.spi;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Replaces files whole: where writing fails midway, an existing file stays as it was. Through
 * streams and not through channels, which an interrupted thread cannot write.
 *
 * <p>A helper of this library's own modules, which may change with any version.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes a file next to where it shall be, and moves it into place. A link stays: the file that
   * it leads to is replaced. What is no file, such as {@code /dev/stdout}, is written to.
   *
   * @param file the file, in a folder that exists
   * @param content its bytes
   * @throws IOException if that fails; its message is for users, and names the file
   */
  public static void write(Path file, byte[] content) throws IOException {
    Arguments.notNull("content", content);
    Path whole = Arguments.notNull("file", file).toAbsolutePath();
    check(file, whole);
    try {
      if (Files.exists(whole) && !Files.isRegularFile(whole)) {
        force(whole, content);
        return;
      }
      Path target = Files.exists(whole) && Files.isSymbolicLink(whole) ? whole.toRealPath() : whole;
      // not createTempFile, whose files nobody else may read
      Path temporary = target.resolveSibling(".twohead-" + UUID.randomUUID() + ".tmp");
      try {
        force(temporary, content);
        move(temporary, target);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + FileProblem.why(e), e);
    }
  }

  private static void check(Path file, Path whole) throws IOException {
    Path folder = whole.getParent();
    if (folder == null || Files.isDirectory(whole)) {
      throw new IOException(file + " is a folder: name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(file + " cannot be written: the folder " + folder + " does not exist");
    }
    if (Files.exists(whole) && !Files.isWritable(whole)) {
      throw new IOException(file + " cannot be written: it is read-only");
    }
  }

  private static void force(Path file, byte[] content) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(content);
      if (Files.isRegularFile(file)) {
        out.getFD().sync();
      }
    }
  }

  /**
   * Moves a file into the place of another at once, or if the file system cannot do so, in steps.
   *
   * @param from the file
   * @param to where it shall be, in the same folder
   * @throws IOException if that fails
   */
  public static void move(Path from, Path to) throws IOException {
    Arguments.notNull("from", from);
    Arguments.notNull("to", to);
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
