package io.github.twohead.djl.internal.training;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.weights.SafeTensors;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.manifest.LibraryVersion;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of a checkpoint, texts and numbers by name, under which each part of a run keeps its
 * own: a safetensors file with a digest, as {@link FileMetadata} has it. Names have dots; what
 * stands before the first one is the part.
 */
final class TrainingState {
  private static final String FORMAT = "twohead.checkpoint";
  private static final String LIBRARY = "twohead.version";
  private static final int VERSION = 1;

  /** What 53 bits and more are cut into, so that floats hold each part. */
  private static final int PIECE = 22;

  private static final long PIECE_MASK = (1L << PIECE) - 1;
  private static final int PIECES = 3;

  private TrainingState() {}

  /** What a checkpoint will hold. */
  static final class Writer {
    private final Map<String, String> texts;
    private final Map<String, Tensor> tensors;
    private final String prefix;

    Writer() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>(), "");
      texts.put(FORMAT, Integer.toString(VERSION));
      texts.put(LIBRARY, LibraryVersion.TWOHEAD);
    }

    private Writer(Map<String, String> texts, Map<String, Tensor> tensors, String prefix) {
      this.texts = texts;
      this.tensors = tensors;
      this.prefix = prefix;
    }

    /** The same checkpoint; names begin with this one. */
    Writer in(String part) {
      return new Writer(texts, tensors, prefix + part + ".");
    }

    /** Keeps a text, or what has the text that its type reads again. */
    void put(String name, Object value) {
      texts.put(prefix + name, value.toString());
    }

    void put(String name, float[] values) {
      tensors.put(prefix + name, new Tensor(new long[] {values.length}, values));
    }

    /** Keeps numbers to the last bit. */
    void put(String name, double[] values) {
      float[] pieces = new float[values.length * PIECES];
      for (int i = 0; i < pieces.length; i++) {
        long bits = Double.doubleToRawLongBits(values[i / PIECES]);
        pieces[i] = bits >>> (PIECE * (i % PIECES)) & PIECE_MASK;
      }
      put(name, pieces);
    }

    void put(Map<String, float[]> values) {
      values.forEach(this::put);
    }

    byte[] encode() {
      String placeholder = FileMetadata.placeholder(texts.toString());
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put(FORMAT, Integer.toString(VERSION)); // first, so that a part of a file has it
      metadata.put(FileMetadata.DIGEST, placeholder);
      metadata.putAll(texts);
      byte[] content = new SafeTensors(metadata, tensors).encode();
      FileMetadata.sign(content, placeholder);
      return content;
    }
  }

  /**
   * What a checkpoint holds. All methods throw a {@link ModelFileException} with the reason alone
   * if what is asked for is missing or does not fit.
   */
  static final class Reader {
    private final SafeTensors content;
    private final String prefix;

    private Reader(SafeTensors content, String prefix) {
      this.content = content;
      this.prefix = prefix;
    }

    /**
     * Reads a file's content.
     *
     * @throws ModelFileException with the reason alone if it is not whole, or of a later version
     */
    static Reader decode(byte[] file) {
      SafeTensors content = SafeTensors.decode(file);
      String digest = content.metadata().getOrDefault(FileMetadata.DIGEST, "");
      if (!content.metadata().containsKey(FORMAT)
          || !FileMetadata.isUnchanged(ByteBuffer.wrap(file), digest)) {
        throw InvalidFile.of("it was altered or damaged after it was written");
      }
      return new Reader(content, "");
    }

    /** Whether a version of this library wrote it that keeps other things than this one. */
    boolean isForeign() {
      return !text(FORMAT).equals(Integer.toString(VERSION));
    }

    /** The version of the library that wrote it. */
    String library() {
      return text(LIBRARY);
    }

    Reader in(String part) {
      return new Reader(content, prefix + part + ".");
    }

    boolean has(String name) {
      return content.metadata().containsKey(prefix + name);
    }

    String text(String name) {
      String text = content.metadata().get(prefix + name);
      if (text == null) {
        throw InvalidFile.of("it lacks " + prefix + name);
      }
      return text;
    }

    int whole(String name) {
      try {
        return Integer.parseInt(text(name));
      } catch (NumberFormatException e) {
        throw InvalidFile.of(prefix + name + " is \"" + text(name) + "\"", e);
      }
    }

    double number(String name) {
      try {
        return Double.parseDouble(text(name));
      } catch (NumberFormatException e) {
        throw InvalidFile.of(prefix + name + " is \"" + text(name) + "\"", e);
      }
    }

    /** All texts of this part, by name. */
    Map<String, String> texts() {
      Map<String, String> texts = new LinkedHashMap<>();
      content
          .metadata()
          .forEach(
              (name, text) -> {
                if (name.startsWith(prefix)) {
                  texts.put(name.substring(prefix.length()), text);
                }
              });
      return texts;
    }

    float[] floats(String name, int count) {
      Tensor tensor = content.tensors().get(prefix + name);
      if (tensor == null || tensor.values().length != count) {
        throw InvalidFile.of("it lacks " + prefix + name + " of " + count + " numbers");
      }
      return tensor.values();
    }

    double[] doubles(String name, int count) {
      float[] pieces = floats(name, count * PIECES);
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        long bits = 0;
        for (int piece = PIECES - 1; piece >= 0; piece--) {
          bits = bits << PIECE | (long) pieces[i * PIECES + piece];
        }
        values[i] = Double.longBitsToDouble(bits);
      }
      return values;
    }

    /** The numbers that were put as those of a map like this one. */
    Map<String, float[]> floats(Map<String, float[]> like) {
      Map<String, float[]> values = new LinkedHashMap<>();
      like.forEach((name, now) -> values.put(name, floats(name, now.length)));
      return values;
    }
  }
}
