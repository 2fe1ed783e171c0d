package io.github.twohead.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A run of a program in a JVM of its own, without a terminal.
 *
 * @param exitCode what it returned
 * @param stdout what it printed
 * @param stderr what it printed there
 */
record Child(int exitCode, String stdout, String stderr) {

  /** Runs the command line in a folder. */
  static Child examples(Path folder, String... args) throws IOException, InterruptedException {
    return run(folder, List.of(), Examples.class, args);
  }

  /** Runs a main class on this JVM's class path. */
  static Child run(Path folder, List<String> jvmOptions, Class<?> main, String... args)
      throws IOException, InterruptedException {
    File out = Files.createTempFile(folder, "stdout", ".txt").toFile();
    File err = Files.createTempFile(folder, "stderr", ".txt").toFile();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.awt.headless=true");
    command.addAll(jvmOptions);
    command.add(main.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out)
            .redirectError(err);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("no end: " + command);
    }
    return new Child(
        process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  /** Runs command lines, each of which ends with a semicolon, one after the other. */
  static final class Lines {
    private Lines() {}

    public static void main(String[] args) {
      List<String> line = new ArrayList<>();
      int failed = 0;
      for (String arg : args) {
        if (!arg.equals(";")) {
          line.add(arg);
          continue;
        }
        System.err.println("> " + line);
        failed += Examples.run(line.toArray(String[]::new)) == 0 ? 0 : 1;
        line.clear();
      }
      System.exit(failed);
    }
  }
}
