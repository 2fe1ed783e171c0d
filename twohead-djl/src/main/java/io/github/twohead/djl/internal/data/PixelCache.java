package io.github.twohead.djl.internal.data;

import io.github.twohead.TwoheadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decoded images of one size, by number: the first ones in memory, the rest in a memory-mapped
 * temporary file.
 *
 * <p>Safe for several threads as long as each image is put before it is read.
 */
public final class PixelCache implements AutoCloseable {
  private static final int SEGMENT_BYTES = 1 << 30;

  private final int count;
  private final int imageBytes;
  private final byte[] @Nullable [] memory;
  private final int segmentImages;
  private final Map<Integer, MappedByteBuffer> segments = new HashMap<>();
  private @Nullable Path path;
  private @Nullable FileChannel file;

  /**
   * Creates an empty cache.
   *
   * @param count the number of images
   * @param imageBytes the bytes of each
   * @param memoryLimit the bytes that may stay in memory
   */
  public PixelCache(int count, int imageBytes, long memoryLimit) {
    this(count, imageBytes, memoryLimit, SEGMENT_BYTES);
  }

  PixelCache(int count, int imageBytes, long memoryLimit, int segmentBytes) {
    this.count = count;
    this.imageBytes = imageBytes;
    memory = new byte[(int) Math.min(count, memoryLimit / imageBytes)][];
    segmentImages = Math.max(1, segmentBytes / imageBytes);
  }

  /** Keeps an image; the array is not copied and must not change any more. */
  public void put(int index, byte[] pixels) {
    if (index < memory.length) {
      memory[index] = pixels;
      return;
    }
    try {
      ByteBuffer data = ByteBuffer.wrap(pixels);
      long position = (long) (index - memory.length) * imageBytes;
      while (data.hasRemaining()) {
        position += file().write(data, position);
      }
    } catch (IOException e) {
      throw new TwoheadException(
          "cannot write the cache of decoded images "
              + path
              + ": "
              + e.getMessage()
              + "; free disk space, or give imageCache(bytes) more memory",
          e);
    }
  }

  /**
   * Returns an image.
   *
   * @param scratch where it may be written to; at least the bytes of an image
   * @return the image, in {@code scratch} or elsewhere; not to be changed
   */
  public byte[] get(int index, byte[] scratch) {
    byte[] kept = index < memory.length ? memory[index] : null;
    if (kept != null) {
      return kept;
    }
    int place = index - memory.length;
    segment(place / segmentImages)
        .get((place % segmentImages) * imageBytes, scratch, 0, imageBytes);
    return scratch;
  }

  private synchronized FileChannel file() throws IOException {
    if (file == null) {
      Path created = Files.createTempFile("twohead-images-", ".rgb");
      created.toFile().deleteOnExit();
      path = created;
      file = FileChannel.open(created, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    return file;
  }

  private synchronized MappedByteBuffer segment(int number) {
    return segments.computeIfAbsent(
        number,
        key -> {
          try {
            long start = (long) key * segmentImages * imageBytes;
            int images = Math.min(count - memory.length - key * segmentImages, segmentImages);
            return file().map(FileChannel.MapMode.READ_ONLY, start, (long) images * imageBytes);
          } catch (IOException e) {
            throw new TwoheadException("cannot read the cache of decoded images " + path, e);
          }
        });
  }

  /** Deletes the temporary file. */
  @Override
  public synchronized void close() {
    segments.clear();
    try {
      if (file != null) {
        file.close();
      }
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Windows keeps a mapped file until the mapping is collected; deleteOnExit takes it then
      return;
    }
  }
}
