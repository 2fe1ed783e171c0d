package io.github.twohead.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs a program of the tests in a JVM of its own, on this JVM's class path or parts of it. */
public final class ChildJvm {
  private final Class<?> program;
  private final List<String> options =
      new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
  private final Map<String, String> environment = new TreeMap<>();
  private String classPath = System.getProperty("java.class.path");

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

  /** Leaves out the jars whose paths hold one of these texts. */
  public ChildJvm without(String... parts) {
    assertThat(classPath.replace('\\', '/')).contains(parts);
    classPath =
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(path -> Arrays.stream(parts).noneMatch(path.replace('\\', '/')::contains))
            .collect(Collectors.joining(File.pathSeparator));
    return this;
  }

  /** Adds a folder or a jar. */
  public ChildJvm with(Path more) {
    classPath += File.pathSeparator + more;
    return this;
  }

  /** Runs the program, which must succeed; returns the lines that it printed. */
  public List<String> lines(String... arguments) throws IOException, InterruptedException {
    Result result = run(arguments);
    assertThat(result.exitCode()).as(result.output() + result.errors()).isZero();
    return result.output().lines().toList();
  }

  /** Runs the program to its end. */
  public Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add(program.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", classPath);
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

  /**
   * A class loader of its own for parts of this JVM's class path.
   *
   * @param parts which of the paths, with slashes
   */
  public static ClassLoader newLoader(ClassLoader parent, Predicate<String> parts)
      throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (parts.test(path.replace('\\', '/'))) {
        urls.add(Path.of(path).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), parent);
  }
}
