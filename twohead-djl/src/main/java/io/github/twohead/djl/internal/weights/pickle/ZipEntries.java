package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.ModelFileException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive's files. All that are read may unpack to four times the archive and 16 MiB: weights
 * hardly shrink, so that more is a trap.
 *
 * <p>Damaged archives make java.util.zip throw more than IOException, and not the same in every
 * JDK: whatever it throws means damage.
 */
final class ZipEntries {
  private static final long FREE_BYTES = 1 << 24;
  private static final int GROWTH = 4;

  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
  private long bytesLeft;

  static ZipFile open(Path file) {
    try {
      return new ZipFile(file.toFile());
    } catch (UnsupportedOperationException e) {
      throw InvalidFile.of("it is not in the default file system", e);
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  ZipEntries(ZipFile zip, long fileSize) {
    this.zip = zip;
    bytesLeft = GROWTH * fileSize + FREE_BYTES;
    for (ZipEntry entry : list(zip)) {
      if (entries.put(entry.getName(), entry) != null) {
        throw PickleStack.damaged("it holds " + entry.getName() + " twice");
      }
    }
  }

  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** Reads a file; null if there is none. */
  byte @Nullable [] read(String name) {
    @Nullable ZipEntry entry = entries.get(name);
    if (entry == null) {
      return null;
    }
    long size = entry.getSize();
    if (size < 0 || size > bytesLeft || size > Integer.MAX_VALUE - 8) {
      throw InvalidFile.of("its file " + name + " claims " + size + " bytes: refused");
    }
    bytesLeft -= size;
    byte[] content = new byte[(int) size];
    if (unpack(entry, content) != size) {
      throw PickleStack.damaged("its file " + name + " does not have " + size + " bytes");
    }
    check(entry, content);
    return content;
  }

  private static List<? extends ZipEntry> list(ZipFile zip) {
    try {
      return zip.stream().toList();
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private int unpack(ZipEntry entry, byte[] content) {
    try (InputStream in = zip.getInputStream(entry)) {
      int length = in.readNBytes(content, 0, content.length);
      return in.read() < 0 ? length : -1;
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  private static ModelFileException damaged(Exception cause) {
    return InvalidFile.of(
        "it is a zip archive that is cut off or damaged: " + cause.getMessage(), cause);
  }

  /** PyTorch writes 0 for the checksum if it was told not to compute it. */
  private static void check(ZipEntry entry, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    if (entry.getCrc() != 0 && entry.getCrc() != crc.getValue()) {
      throw PickleStack.damaged("the checksum of its file " + entry.getName() + " is wrong");
    }
  }
}
