package io.github.twohead.spi;

import io.github.twohead.ModelFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The content of a model's file, wherever it lies. It is read through streams and not through
 * channels, which an interrupted thread cannot read. Safe for use by several threads.
 */
public final class ModelContent {
  private static final int START_BYTES = 512;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  private final String name;
  private final Origin origin;

  /** Where the bytes come from. */
  private interface Origin {
    InputStream open() throws IOException;

    long size() throws IOException;
  }

  private ModelContent(String name, Origin origin) {
    this.name = name;
    this.origin = origin;
  }

  /**
   * Returns the content of a file, which is read when an engine asks for it.
   *
   * @param file the file
   * @return its content
   * @throws ModelFileException if it is a folder, or no regular file
   */
  public static ModelContent of(Path file) {
    Arguments.notNull("file", file);
    if (Files.isDirectory(file)) {
      throw new ModelFileException(file + " is a folder, not a model file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ModelFileException(file + " is not a regular file");
    }
    return new ModelContent(
        file.toString(),
        new Origin() {
          @Override
          public InputStream open() throws IOException {
            return Files.newInputStream(file);
          }

          @Override
          public long size() throws IOException {
            return Files.size(file);
          }
        });
  }

  /**
   * Returns bytes that are at hand.
   *
   * @param name what messages call them
   * @param bytes the content, which is not copied and must not change
   * @return the content
   */
  public static ModelContent of(String name, byte[] bytes) {
    Arguments.notNull("bytes", bytes);
    return new ModelContent(
        Arguments.notNull("name", name),
        new Origin() {
          @Override
          public InputStream open() {
            return new ByteArrayInputStream(bytes);
          }

          @Override
          public long size() {
            return bytes.length;
          }
        });
  }

  /**
   * Reads what a stream holds, to its end.
   *
   * @param stream the stream, which is not closed
   * @return the content, which messages call "the model"
   * @throws ModelFileException if it cannot be read
   */
  public static ModelContent of(InputStream stream) {
    try {
      return of("the model", Arguments.notNull("stream", stream).readAllBytes());
    } catch (IOException e) {
      throw new ModelFileException("the stream of the model cannot be read: " + e, e);
    }
  }

  /**
   * Reads a resource of the class path.
   *
   * @param owner the class whose loader finds it
   * @param resource its name, relative to the class's package, or absolute with a {@code /} first
   * @return the content
   * @throws ModelFileException if there is none, or it cannot be read
   */
  public static ModelContent ofResource(Class<?> owner, String resource) {
    Arguments.notNull("owner", owner);
    try (@Nullable InputStream in =
        owner.getResourceAsStream(Arguments.notNull("resource", resource))) {
      if (in == null) {
        throw new ModelFileException(
            "there is no resource \""
                + resource
                + "\" beside "
                + owner.getName()
                + ": a name is relative to that class's package unless it begins with /");
      }
      return of("the resource " + resource, in.readAllBytes());
    } catch (IOException e) {
      throw new ModelFileException("the resource " + resource + " cannot be read: " + e, e);
    }
  }

  /**
   * Returns what messages call the file.
   *
   * @return its path, or another name
   */
  public String name() {
    return name;
  }

  /**
   * Reads how the file begins, which shows what it is.
   *
   * @return its first 512 bytes, or all if there are fewer
   * @throws ModelFileException if it is missing or cannot be read
   */
  public byte[] start() {
    try (InputStream in = origin.open()) {
      return in.readNBytes(START_BYTES);
    } catch (NoSuchFileException e) {
      throw new ModelFileException(name + " does not exist", e);
    } catch (IOException e) {
      throw new ModelFileException(name + " cannot be read: " + FileProblem.why(e), e);
    }
  }

  /**
   * Reads the whole file.
   *
   * @param buffer makes the buffer that receives it, of the given number of bytes
   * @return that buffer, ready to be read
   * @throws ModelFileException if it is missing, cannot be read, or does not fit into memory
   */
  public ByteBuffer read(IntFunction<ByteBuffer> buffer) {
    try (InputStream in = origin.open()) {
      long size = origin.size();
      if (size > MAX_BYTES) {
        throw new ModelFileException(name + " is larger than 2 GiB");
      }
      ByteBuffer content = Arguments.notNull("buffer", buffer).apply((int) size);
      byte[] chunk = new byte[CHUNK_BYTES];
      while (content.hasRemaining()) {
        int count = in.read(chunk, 0, Math.min(chunk.length, content.remaining()));
        if (count < 0) {
          throw new ModelFileException(name + " became shorter while it was read");
        }
        content.put(chunk, 0, count);
      }
      return content.flip();
    } catch (OutOfMemoryError e) {
      throw new ModelFileException(name + " does not fit into memory: " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ModelFileException(name + " does not exist", e);
    } catch (IOException e) {
      throw new ModelFileException(name + " cannot be read: " + FileProblem.why(e), e);
    }
  }
}
