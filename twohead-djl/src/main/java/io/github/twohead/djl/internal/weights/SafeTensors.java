package io.github.twohead.djl.internal.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.twohead.ModelFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors format: the length of a JSON header as a little-endian 64-bit number, the header
 * with every tensor's type, shape and place, and the values. Only 32-bit floats are handled.
 *
 * <p>Source: <a href="https://huggingface.co/docs/safetensors">the description of the format</a>.
 *
 * @param metadata texts by name
 * @param tensors tensors by name, in the order of the file
 */
public record SafeTensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
  private static final String METADATA = "__metadata__";
  private static final int LENGTH_BYTES = 8;
  private static final int ALIGNMENT = 8;
  private static final int MAX_HEADER = 1 << 24;
  private static final int MAX_DIMENSIONS = 8;

  /** A tensor's values in row-major order. */
  public record Tensor(long[] shape, float[] values) {}

  /** Says whether a file that starts with these bytes and has this length can be safetensors. */
  public static boolean isPlausible(byte[] start, long fileSize) {
    if (start.length <= LENGTH_BYTES) {
      return false;
    }
    long header = littleEndian(start).getLong();
    return header >= 2
        && header <= Math.min(MAX_HEADER, fileSize - LENGTH_BYTES)
        && start[LENGTH_BYTES] == '{';
  }

  /** The file's content. */
  public byte[] encode() {
    JsonObject header = new JsonObject();
    JsonObject texts = new JsonObject();
    metadata.forEach(texts::addProperty);
    header.add(METADATA, texts);
    long offset = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      long end = offset + (long) named.getValue().values().length * Float.BYTES;
      header.add(named.getKey(), describe(named.getValue(), offset, end));
      offset = end;
    }
    StringBuilder json = new StringBuilder(header.toString());
    while (json.toString().getBytes(StandardCharsets.UTF_8).length % ALIGNMENT != 0) {
      json.append(' ');
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    byte[] content = new byte[Math.toIntExact(LENGTH_BYTES + text.length + offset)];
    ByteBuffer file = littleEndian(content).putLong(text.length).put(text);
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
    description.addProperty("dtype", "F32");
    description.add("shape", shape);
    description.add("data_offsets", place);
    return description;
  }

  private static void put(ByteBuffer file, float[] values) {
    file.asFloatBuffer().put(values);
    file.position(file.position() + values.length * Float.BYTES);
  }

  /**
   * Reads a file's content.
   *
   * @throws ModelFileException with the reason alone if it is not well-formed
   */
  public static SafeTensors decode(byte[] file) {
    if (!isPlausible(file, file.length)) {
      throw new ModelFileException("it is not a safetensors file");
    }
    ByteBuffer data = littleEndian(file);
    byte[] text = new byte[(int) data.getLong()];
    data.get(text);
    ByteBuffer values = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      JsonObject header =
          JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
      for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
        JsonObject content = entry.getValue().getAsJsonObject();
        if (entry.getKey().equals(METADATA)) {
          content.entrySet().forEach(e -> metadata.put(e.getKey(), e.getValue().getAsString()));
        } else {
          tensors.put(entry.getKey(), tensor(entry.getKey(), content, values));
        }
      }
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException
        | ArithmeticException e) {
      throw new ModelFileException("its header is damaged: " + e.getMessage(), e);
    }
    return new SafeTensors(metadata, tensors);
  }

  private static Tensor tensor(String name, JsonObject description, ByteBuffer values) {
    JsonElement type = description.get("dtype");
    JsonElement shape = description.get("shape");
    JsonElement place = description.get("data_offsets");
    if (type == null || shape == null || place == null) {
      throw new ModelFileException("tensor \"" + name + "\" is not fully described");
    }
    if (!type.getAsString().equals("F32")) {
      throw new ModelFileException(
          "tensor \"" + name + "\" is of type " + type.getAsString() + ", not F32");
    }
    long[] sizes = numbers(shape.getAsJsonArray());
    long[] offsets = numbers(place.getAsJsonArray());
    long count = 1;
    for (long size : sizes) {
      count = size < 0 ? -1 : Math.multiplyExact(count, size);
    }
    if (count < 0
        || offsets.length != 2
        || offsets[0] < 0
        || offsets[1] > values.capacity()
        || offsets[1] - offsets[0] != Math.multiplyExact(count, Float.BYTES)) {
      throw new ModelFileException("tensor \"" + name + "\" does not lie within the file");
    }
    FloatBuffer floats =
        values
            .duplicate()
            .order(ByteOrder.LITTLE_ENDIAN)
            .position((int) offsets[0])
            .asFloatBuffer();
    float[] copy = new float[(int) count];
    floats.get(copy);
    return new Tensor(sizes, copy);
  }

  private static long[] numbers(JsonArray array) {
    if (array.size() > MAX_DIMENSIONS) {
      throw new ModelFileException("a tensor has " + array.size() + " dimensions");
    }
    long[] numbers = new long[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).getAsLong();
    }
    return numbers;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
