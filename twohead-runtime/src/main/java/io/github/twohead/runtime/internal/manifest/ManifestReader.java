package io.github.twohead.runtime.internal.manifest;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.twohead.Colors;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests key by key, and refuses what this version does not understand. Gson's own way
 * from JSON to records would drop such keys, and looks at 139 classes before it reads anything.
 */
final class ManifestReader {
  private final JsonReader json;
  private final Writer writer;
  private @Nullable String backbone;
  private Manifest.@Nullable Input input;
  private @Nullable List<Manifest.Head> heads;
  private boolean poolFirst;
  private long seed;
  private @Nullable Map<String, String> training;
  private @Nullable Map<String, Manifest.Table> tables;
  private @Nullable Map<String, Manifest.Counts> scores;

  private ManifestReader(String text, Writer writer) {
    this.json = new JsonReader(new StringReader(text));
    this.writer = writer;
  }

  /**
   * What every format says.
   *
   * @param format the version of the form
   * @param twohead the version of the library that wrote it
   * @param engine the engine, in format 1
   */
  private record Writer(int format, @Nullable String twohead, @Nullable String engine) {
    static Writer of(String text) throws IOException {
      JsonReader json = new JsonReader(new StringReader(text));
      int format = 0;
      String twohead = null;
      String engine = null;
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "format" -> format = json.nextInt();
          case "twohead" -> twohead = orNull(json, json::nextString);
          case "engine" -> engine = orNull(json, json::nextString);
          default -> json.skipValue();
        }
      }
      json.endObject();
      return new Writer(format, twohead, engine);
    }

    String advice() {
      return twohead == null
          ? "use a later version"
          : "use twohead " + InvalidFile.shown(twohead) + ", which wrote it, or a later version";
    }
  }

  static Manifest read(String text) {
    try {
      Writer writer = Writer.of(text);
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
      Manifest manifest = new ManifestReader(text, writer).manifest();
      checkColors(manifest.input(), writer);
      manifest.check();
      return manifest;
    } catch (IOException
        | NullPointerException
        | IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException e) {
      throw InvalidFile.of("its manifest is damaged: " + e.getMessage(), e);
    }
  }

  /** Of what a manifest names, colours alone are a choice that a later version may add to. */
  private static void checkColors(Manifest.Input input, Writer writer) {
    if (input.colors() != null && !isKnown(input.colors())) {
      throw InvalidFile.of(
          "its manifest says colors \""
              + InvalidFile.shown(input.colors())
              + "\", which twohead "
              + Manifest.Version.TWOHEAD
              + " does not know: "
              + writer.advice());
    }
  }

  private static boolean isKnown(String colors) {
    for (Colors known : Colors.values()) {
      if (known.toString().equals(colors)) {
        return true;
      }
    }
    return false;
  }

  private Manifest manifest() throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      component(json.nextName());
    }
    json.endObject();
    if (json.peek() != JsonToken.END_DOCUMENT) {
      throw new IllegalStateException("more follows its end");
    }
    return new Manifest(
        writer.format(),
        writer.twohead(),
        writer.engine(),
        Objects.requireNonNull(backbone, "no backbone"),
        Objects.requireNonNull(input, "no input"),
        Objects.requireNonNull(heads, "no heads"),
        poolFirst,
        seed,
        Objects.requireNonNull(training, "no training"),
        tables,
        Objects.requireNonNull(scores, "no scores"));
  }

  private void component(String key) throws IOException {
    switch (key) {
      case "format", "twohead", "engine" -> json.skipValue(); // the writer's, read before
      case "backbone" -> backbone = json.nextString();
      case "input" -> input = input();
      case "heads" -> heads = list(this::head);
      case "poolFirst" -> poolFirst = json.nextBoolean();
      case "seed" -> seed = json.nextLong();
      case "training" -> training = map(json::nextString);
      case "tables" -> tables = orNull(json, () -> map(this::table));
      case "scores" -> scores = map(this::counts);
      default -> unknown();
    }
  }

  private Manifest.Input input() throws IOException {
    int width = 0;
    int height = 0;
    List<Float> mean = null;
    List<Float> std = null;
    String colors = null;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "width" -> width = json.nextInt();
        case "height" -> height = json.nextInt();
        case "mean" -> mean = list(() -> (float) json.nextDouble());
        case "std" -> std = list(() -> (float) json.nextDouble());
        case "colors" -> colors = orNull(json, json::nextString);
        default -> unknown();
      }
    }
    json.endObject();
    return new Manifest.Input(
        width,
        height,
        Objects.requireNonNull(mean, "no mean"),
        Objects.requireNonNull(std, "no std"),
        colors);
  }

  private Manifest.Head head() throws IOException {
    String name = null;
    int width = 0;
    Double threshold = null;
    Manifest.Scaling calibration = null;
    List<String> categories = null;
    List<String> positive = null;
    List<String> negative = null;
    Map<String, List<String>> classes = null;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "name" -> name = json.nextString();
        case "width" -> width = json.nextInt();
        case "threshold" -> threshold = json.nextDouble();
        case "calibration" -> calibration = scaling();
        case "categories" -> categories = list(json::nextString);
        case "positive" -> positive = list(json::nextString);
        case "negative" -> negative = list(json::nextString);
        case "classes" -> classes = map(() -> list(json::nextString));
        default -> unknown();
      }
    }
    json.endObject();
    Objects.requireNonNull(name, "no name of a head");
    if (categories == null) {
      Objects.requireNonNull(threshold, "no threshold");
      Objects.requireNonNull(positive, "no positive classes");
      Objects.requireNonNull(negative, "no negative classes");
    }
    return new Manifest.Head(
        name, width, threshold, calibration, categories, positive, negative, classes);
  }

  private Manifest.Scaling scaling() throws IOException {
    double slope = 0;
    double offset = 0;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "slope" -> slope = json.nextDouble();
        case "offset" -> offset = json.nextDouble();
        default -> unknown();
      }
    }
    json.endObject();
    return new Manifest.Scaling(slope, offset);
  }

  private Manifest.Table table() throws IOException {
    int rows = 0;
    Map<String, Map<String, Integer>> labels = null;
    String digest = null;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "rows" -> rows = json.nextInt();
        case "labels" -> labels = map(() -> map(json::nextInt));
        case "digest" -> digest = json.nextString();
        default -> unknown();
      }
    }
    json.endObject();
    return new Manifest.Table(
        rows,
        Objects.requireNonNull(labels, "no labels of a table"),
        Objects.requireNonNull(digest, "no digest of a table"));
  }

  private Manifest.Counts counts() throws IOException {
    int truePositives = 0;
    int falsePositives = 0;
    int falseNegatives = 0;
    int trueNegatives = 0;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "truePositives" -> truePositives = json.nextInt();
        case "falsePositives" -> falsePositives = json.nextInt();
        case "falseNegatives" -> falseNegatives = json.nextInt();
        case "trueNegatives" -> trueNegatives = json.nextInt();
        default -> unknown();
      }
    }
    json.endObject();
    return new Manifest.Counts(truePositives, falsePositives, falseNegatives, trueNegatives);
  }

  /** One value of a list or a map. */
  private interface Value<T> {
    T read() throws IOException;
  }

  private <T> List<T> list(Value<T> element) throws IOException {
    List<T> read = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      read.add(element.read());
    }
    json.endArray();
    return read;
  }

  /** Reads an object whose keys are free. */
  private <T> Map<String, T> map(Value<T> value) throws IOException {
    Map<String, T> read = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (read.put(key, value.read()) != null) {
        throw new IllegalStateException("\"" + key + "\" is given twice");
      }
    }
    json.endObject();
    return read;
  }

  private static <T> @Nullable T orNull(JsonReader json, Value<T> value) throws IOException {
    if (json.peek() == JsonToken.NULL) {
      json.nextNull();
      return null;
    }
    return value.read();
  }

  /** Passes over the value of a key that this version does not know, where its format allows it. */
  private void unknown() throws IOException {
    if (writer.format() > 1) {
      throw InvalidFile.of(
          "its manifest holds \""
              + InvalidFile.shown(json.getPath().substring("$.".length()))
              + "\", which twohead "
              + Manifest.Version.TWOHEAD
              + " does not know: "
              + writer.advice());
    }
    json.skipValue();
  }
}
