package io.github.twohead.djl.internal.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.twohead.ModelFileException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors format: the length of a JSON header as a little-endian 64-bit number, the header
 * with every tensor's type, shape and place, and the values.
 *
 * <p>Source: <a href="https://huggingface.co/docs/safetensors">the description of the format</a>.
 *
 * @param metadata texts by name
 * @param tensors tensors by name, in the order of the file
 */
public record SafeTensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
  private static final int LENGTH_BYTES = 8;
  private static final int ALIGNMENT = 8;

  /** The file's content. */
  public byte[] encode() {
    JsonObject header = new JsonObject();
    JsonObject texts = new JsonObject();
    metadata.forEach(texts::addProperty);
    header.add(SafeTensorsHeader.METADATA, texts);
    long offset = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      long end = offset + (long) named.getValue().values().length * Float.BYTES;
      header.add(named.getKey(), describe(named.getValue(), offset, end));
      offset = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padding = -json.length & (ALIGNMENT - 1);
    int length = json.length + padding;
    byte[] content = new byte[Math.toIntExact(LENGTH_BYTES + length + offset)];
    ByteBuffer file = littleEndian(content).putLong(length).put(json);
    file.put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
    tensors.values().forEach(tensor -> put(file, tensor.values()));
    return content;
  }

  private static JsonObject describe(Tensor tensor, long start, long end) {
    JsonArray shape = new JsonArray();
    for (long size : tensor.shape()) {
      shape.add(size);
    }
    JsonArray place = new JsonArray();
    place.add(start);
    place.add(end);
    JsonObject description = new JsonObject();
    description.addProperty(SafeTensorsHeader.TYPE, "F32");
    description.add(SafeTensorsHeader.SHAPE, shape);
    description.add(SafeTensorsHeader.PLACE, place);
    return description;
  }

  private static void put(ByteBuffer file, float[] values) {
    file.asFloatBuffer().put(values);
    file.position(file.position() + values.length * Float.BYTES);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws ModelFileException with the reason alone if it is not well-formed, or holds other
   *     numbers than 32-bit floats
   */
  public static SafeTensors decode(byte[] file) {
    return decode(file, true);
  }

  /**
   * Reads the weights of any writer: other floats are converted, integers and booleans left out.
   *
   * @throws ModelFileException with the reason alone if it is not well-formed
   */
  public static Map<String, Tensor> weights(byte[] file) {
    Map<String, Tensor> tensors = decode(file, false).tensors();
    if (tensors.isEmpty()) {
      throw InvalidFile.of("it holds no weights");
    }
    return tensors;
  }

  /**
   * Reads the texts alone, of any writer.
   *
   * @throws ModelFileException with the reason alone if the header is not well-formed
   */
  public static Map<String, String> metadata(byte[] file) {
    return SafeTensorsHeader.parse(header(file)).metadata();
  }

  private static ByteBuffer header(byte[] file) {
    if (!ModelFormat.BUNDLE.isPlausible(file)) {
      throw InvalidFile.of("it is not a safetensors file");
    }
    ByteBuffer data = littleEndian(file);
    int length = (int) data.getLong();
    if (length > data.remaining()) {
      throw InvalidFile.truncated(
          file.length + " bytes, and its header alone takes " + (LENGTH_BYTES + length));
    }
    return data.slice(LENGTH_BYTES, length);
  }

  private static SafeTensors decode(byte[] file, boolean onlyFloat32) {
    ByteBuffer text = header(file);
    int start = LENGTH_BYTES + text.remaining();
    SafeTensorsHeader header = SafeTensorsHeader.parse(text);
    ByteBuffer values = littleEndian(file).position(start).slice().order(ByteOrder.LITTLE_ENDIAN);
    header.requireFilled(start, file.length);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    header
        .entries()
        .forEach(
            (name, entry) -> {
              if (onlyFloat32 && entry.type() != ElementType.FLOAT32) {
                throw InvalidFile.of(
                    "tensor \"" + name + "\" is of type " + entry.type() + ", not FLOAT32");
              }
              if (entry.type().isFloat()) {
                tensors.put(name, tensor(entry, values));
              }
            });
    return new SafeTensors(header.metadata(), tensors);
  }

  private static Tensor tensor(SafeTensorsHeader.Entry entry, ByteBuffer values) {
    ByteBuffer own =
        values
            .slice((int) entry.start(), (int) (entry.end() - entry.start()))
            .order(ByteOrder.LITTLE_ENDIAN);
    return new Tensor(entry.shape(), entry.type().read(own, 0, entry.count()));
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
