package io.github.twohead;

import io.github.twohead.spi.Once;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What training may take to keep decoded images, so that later epochs need not decode them again:
 * memory first, then a temporary file. An image takes 3 bytes a pixel of the input size, 192 kB at
 * 256×256. The feature maps that a frozen backbone computes once ({@link Freeze}) come before the
 * images.
 *
 * <p>It decides about speed alone. Images beyond it are decoded again in every epoch, by the
 * workers, while earlier batches train; so is everything for the file if that cannot be written. A
 * log line says how many images were kept where. Each setting can be given once. Immutable.
 *
 * <pre>{@code
 * model.trainer().imageCache(ImageCache.standard().memory(2L << 30).disk(0)) // 2 GiB, and no file
 * }</pre>
 */
public final class ImageCache {
  private static final ImageCache STANDARD =
      new ImageCache(new Once<>("memory"), new Once<>("disk"), new Once<>("folder"));

  private final Once<Long> memory;
  private final Once<Long> disk;
  private final Once<Path> folder;

  private ImageCache(Once<Long> memory, Once<Long> disk, Once<Path> folder) {
    this.memory = memory;
    this.disk = disk;
    this.folder = folder;
  }

  /**
   * Returns the default: a quarter of the largest heap, and a quarter of what is free on the disk
   * of Java's temporary folder.
   *
   * @return the default
   */
  public static ImageCache standard() {
    return STANDARD;
  }

  /**
   * Returns the same with another share of the heap.
   *
   * @param bytes at least 0
   * @return a changed copy
   */
  public ImageCache memory(long bytes) {
    return new ImageCache(memory.with(checked("memory", bytes)), disk, folder);
  }

  /**
   * Returns the same with a temporary file of at most this size; it never takes more than nine
   * tenths of what is free when training starts.
   *
   * @param bytes at least 0; 0 for no file
   * @return a changed copy
   */
  public ImageCache disk(long bytes) {
    return new ImageCache(memory, disk.with(checked("disk", bytes)), folder);
  }

  /**
   * Returns the same with the temporary file in another folder.
   *
   * @param existing the folder
   * @return a changed copy
   */
  public ImageCache folder(Path existing) {
    return new ImageCache(memory, disk, folder.with(existing));
  }

  /**
   * Returns the share of the heap.
   *
   * @return bytes
   */
  public long memory() {
    return memory.orElseGet(() -> Runtime.getRuntime().maxMemory() / 4);
  }

  /**
   * Returns the size of the temporary file.
   *
   * @return bytes; empty for a quarter of what is free when training starts
   */
  public OptionalLong disk() {
    return disk.optional().stream().mapToLong(Long::longValue).findFirst();
  }

  /**
   * Returns where the temporary file lies.
   *
   * @return the folder
   */
  public Path folder() {
    return folder.orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageCache that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(memory(), disk(), folder());
  }

  private static long checked(String what, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "the image cache's " + what + " must be at least 0 bytes, but is " + bytes);
    }
    return bytes;
  }

  /** Returns a text such as {@code memory 1073741824, disk 0, folder /tmp}. */
  @Override
  public String toString() {
    String file = disk.optional().map(bytes -> Long.toString(bytes)).orElse("a quarter");
    return "memory " + memory() + ", disk " + file + ", folder " + folder();
  }
}
