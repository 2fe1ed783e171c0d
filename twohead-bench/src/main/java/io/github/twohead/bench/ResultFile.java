package io.github.twohead.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /**
   * What JMH says of one benchmark with one set of parameters.
   *
   * @param group the simple name of the benchmark's class
   * @param columns the parameters, and under {@link #METHOD} the benchmark's method
   * @param score the mean
   * @param error half the width of its 99.9 % confidence interval; NaN if there were too few
   *     samples
   * @param unit of the score, such as {@code ms/op}
   * @param heapBytes allocated per operation; NaN if that was not measured
   */
  record Result(
      String group,
      Map<String, String> columns,
      double score,
      double error,
      String unit,
      double heapBytes) {

    /** The column of the method. */
    static final String METHOD = "benchmark";

    /** Whether two confidence intervals have a number in common. */
    boolean overlaps(Result other) {
      return Math.abs(score - other.score) <= error + other.error;
    }
  }

  /**
   * What JMH does not record of a run.
   *
   * @param date the day on which it ended
   * @param processor the model of the CPU
   * @param cores the processors that the JVM may use
   * @param system the operating system
   * @param libraries the versions of what is measured
   * @param command what was run
   */
  record Machine(
      String date, String processor, int cores, String system, String libraries, String command) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    /** The machine that this runs on. */
    static Machine here(String program, String... args) throws IOException {
      return new Machine(
          LocalDate.now(ZoneOffset.UTC).toString(),
          cpu(),
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("os.name") + " " + System.getProperty("os.version"),
          versions(),
          Stream.concat(Stream.of(program), Stream.of(args).map(Machine::quoted))
              .collect(Collectors.joining(" ")));
    }

    /** An argument as a shell takes it. */
    private static String quoted(String argument) {
      return argument.matches("[\\w./=,:+-]+") ? argument : "'" + argument + "'";
    }

    /** The model's name where the system tells it, else the architecture. */
    private static String cpu() throws IOException {
      String otherwise =
          Objects.requireNonNullElse(
              System.getenv("PROCESSOR_IDENTIFIER"), System.getProperty("os.arch"));
      if (!Files.exists(CPU_INFO)) {
        return otherwise;
      }
      try (Stream<String> lines = Files.lines(CPU_INFO)) {
        return lines
            .filter(line -> line.startsWith(MODEL))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(otherwise);
      }
    }

    private static String versions() throws IOException {
      Properties versions = new Properties();
      try (InputStream in = Machine.class.getResourceAsStream("libraries.properties")) {
        versions.load(Objects.requireNonNull(in, "libraries.properties is missing"));
      }
      return new TreeSet<>(versions.stringPropertyNames())
          .stream()
              .map(name -> name + " " + versions.getProperty(name))
              .collect(Collectors.joining(", "));
    }
  }
}
