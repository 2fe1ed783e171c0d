package io.github.twohead.runtime.internal.data;

import io.github.twohead.ImageCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

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
      return new CacheRoom(granted.memory(), 0, folder, Optional.of(e.toString()));
    }
  }

  /** What is left when a cache has taken its part. */
  CacheRoom without(long memoryTaken, long diskTaken) {
    return new CacheRoom(memory - memoryTaken, disk - diskTaken, folder, problem);
  }
}
