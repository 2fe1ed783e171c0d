package io.github.twohead.djl.internal.pretrained;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.weights.SafeTensors;
import io.github.twohead.djl.internal.weights.Tensor.TensorDict;
import io.github.twohead.djl.internal.weights.pickle.TorchLegacy;
import io.github.twohead.djl.internal.weights.pickle.TorchZip;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads files of weights: PyTorch's state dicts and checkpoints in the old and the new layout, and
 * safetensors, so also this library's own models. The content decides which it is, not the name.
 *
 * <p>Weights become 32-bit floats. Tensors of integers and booleans are left out. Nothing in the
 * file is run, and what it claims about sizes is believed only as far as its length bears it out.
 */
public final class WeightsFile {
  private static final int START_BYTES = 512;
  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

  private WeightsFile() {}

  /**
   * Reads a file.
   *
   * @return its dictionaries of tensors, at least one
   * @throws ModelFileException if it is missing, damaged, or holds no weights
   */
  public static List<TensorDict> read(Path file) {
    return read(file, start -> decode(file, start));
  }

  /**
   * Reads the texts in the header of a safetensors file.
   *
   * @return texts by name; empty for files of other kinds
   * @throws ModelFileException if it is missing, or its header is damaged
   */
  public static Map<String, String> metadata(Path file) {
    return read(
        file,
        start ->
            ModelFormat.BUNDLE.isPlausible(start) ? SafeTensors.metadata(content(file)) : Map.of());
  }

  /**
   * The SHA-256 of a file, in hexadecimal digits.
   *
   * @throws ModelFileException if it cannot be read
   */
  static String digest(Path file) {
    return read(file, start -> WeightsDownload.digest(file));
  }

  /** Reads something of a file whose first bytes are known. */
  private interface Decoder<T> {
    T decode(byte[] start) throws IOException;
  }

  private static <T> T read(Path file, Decoder<T> decoder) {
    try {
      if (Files.isDirectory(file)) {
        throw InvalidFile.of("it is a folder, not a file of weights");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw InvalidFile.of("it is not a regular file");
      }
      return decoder.decode(start(file));
    } catch (ModelFileException e) {
      throw new ModelFileException(file + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new ModelFileException(file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new ModelFileException(file + ": reading it is not allowed", e);
    } catch (IOException e) {
      throw new ModelFileException(file + ": it cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<TensorDict> decode(Path file, byte[] start) throws IOException {
    InvalidFile.checkLength(start);
    if (TorchZip.isPlausible(start)) {
      return TorchZip.read(file);
    }
    if (ModelFormat.BUNDLE.isPlausible(start)) {
      return List.of(new TensorDict("", SafeTensors.weights(content(file))));
    }
    if (TorchLegacy.isPlausible(start)) {
      return TorchLegacy.read(content(file));
    }
    throw InvalidFile.unknown(start, "neither a PyTorch state dict nor safetensors");
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(START_BYTES);
    }
  }

  private static byte[] content(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_SIZE) {
      throw InvalidFile.of("it is larger than 2 GiB");
    }
    byte[] content = new byte[(int) size];
    try (InputStream in = Files.newInputStream(file)) {
      if (in.readNBytes(content, 0, content.length) < content.length) {
        throw InvalidFile.of("it became shorter while it was read");
      }
    }
    return content;
  }
}
