package io.github.twohead.runtime.internal.manifest;

import com.google.gson.stream.JsonToken;
import io.github.twohead.Colors;
import io.github.twohead.ModelFileException;
import io.github.twohead.ResizeMode;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests key by key, and refuses what this version does not understand. Gson's own way
 * from JSON to records would drop such keys, and looks at 139 classes before it reads anything.
 */
final class ManifestReader {
  private final JsonValues json;
  private final Writer writer;
  private @Nullable String backbone;
  private @Nullable ManifestInput input;
  private @Nullable List<Manifest.Head> heads;
  private boolean poolFirst;
  private long seed;
  private @Nullable Map<String, String> training;
  private @Nullable Map<String, Manifest.Table> tables;
  private @Nullable Map<String, Manifest.Counts> scores;

  private ManifestReader(String text, Writer writer) {
    this.json = new JsonValues(text);
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
      JsonValues json = new JsonValues(text);
      int format = 0;
      String twohead = null;
      String engine = null;
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "format" -> format = json.nextInt();
          case "twohead" -> twohead = json.orNull(json::nextString);
          case "engine" -> engine = json.orNull(json::nextString);
          default -> json.skipValue();
        }
      }
      json.endObject();
      return new Writer(format, twohead, engine);
    }

    void checkFormat() {
      if (format < 1 || format > Manifest.FORMAT) {
        throw InvalidFile.of(
            "its format is "
                + format
                + ", and twohead "
                + LibraryVersion.TWOHEAD
                + " reads the formats 1 to "
                + Manifest.FORMAT
                + ": "
                + advice());
      }
    }

    /** The error about something of a later version, such as {@code holds "a"}. */
    ModelFileException unknown(String what) {
      return InvalidFile.of(
          "its manifest "
              + what
              + ", which twohead "
              + LibraryVersion.TWOHEAD
              + " does not know: "
              + advice());
    }

    private String advice() {
      return twohead == null
          ? "use a later version"
          : "use twohead " + InvalidFile.shown(twohead) + ", which wrote it, or a later version";
    }

    /** What format 1 says here, and later ones in {@code training}. */
    Map<String, String> facts() {
      Map<String, String> facts = new LinkedHashMap<>();
      if (format == 1) {
        Optional.ofNullable(twohead).ifPresent(text -> facts.put("twohead", text));
        Optional.ofNullable(engine).ifPresent(text -> facts.put("engine", text));
      }
      return facts;
    }
  }

  static Manifest read(String text) {
    try {
      Writer writer = Writer.of(text);
      writer.checkFormat();
      Manifest manifest = new ManifestReader(text, writer).manifest();
      checkChoice("colors", manifest.input().colors(), Colors.values(), writer);
      checkChoice("resize", manifest.input().resize(), ResizeMode.values(), writer);
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

  /** Refuses a choice that a later version may have added to. */
  private static void checkChoice(
      String key, @Nullable String choice, Enum<?>[] known, Writer writer) {
    if (choice != null && Stream.of(known).noneMatch(one -> one.toString().equals(choice))) {
      throw writer.unknown("says " + key + " \"" + InvalidFile.shown(choice) + "\"");
    }
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
    Map<String, String> facts = writer.facts();
    facts.putAll(Objects.requireNonNull(training, "no training"));
    return new Manifest(
        writer.format(),
        writer.twohead(),
        Objects.requireNonNull(backbone, "no backbone"),
        Objects.requireNonNull(input, "no input"),
        Objects.requireNonNull(heads, "no heads"),
        poolFirst,
        seed,
        facts,
        tables,
        Objects.requireNonNull(scores, "no scores"));
  }

  private void component(String key) throws IOException {
    switch (key) {
      case "format", "twohead", "engine" -> json.skipValue(); // the writer's, read before
      case "backbone" -> backbone = json.nextString();
      case "input" -> input = input();
      case "heads" -> heads = json.list(this::head);
      case "poolFirst" -> poolFirst = json.nextBoolean();
      case "seed" -> seed = json.nextLong();
      case "training" -> training = json.map(json::nextString);
      case "tables" -> tables = json.orNull(() -> json.map(this::table));
      case "scores" -> scores = json.map(this::counts);
      default -> unknown();
    }
  }

  private ManifestInput input() throws IOException {
    int width = 0;
    int height = 0;
    List<Float> mean = null;
    List<Float> std = null;
    String colors = null;
    String resize = null;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "width" -> width = json.nextInt();
        case "height" -> height = json.nextInt();
        case "mean" -> mean = json.list(() -> (float) json.nextDouble());
        case "std" -> std = json.list(() -> (float) json.nextDouble());
        case "colors" -> colors = json.orNull(json::nextString);
        case "resize" -> resize = json.orNull(json::nextString);
        default -> unknown();
      }
    }
    json.endObject();
    return new ManifestInput(
        width,
        height,
        Objects.requireNonNull(mean, "no mean"),
        Objects.requireNonNull(std, "no std"),
        colors,
        resize);
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
        case "categories" -> categories = json.list(json::nextString);
        case "positive" -> positive = json.list(json::nextString);
        case "negative" -> negative = json.list(json::nextString);
        case "classes" -> classes = json.map(() -> json.list(json::nextString));
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
        case "labels" -> labels = json.map(() -> json.map(json::nextInt));
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

  /** Passes over the value of a key that this version does not know, where its format allows it. */
  private void unknown() throws IOException {
    if (writer.format() > 1) {
      String key = json.getPath().substring("$.".length());
      throw writer.unknown("holds \"" + InvalidFile.shown(key) + "\"");
    }
    json.skipValue();
  }
}
