package io.github.twohead.runtime.internal.system;

import io.github.twohead.SystemReport.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder in which something is kept from one start to the next. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * Tells where a folder is, how large, and whether it can be written.
   *
   * @param name whose it is
   */
  public static void tell(Look look, String name, Path folder) {
    Path exists = folder.toAbsolutePath();
    while (!Files.exists(exists) && exists.getParent() != null) {
      exists = exists.getParent();
    }
    String size = Files.isDirectory(folder) ? size(folder) : "not there yet";
    if (Files.isDirectory(exists) && Files.isWritable(exists)) {
      look.fine(Section.CACHES, name, folder + ", " + size + ", can be written");
    } else {
      look.broken(Section.CACHES, name, folder + ", " + size + ", cannot be written");
    }
  }

  private static String size(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return Bytes.text(files.filter(Files::isRegularFile).mapToLong(CacheFolder::bytes).sum());
    } catch (IOException | UncheckedIOException e) {
      return "of unknown size";
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // another process deleted it
    }
  }
}
