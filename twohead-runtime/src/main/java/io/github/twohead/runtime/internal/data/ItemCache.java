package io.github.twohead.runtime.internal.data;

import io.github.twohead.ImageCache;
import io.github.twohead.spi.FileProblem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoded images or feature maps of one size, by number: the first ones in memory, the next ones in
 * a temporary file, and no others.
 *
 * <p>Safe for several threads; one that looks for an item while it is put finds it, or nothing.
 */
public final class ItemCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ItemCache.class);
  private static final VarHandle ITEM = MethodHandles.arrayElementVarHandle(byte[][].class);
  private static final VarHandle FLAG = MethodHandles.arrayElementVarHandle(boolean[].class);

  private final int itemBytes;
  private final CacheRoom room;
  private final byte[] @Nullable [] memory;
  private final boolean[] onDisk;
  private final ItemFile file;
  private volatile @Nullable String failure;

  /**
   * Creates an empty cache.
   *
   * @param count the number of items
   * @param itemBytes the bytes of each
   * @param room what they may take
   */
  public ItemCache(int count, int itemBytes, CacheRoom room) {
    this(count, itemBytes, room, new ItemFile(room.folder(), itemBytes));
  }

  ItemCache(int count, int itemBytes, CacheRoom room, ItemFile file) {
    this.itemBytes = itemBytes;
    this.room = room;
    this.file = file;
    memory = new byte[(int) Math.min(count, room.memory() / itemBytes)][];
    onDisk = new boolean[(int) Math.min(count - memory.length, room.disk() / itemBytes)];
    failure = room.problem().orElse(null);
  }

  /** What this cache leaves of its room. */
  public CacheRoom left() {
    return room.without((long) memory.length * itemBytes, (long) onDisk.length * itemBytes);
  }

  /** Keeps an item if there is room; the array is not copied and must not change any more. */
  public void put(int index, byte[] item) {
    int place = index - memory.length;
    if (place < 0) {
      ITEM.setRelease(memory, index, item);
    } else if (place < onDisk.length && failure == null) {
      try {
        file.write(place, item);
        FLAG.setRelease(onDisk, place, true);
      } catch (IOException e) {
        failure = FileProblem.why(e);
      }
    }
  }

  /** Returns an item that is kept, which must not be changed; null if it is not. */
  public byte @Nullable [] get(int index) {
    int place = index - memory.length;
    if (place < 0) {
      return (byte[]) ITEM.getAcquire(memory, index);
    }
    if (!holds(index)) {
      return null;
    }
    try {
      return file.read(place);
    } catch (IOException e) {
      if (failure == null) {
        LOG.warn("The cache in {} cannot be read any more: {}", room.folder(), FileProblem.why(e));
      }
      failure = FileProblem.why(e);
      onDisk[place] = false;
      return null;
    }
  }

  /** Whether an item is kept. */
  public boolean holds(int index) {
    int place = index - memory.length;
    return place < 0
        ? ITEM.getAcquire(memory, index) != null
        : place < onDisk.length && (boolean) FLAG.getAcquire(onDisk, place);
  }

  /**
   * Logs how many items are kept where.
   *
   * @param total the items that were put
   * @param items what they are, such as {@code images}
   * @param again what becomes of the others, such as {@code decoded again in every epoch}
   */
  public void log(int total, String items, String again) {
    int missing = total - inMemory() - inFile();
    String text =
        String.format(
            Locale.ROOT,
            "%s: %,d in memory, %,d in a file in %s, %,d %s",
            items,
            inMemory(),
            inFile(),
            room.folder(),
            missing,
            again);
    if (missing == 0) {
      LOG.info("{}", text);
    } else if (failure == null) {
      LOG.warn("{}: the cache has no more room", text);
    } else {
      LOG.warn("{}: the file cannot be written: {}", text, failure);
    }
  }

  /** The items that are kept in memory. */
  int inMemory() {
    int kept = 0;
    for (byte[] item : memory) {
      kept += item == null ? 0 : 1;
    }
    return kept;
  }

  /** The items that are kept in the file. */
  int inFile() {
    int kept = 0;
    for (boolean item : onDisk) {
      kept += item ? 1 : 0;
    }
    return kept;
  }

  /** Deletes the temporary file. */
  @Override
  public void close() {
    file.close();
  }

  /**
   * Items of one size in a temporary file, which is made when the first one is written. Safe for
   * several threads.
   *
   * <p>There is no channel here: an interrupt closes those for good.
   */
  static class ItemFile implements AutoCloseable {
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

  /**
   * What a cache may take.
   *
   * @param memory bytes of the heap
   * @param disk bytes of a temporary file
   * @param folder where the file lies
   * @param problem why there can be no file; empty if there can
   */
  public record CacheRoom(long memory, long disk, Path folder, Optional<String> problem) {
    private static final int DEFAULT_PART = 4;

    /** What a user grants, as far as the disk has it. */
    public static CacheRoom of(ImageCache granted) {
      Path folder = granted.folder();
      if (granted.disk().orElse(1) == 0) {
        return new CacheRoom(granted.memory(), 0, folder, Optional.empty());
      }
      try {
        long free = Files.getFileStore(folder).getUsableSpace();
        long disk = Math.min(granted.disk().orElse(free / DEFAULT_PART), free / 10 * 9);
        return new CacheRoom(granted.memory(), disk, folder, Optional.empty());
      } catch (NoSuchFileException e) {
        return new CacheRoom(granted.memory(), 0, folder, Optional.of("there is no such folder"));
      } catch (IOException e) {
        return new CacheRoom(granted.memory(), 0, folder, Optional.of(FileProblem.why(e)));
      }
    }

    /** What is left when a cache has taken its part. */
    CacheRoom without(long memoryTaken, long diskTaken) {
      return new CacheRoom(memory - memoryTaken, disk - diskTaken, folder, problem);
    }
  }
}
