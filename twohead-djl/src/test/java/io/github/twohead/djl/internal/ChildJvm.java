package io.github.twohead.djl.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs a program of the tests in a JVM of its own, on this JVM's class path. */
public final class ChildJvm {
  private final Class<?> program;
  private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
  private final Map<String, String> environment = new TreeMap<>();

  private ChildJvm(Class<?> program) {
    this.program = program;
  }

  /** What a program did. */
  public record Result(int exitCode, String output, String errors) {}

  /** Starts with a class that has a main method. */
  public static ChildJvm of(Class<?> program) {
    return new ChildJvm(program);
  }

  /** Adds an option of the JVM. */
  public ChildJvm option(String option) {
    options.add(option);
    return this;
  }

  /** Sets an environment variable. */
  public ChildJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs the program to its end. */
  public Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add(program.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    Path errors = Files.createTempFile("twohead-child-", ".txt");
    try {
      Process process = builder.redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      return new Result(exitCode, output, Files.readString(errors));
    } finally {
      Files.delete(errors);
    }
  }
}
