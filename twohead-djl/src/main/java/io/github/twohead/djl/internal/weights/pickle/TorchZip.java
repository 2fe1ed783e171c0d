package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.djl.internal.weights.TensorDict;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
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
    PickleReader in = new PickleReader(Objects.requireNonNull(zip.read(folder + PICKLE)));
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
}
