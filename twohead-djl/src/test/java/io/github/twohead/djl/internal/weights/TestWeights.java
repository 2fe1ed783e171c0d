package io.github.twohead.djl.internal.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What {@code src/test/python/weights_fixtures.py} wrote, and files written by hand. */
public final class TestWeights {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private TestWeights() {}

  public static byte[] fixture(String name) {
    try (InputStream in = TestWeights.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a fixture to a name that tells nothing. */
  public static Path file(Path folder, String fixture) {
    return write(folder, fixture(fixture));
  }

  public static Path write(Path folder, byte[] content) {
    try {
      return Files.write(Files.createTempFile(folder, "weights", ".bin"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file in PyTorch's old layout around the opcodes of its object, with nothing after them. */
  public static byte[] legacy(byte[] object) {
    byte[] bigEndian = MAGIC.toByteArray();
    byte[] magic = new byte[bigEndian.length];
    for (int i = 0; i < magic.length; i++) {
      magic[i] = bigEndian[magic.length - 1 - i];
    }
    return join(
        ops("\u0080\2\u008a", (char) magic.length),
        magic,
        ops(".\u0080\2M\u00e9\3.\u0080\2}.\u0080\2"),
        object);
  }

  /** Opcodes, one character for a byte. */
  public static byte[] ops(Object... parts) {
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      text.append(part);
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The opcodes of a text. */
  public static String text(String value) {
    return "\u008c" + (char) value.length() + value;
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A zip archive of names and contents. */
  public static byte[] zip(Object... namesAndContents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
        zip.write((byte[]) namesAndContents[i + 1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The opcodes of a state dict with one tensor of floats, "w". */
  public static byte[] stateDict(long storageSize, long offset, long[] shape, long[] stride) {
    return join(ops("\u0080\2}", text("w")), tensor(storageSize, offset, shape, stride), ops("s."));
  }

  public static byte[] tensor(long storageSize, long offset, long[] shape, long[] stride) {
    return ops(
        "ctorch._utils\n_rebuild_tensor_v2\n((",
        text("storage"),
        "ctorch\nFloatStorage\n",
        text("0"),
        text("cpu"),
        number(storageSize),
        "tQ",
        number(offset),
        tuple(shape),
        tuple(stride),
        "\u0089NtR");
  }

  private static String tuple(long[] values) {
    StringBuilder text = new StringBuilder("(");
    for (long value : values) {
      text.append(number(value));
    }
    return text + "t";
  }

  private static String number(long value) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return "\u008a\10" + new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A safetensors file. */
  public static byte[] safeTensors(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }
}
