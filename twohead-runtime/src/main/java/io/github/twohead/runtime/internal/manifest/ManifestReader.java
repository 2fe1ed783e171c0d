package io.github.twohead.runtime.internal.manifest;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests, and refuses what this version does not understand. Gson would drop keys for
 * which no record has a component: they are looked for here.
 */
final class ManifestReader {
  private final JsonReader json;

  private ManifestReader(String json) {
    this.json = new JsonReader(new StringReader(json));
  }

  /**
   * What every format says.
   *
   * @param format the version of the form
   * @param twohead the version of the library that wrote it
   */
  private record Writer(int format, @Nullable String twohead) {
    String advice() {
      return twohead == null
          ? "use a later version"
          : "use twohead " + InvalidFile.shown(twohead) + ", which wrote it, or a later version";
    }
  }

  static Manifest read(String text) {
    try {
      Writer writer = Manifest.GSON.fromJson(text, Writer.class);
      if (writer.format() < 1 || writer.format() > Manifest.FORMAT) {
        throw InvalidFile.of(
            "its format is "
                + writer.format()
                + ", and twohead "
                + Manifest.Version.TWOHEAD
                + " reads the formats 1 to "
                + Manifest.FORMAT
                + ": "
                + writer.advice());
      }
      if (writer.format() > 1) {
        refuse(new ManifestReader(text).unknown(Manifest.class, ""), writer);
      }
      Manifest manifest = Manifest.GSON.fromJson(text, Manifest.class);
      manifest.check();
      return manifest;
    } catch (JsonParseException
        | IOException
        | NullPointerException
        | IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException e) {
      throw InvalidFile.of("its manifest is damaged: " + e.getMessage(), e);
    }
  }

  private static void refuse(Optional<String> unknown, Writer writer) {
    if (unknown.isPresent()) {
      throw InvalidFile.of(
          "its manifest holds \""
              + InvalidFile.shown(unknown.get())
              + "\", which twohead "
              + Manifest.Version.TWOHEAD
              + " does not know: "
              + writer.advice());
    }
  }

  /**
   * Reads a value up to the first key that is not known.
   *
   * @param type a record, or a list or map of what it consists of in turn
   * @param path where it stands
   * @return where the key stands, such as {@code heads[1].kind}; empty if all are known
   */
  private Optional<String> unknown(Type type, String path) throws IOException {
    boolean given = json.peek() != JsonToken.NULL;
    if (given && type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return inArray(list.getActualTypeArguments()[0], path);
    }
    if (given && (type instanceof ParameterizedType || isRecord(type))) {
      return inObject(type, path);
    }
    json.skipValue();
    return Optional.empty();
  }

  private static boolean isRecord(Type type) {
    return type instanceof Class<?> known && known.isRecord();
  }

  private Optional<String> inArray(Type element, String path) throws IOException {
    Optional<String> found = Optional.empty();
    json.beginArray();
    for (int i = 0; found.isEmpty() && json.hasNext(); i++) {
      found = unknown(element, path + "[" + i + "]");
    }
    if (found.isEmpty()) {
      json.endArray();
    }
    return found;
  }

  private Optional<String> inObject(Type type, String path) throws IOException {
    Optional<String> found = Optional.empty();
    json.beginObject();
    while (found.isEmpty() && json.hasNext()) {
      String name = json.nextName();
      String key = path.isEmpty() ? name : path + "." + name;
      Optional<Type> value = value(type, name);
      found = value.isPresent() ? unknown(value.get(), key) : Optional.of(key);
    }
    if (found.isEmpty()) {
      json.endObject();
    }
    return found;
  }

  /** What a key stands for; the keys of a map are free. */
  private static Optional<Type> value(Type type, String key) {
    if (type instanceof ParameterizedType map) {
      return Optional.of(map.getActualTypeArguments()[1]);
    }
    return Stream.of(((Class<?>) type).getRecordComponents())
        .filter(component -> component.getName().equals(key))
        .map(RecordComponent::getGenericType)
        .findFirst();
  }
}
