package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.weights.Tensor.TensorDict;
import io.github.twohead.djl.internal.weights.pickle.StridedTensor.Storage;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} writes since PyTorch 1.6: a zip archive with one folder, in it the object
 * as {@code data.pkl}, each storage as {@code data/KEY}, and the order of their bytes as {@code
 * byteorder}.
 *
 * <p>Source: {@code _save} in PyTorch's torch/serialization.py.
 */
public final class TorchZip {
  private static final String PICKLE = "data.pkl";

  private final ZipEntries zip;
  private final String folder;
  private final ByteOrder order;

  private TorchZip(ZipEntries zip) {
    this.zip = zip;
    folder = folder(zip.names());
    order = order();
  }

  /** Says whether a file may start like this. */
  public static boolean isPlausible(byte[] start) {
    return start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] < 8;
  }

  public static List<TensorDict> read(Path file) throws IOException {
    try (ZipFile zip = ZipEntries.open(file)) {
      return new TorchZip(new ZipEntries(zip, Files.size(file))).read();
    }
  }

  private static String folder(List<String> names) {
    List<String> found =
        names.stream()
            .filter(name -> name.endsWith("/" + PICKLE))
            .filter(name -> name.indexOf('/') == name.lastIndexOf('/'))
            .toList();
    if (found.size() != 1) {
      throw InvalidFile.of("it is a zip archive, but not one of torch.save");
    }
    String folder = found.get(0).substring(0, found.get(0).length() - PICKLE.length());
    if (names.stream().anyMatch(name -> name.startsWith(folder + "code/"))
        || names.contains(folder + "constants.pkl")) {
      throw InvalidFile.of(
          "it is a TorchScript archive, a program with its weights:"
              + " save model.state_dict() with torch.save instead");
    }
    return folder;
  }

  private ByteOrder order() {
    byte @Nullable [] content = zip.read(folder + "byteorder");
    String name = content == null ? "little" : new String(content, StandardCharsets.US_ASCII);
    return switch (name) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw InvalidFile.of("it is damaged: its byte order is \"" + name + "\"");
    };
  }

  private List<TensorDict> read() {
    PickleBytes in = new PickleBytes(Objects.requireNonNull(zip.read(folder + PICKLE)));
    Object root = new Unpickler(in, new LinkedHashMap<>()).read();
    if (in.remaining() > 0) {
      throw PickleStack.damaged(in.remaining() + " bytes follow its pickle");
    }
    return Checkpoint.weights(root, this::content);
  }

  private ByteBuffer content(Storage storage) {
    byte @Nullable [] content = zip.read(folder + "data/" + storage.key());
    if (content == null) {
      throw PickleStack.damaged("it lacks the content of storage " + storage.key());
    }
    if (content.length != storage.bytes()) {
      throw PickleStack.damaged(
          "storage "
              + storage.key()
              + " should have "
              + storage.bytes()
              + " bytes, but has "
              + content.length);
    }
    return ByteBuffer.wrap(content).order(order);
  }

  /**
   * A zip archive's files. All that are read may unpack to four times the archive and 16 MiB:
   * weights hardly shrink, so that more is a trap.
   *
   * <p>Damaged archives make java.util.zip throw more than IOException, and not the same in every
   * JDK: whatever it throws means damage.
   */
  private static final class ZipEntries {
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
}
