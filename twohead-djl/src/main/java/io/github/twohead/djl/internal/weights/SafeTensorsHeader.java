package io.github.twohead.djl.internal.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.twohead.ModelFileException;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file. It is read token by token, so that no nesting is too deep, and
 * nothing in it may be unknown or given twice.
 *
 * @param metadata texts by name
 * @param entries tensors by name
 */
record SafeTensorsHeader(Map<String, String> metadata, Map<String, Entry> entries) {
  static final String METADATA = "__metadata__";
  static final String TYPE = "dtype";
  static final String SHAPE = "shape";
  static final String PLACE = "data_offsets";

  /**
   * Where a tensor lies.
   *
   * @param start its first byte, counted from the header's end
   * @param end the byte after its last
   */
  record Entry(ElementType type, long[] shape, long start, long end) {
    int count() {
      return Tensor.count(shape);
    }
  }

  static SafeTensorsHeader parse(ByteBuffer text) {
    SafeTensorsHeader header = new SafeTensorsHeader(new LinkedHashMap<>(), new LinkedHashMap<>());
    JsonReader in = new JsonReader(new StringReader(decode(text)));
    in.setStrictness(Strictness.STRICT);
    try {
      header.read(in);
      return header;
    } catch (MalformedJsonException e) {
      throw InvalidFile.of("its header is damaged: it is not JSON at " + in.getPath(), e);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      String firstLine = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw InvalidFile.of("its header is damaged: " + firstLine, e);
    }
  }

  private static String decode(ByteBuffer text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw InvalidFile.of("its header is damaged: it is not UTF-8", e);
    }
  }

  private static ModelFileException twice(String name) {
    return InvalidFile.of("its header is damaged: \"" + name + "\" stands there twice");
  }

  private void read(JsonReader in) throws IOException {
    boolean described = false;
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (!name.equals(METADATA)) {
        Entry entry = entry(in, name);
        if (entries.put(name, entry) != null) {
          throw twice(name);
        }
      } else if (described) {
        throw twice(name);
      } else {
        described = true;
        readMetadata(in);
      }
    }
    in.endObject();
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new IllegalStateException("something follows it");
    }
  }

  private void readMetadata(JsonReader in) throws IOException {
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (in.peek() != JsonToken.STRING) {
        throw new IllegalStateException("\"" + name + "\" is not a text");
      }
      if (metadata.put(name, in.nextString()) != null) {
        throw twice(name);
      }
    }
    in.endObject();
  }

  private static Entry entry(JsonReader in, String name) throws IOException {
    @Nullable String type = null;
    long @Nullable [] shape = null;
    long @Nullable [] place = null;
    int keys = 0;
    in.beginObject();
    for (; in.hasNext(); keys++) {
      String key = in.nextName();
      switch (key) {
        case TYPE -> type = in.nextString();
        case SHAPE -> shape = numbers(in);
        case PLACE -> place = numbers(in);
        default -> throw new IllegalStateException("tensor \"" + name + "\" has a \"" + key + "\"");
      }
    }
    in.endObject();
    if (type == null || shape == null || place == null || place.length != 2 || keys != 3) {
      throw new IllegalStateException("tensor \"" + name + "\" is not described as it should be");
    }
    String found = type;
    ElementType known =
        ElementType.ofSafeTensors(found)
            .orElseThrow(
                () ->
                    InvalidFile.of(
                        "tensor \""
                            + name
                            + "\" is of type "
                            + found
                            + ", which is not supported"));
    return new Entry(known, shape, place[0], place[1]);
  }

  private static long[] numbers(JsonReader in) throws IOException {
    long[] numbers = new long[Tensor.MAX_DIMENSIONS];
    int count = 0;
    in.beginArray();
    while (in.hasNext()) {
      if (count == numbers.length) {
        throw new IllegalStateException("a tensor has more than " + count + " dimensions");
      }
      numbers[count++] = in.nextLong();
    }
    in.endArray();
    return Arrays.copyOf(numbers, count);
  }

  /**
   * Checks that the tensors fill the file to its end, without holes and without overlapping.
   *
   * @param start where their values start
   * @param bytes of the whole file
   */
  void requireFilled(long start, long bytes) {
    List<Map.Entry<String, Entry>> sorted =
        entries.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().start())
                    .thenComparingLong(e -> e.getValue().end()))
            .toList();
    long end = start;
    for (Map.Entry<String, Entry> named : sorted) {
      Entry entry = named.getValue();
      long size = (long) entry.count() * entry.type().bytes();
      if (start + entry.start() != end || start + entry.end() != end + size) {
        throw InvalidFile.of("tensor \"" + named.getKey() + "\" does not lie where it should");
      }
      end += size;
    }
    if (end > bytes) {
      throw InvalidFile.truncated(bytes + " bytes of " + end);
    }
    if (end < bytes) {
      throw InvalidFile.of("it holds " + (bytes - end) + " bytes that belong to no tensor");
    }
  }
}
