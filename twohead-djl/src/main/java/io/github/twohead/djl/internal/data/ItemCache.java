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
 * Decoded images or feature maps of one size, by number: the first ones in memory, the rest in a
 * memory-mapped temporary file.
 *
 * <p>Safe for several threads as long as each item is put before it is read.
 */
public final class ItemCache implements AutoCloseable {
  private static final int SEGMENT_BYTES = 1 << 30;

  private final int count;
  private final int itemBytes;
  private final byte[] @Nullable [] memory;
  private final int segmentItems;
  private final Map<Integer, MappedByteBuffer> segments = new HashMap<>();
  private @Nullable Path path;
  private @Nullable FileChannel file;

  /**
   * Creates an empty cache.
   *
   * @param count the number of items
   * @param itemBytes the bytes of each
   * @param memoryLimit the bytes that may stay in memory
   */
  public ItemCache(int count, int itemBytes, long memoryLimit) {
    this(count, itemBytes, memoryLimit, SEGMENT_BYTES);
  }

  ItemCache(int count, int itemBytes, long memoryLimit, int segmentBytes) {
    this.count = count;
    this.itemBytes = itemBytes;
    memory = new byte[(int) Math.min(count, memoryLimit / itemBytes)][];
    segmentItems = Math.max(1, segmentBytes / itemBytes);
  }

  /** The bytes of each item. */
  int itemBytes() {
    return itemBytes;
  }

  /** Keeps an item; the array is not copied and must not change any more. */
  public void put(int index, byte[] item) {
    if (index < memory.length) {
      memory[index] = item;
      return;
    }
    try {
      ByteBuffer data = ByteBuffer.wrap(item);
      long position = (long) (index - memory.length) * itemBytes;
      while (data.hasRemaining()) {
        position += file().write(data, position);
      }
    } catch (IOException e) {
      throw new TwoheadException(
          "cannot write the cache of images "
              + path
              + ": "
              + e.getMessage()
              + "; free disk space, or give imageCache(bytes) more memory",
          e);
    }
  }

  /**
   * Returns an item.
   *
   * @param scratch where it may be written to; at least the bytes of an item
   * @return the item, in {@code scratch} or elsewhere; not to be changed
   */
  public byte[] get(int index, byte[] scratch) {
    byte[] kept = index < memory.length ? memory[index] : null;
    if (kept != null) {
      return kept;
    }
    int place = index - memory.length;
    segment(place / segmentItems).get((place % segmentItems) * itemBytes, scratch, 0, itemBytes);
    return scratch;
  }

  private synchronized FileChannel file() throws IOException {
    if (file == null) {
      Path created = Files.createTempFile("twohead-images-", ".tmp");
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
            long start = (long) key * segmentItems * itemBytes;
            int items = Math.min(count - memory.length - key * segmentItems, segmentItems);
            return file().map(FileChannel.MapMode.READ_ONLY, start, (long) items * itemBytes);
          } catch (IOException e) {
            throw new TwoheadException("cannot read the cache of images " + path, e);
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
