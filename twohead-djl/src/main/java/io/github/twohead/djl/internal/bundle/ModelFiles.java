package io.github.twohead.djl.internal.bundle;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.weights.SafeTensors;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Reads files of models whole, and replaces them whole. */
final class ModelFiles {
  private static final int START_BYTES = 16;

  private ModelFiles() {}

  /**
   * Writes a file next to where it shall be, and moves it into place.
   *
   * @throws ModelFileException if that fails; an existing file then stays as it was
   */
  static void write(Path file, byte[] content) {
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

  /** Not through a channel, which an interrupted thread cannot write to: fit may leave one so. */
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

  /**
   * Reads a file that starts like a saved model.
   *
   * @throws ModelFileException if it is missing, cannot be read, or starts otherwise
   */
  static byte[] read(Path file) {
    if (Files.isDirectory(file)) {
      throw new ModelFileException(file + " is a folder, not a model file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      byte[] start = in.readNBytes(START_BYTES);
      if (!SafeTensors.isPlausible(start, size) || size > Integer.MAX_VALUE - START_BYTES) {
        throw new ModelFileException(
            file + (size == 0 ? " is empty" : " is not a saved twohead model, or was cut off"));
      }
      byte[] content = new byte[(int) size];
      System.arraycopy(start, 0, content, 0, start.length);
      if (in.readNBytes(content, start.length, content.length - start.length)
          < content.length - start.length) {
        throw new ModelFileException(file + " became shorter while it was read");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new ModelFileException(file + " does not exist", e);
    } catch (IOException e) {
      throw new ModelFileException(file + " cannot be read: " + e, e);
    }
  }
}
