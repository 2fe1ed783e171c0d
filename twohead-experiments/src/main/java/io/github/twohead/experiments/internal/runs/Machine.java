package io.github.twohead.experiments.internal.runs;

import io.github.twohead.MultiHeadModel;
import io.github.twohead.Recipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What a run ran on: the library, the system, the processor. */
public final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Machine() {}

  /** What is known before there is a model, by name in order. */
  public static Map<String, String> here() {
    Map<String, String> facts = new LinkedHashMap<>();
    String version = Recipe.class.getPackage().getImplementationVersion();
    facts.put("twohead", Objects.requireNonNullElse(version, "(not from a jar)"));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put(
        "system",
        Stream.of("os.name", "os.version", "os.arch")
            .map(System::getProperty)
            .reduce((one, other) -> one + " " + other)
            .orElseThrow());
    facts.put("processor", processor());
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("heap", (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
    facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return facts;
  }

  /** What a model adds: what runs it, and the digests of its tables. */
  public static Map<String, String> of(MultiHeadModel model) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("runtime", model.runtime());
    model.provenance().engine().ifPresent(engine -> facts.put("engine", engine));
    model.provenance().device().ifPresent(device -> facts.put("device", device));
    model
        .provenance()
        .tables()
        .forEach((name, table) -> facts.put(name + "_digest", table.digest()));
    return facts;
  }

  /** The model's name where the system tells it, else the architecture. */
  private static String processor() {
    String otherwise =
        Objects.requireNonNullElse(
            System.getenv("PROCESSOR_IDENTIFIER"), System.getProperty("os.arch"));
    if (!Files.isReadable(CPU_INFO)) {
      return otherwise;
    }
    try (Stream<String> lines = Files.lines(CPU_INFO, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
