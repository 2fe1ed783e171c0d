package io.github.twohead.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of results: JMH's own array, or an object of {@code machine} and {@code results}, which is
 * that array without raw data and the path of the JVM.
 *
 * @param machine where it was measured, if the file says it
 * @param jvm the JVM that measured
 * @param results in the order in which they were measured
 */
record ResultFile(Optional<Machine> machine, String jvm, List<Result> results) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final String MACHINE = "machine";
  private static final String RESULTS = "results";
  private static final String JVM_PATH = "jvm";
  private static final String JVM_ARGS = "jvmArgs";
  private static final String PRIMARY = "primaryMetric";
  private static final String SECONDARY = "secondaryMetrics";
  private static final String HEAP = "gc.alloc.rate.norm";
  private static final List<String> RAW =
      List.of("rawData", "rawDataHistogram", "scorePercentiles");

  /**
   * Adds the machine to what JMH wrote, and leaves out what says nothing of it. A second time
   * changes nothing.
   */
  static void addMachine(Path file, Machine machine) throws IOException {
    JsonElement root = JsonParser.parseString(Files.readString(file));
    if (!root.isJsonArray()) {
      return;
    }
    for (JsonElement element : root.getAsJsonArray()) {
      JsonObject result = element.getAsJsonObject();
      result.remove(JVM_PATH);
      result.remove(JVM_ARGS);
      RAW.forEach(result.getAsJsonObject(PRIMARY)::remove);
      JsonObject kept = new JsonObject();
      JsonObject secondary = result.getAsJsonObject(SECONDARY);
      if (secondary.has(HEAP)) {
        JsonObject heap = secondary.getAsJsonObject(HEAP);
        RAW.forEach(heap::remove);
        kept.add(HEAP, heap);
      }
      result.add(SECONDARY, kept);
    }
    JsonObject whole = new JsonObject();
    whole.add(MACHINE, GSON.toJsonTree(machine));
    whole.add(RESULTS, root);
    Files.writeString(file, GSON.toJson(whole) + "\n");
  }

  /** Reads a file. */
  static ResultFile read(Path file) throws IOException {
    JsonElement root = JsonParser.parseString(Files.readString(file));
    Optional<Machine> machine = Optional.empty();
    JsonArray array;
    if (root.isJsonArray()) {
      array = root.getAsJsonArray();
    } else {
      JsonObject whole = root.getAsJsonObject();
      machine = Optional.of(GSON.fromJson(whole.get(MACHINE), Machine.class));
      array = whole.getAsJsonArray(RESULTS);
    }
    List<Result> results = new ArrayList<>();
    String jvm = "";
    for (JsonElement element : array) {
      JsonObject result = element.getAsJsonObject();
      jvm = text(result, "vmName") + " " + text(result, "jdkVersion");
      results.add(result(result));
    }
    return new ResultFile(machine, jvm, results);
  }

  private static Result result(JsonObject json) {
    String benchmark = text(json, "benchmark");
    int method = benchmark.lastIndexOf('.');
    String group = benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1, method);
    Map<String, String> columns = new LinkedHashMap<>();
    if (json.has("params")) {
      json.getAsJsonObject("params")
          .entrySet()
          .forEach(param -> columns.put(param.getKey(), param.getValue().getAsString()));
    }
    columns.put(Result.METHOD, benchmark.substring(method + 1));
    JsonObject score = json.getAsJsonObject(PRIMARY);
    JsonElement heap = json.has(SECONDARY) ? json.getAsJsonObject(SECONDARY).get(HEAP) : null;
    return new Result(
        group,
        columns,
        score.get("score").getAsDouble(),
        score.get("scoreError").getAsDouble(),
        text(score, "scoreUnit"),
        heap == null ? Double.NaN : heap.getAsJsonObject().get("score").getAsDouble());
  }

  private static String text(JsonObject json, String key) {
    return json.has(key) ? json.get(key).getAsString() : "";
  }
}
