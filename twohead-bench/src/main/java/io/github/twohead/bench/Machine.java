package io.github.twohead.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
