package io.github.twohead.runtime.internal.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Items of one size in a temporary file, which is made when the first one is written. Safe for
 * several threads.
 *
 * <p>There is no channel here: an interrupt closes those for good.
 */
class ItemFile implements AutoCloseable {
  private final Path folder;
  private final int itemBytes;
  private final Queue<RandomAccessFile> readers = new ConcurrentLinkedQueue<>();
  private @Nullable Path path;
  private @Nullable RandomAccessFile writer;

  ItemFile(Path folder, int itemBytes) {
    this.folder = folder;
    this.itemBytes = itemBytes;
  }

  synchronized void write(int index, byte[] item) throws IOException {
    RandomAccessFile file = writer;
    if (file == null) {
      path = Files.createTempFile(folder, "twohead-images-", ".tmp");
      path.toFile().deleteOnExit();
      file = new RandomAccessFile(path.toFile(), "rw");
      writer = file;
    }
    file.seek((long) index * itemBytes);
    file.write(item);
  }

  /** Reads an item that was written. */
  byte[] read(int index) throws IOException {
    RandomAccessFile idle = readers.poll();
    RandomAccessFile file = idle == null ? open() : idle;
    try {
      byte[] item = new byte[itemBytes];
      file.seek((long) index * itemBytes);
      file.readFully(item);
      return item;
    } finally {
      readers.add(file);
    }
  }

  private synchronized RandomAccessFile open() throws IOException {
    if (path == null) {
      throw new IOException("nothing was written");
    }
    return new RandomAccessFile(path.toFile(), "r");
  }

  /** Deletes the file. */
  @Override
  public synchronized void close() {
    try {
      for (RandomAccessFile reader : readers) {
        reader.close();
      }
      readers.clear();
      if (writer != null) {
        writer.close();
      }
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      return; // deleteOnExit tries again
    }
  }
}
