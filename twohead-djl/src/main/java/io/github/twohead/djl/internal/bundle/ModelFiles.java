package io.github.twohead.djl.internal.bundle;

import io.github.twohead.ModelFileException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Reads files of models whole, and replaces them whole. Through streams and not through channels,
 * which an interrupted thread can neither read nor write: {@code fit} may leave one so.
 */
public final class ModelFiles {
  private static final int START_BYTES = 512;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  private ModelFiles() {}

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

  /**
   * Reads a file.
   *
   * @param buffer makes the buffer that receives it
   * @throws ModelFileException if it is missing, cannot be read, or is of another format
   */
  public static ByteBuffer read(Path file, ModelFormat format, IntFunction<ByteBuffer> buffer) {
    ModelFormat found = format(file);
    if (found != format) {
      throw new ModelFileException(file + " is " + found + ", not " + format);
    }
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new ModelFileException(file + " is larger than 2 GiB");
      }
      ByteBuffer content = buffer.apply((int) size);
      byte[] chunk = new byte[CHUNK_BYTES];
      while (content.hasRemaining()) {
        int count = in.read(chunk, 0, Math.min(chunk.length, content.remaining()));
        if (count < 0) {
          throw new ModelFileException(file + " became shorter while it was read");
        }
        content.put(chunk, 0, count);
      }
      return content.flip();
    } catch (OutOfMemoryError e) {
      throw new ModelFileException(file + " does not fit into memory: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelFileException(file + " cannot be read: " + e, e);
    }
  }

  /**
   * Says what a file is, by how it starts.
   *
   * @throws ModelFileException if it is missing, cannot be read, or none of the formats
   */
  public static ModelFormat format(Path file) {
    if (Files.isDirectory(file)) {
      throw new ModelFileException(file + " is a folder, not a model file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ModelFileException(file + " is not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ModelFormat.of(in.readNBytes(START_BYTES));
    } catch (ModelFileException e) {
      throw new ModelFileException(file + " cannot be opened: " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ModelFileException(file + " does not exist", e);
    } catch (IOException e) {
      throw new ModelFileException(file + " cannot be read: " + e, e);
    }
  }
}
