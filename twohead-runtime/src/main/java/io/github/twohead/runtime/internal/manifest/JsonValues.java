package io.github.twohead.runtime.internal.manifest;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON value by value, lists and objects with free keys at once. */
final class JsonValues extends JsonReader {
  JsonValues(String text) {
    super(new StringReader(text));
  }

  /** One value of a list or an object. */
  interface Value<T> {
    T read() throws IOException;
  }

  <T> List<T> list(Value<T> element) throws IOException {
    List<T> read = new ArrayList<>();
    beginArray();
    while (hasNext()) {
      read.add(element.read());
    }
    endArray();
    return read;
  }

  /** Reads an object whose keys are free. */
  <T> Map<String, T> map(Value<T> value) throws IOException {
    Map<String, T> read = new LinkedHashMap<>();
    beginObject();
    while (hasNext()) {
      String key = nextName();
      if (read.put(key, value.read()) != null) {
        throw new IllegalStateException("\"" + key + "\" is given twice");
      }
    }
    endObject();
    return read;
  }

  <T> @Nullable T orNull(Value<T> value) throws IOException {
    if (peek() == JsonToken.NULL) {
      nextNull();
      return null;
    }
    return value.read();
  }
}
