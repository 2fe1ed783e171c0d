package io.github.twohead.spark;

import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * A standalone Spark cluster on loopback: a master and workers of one core each, processes of this
 * JVM's own, on the jars of a Spark as it comes. Needs {@code -Dspark.home}, where those lie, and
 * {@code -Dspark.app}, folders of the jars that {@code --packages} would bring, which the profile
 * {@code spark-cluster} sets.
 */
final class SparkCluster implements AutoCloseable {
  static final String EXECUTOR = "CoarseGrainedExecutorBackend";
  private static final int PATIENCE_SECONDS = 60;
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (\\S+)");
  private static final Pattern WORKER = Pattern.compile("Successfully registered with master");

  private final Path folder;
  private final Path home = Path.of(System.getProperty("spark.home"));
  private final List<Process> processes = new ArrayList<>();
  private final String master;

  private SparkCluster(Path folder, int workers) throws Exception {
    this.folder = folder;
    if (!Files.exists(home.resolve("RELEASE"))) {
      Files.createFile(home.resolve("RELEASE"));
    }
    try {
      master =
          start(MASTER, "org.apache.spark.deploy.master.Master", "--port", "0", "--webui-port", "0")
              .group(1);
      for (int i = 0; i < workers; i++) {
        String work = folder.resolve("work-" + i).toString();
        Matcher unused =
            start(
                WORKER,
                "org.apache.spark.deploy.worker.Worker",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--work-dir",
                work,
                master);
      }
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** Starts a master and workers, and waits until they know each other. */
  static SparkCluster start(Path folder, int workers) throws Exception {
    return new SparkCluster(folder, workers);
  }

  /** Starts a daemon, and waits for a line of its log. */
  private Matcher start(Pattern line, String program, String... arguments) throws Exception {
    List<String> command = java(512);
    command.addAll(List.of(program, "--host", "127.0.0.1"));
    command.addAll(List.of(arguments));
    Process process = process(command).start();
    processes.add(process);
    CompletableFuture<Matcher> seen = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, line, seen), "reads " + program);
    reader.setDaemon(true);
    reader.start();
    return seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void read(Process process, Pattern line, CompletableFuture<Matcher> seen) {
    List<String> all = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      for (String next = output.readLine(); next != null; next = output.readLine()) {
        Matcher matcher = line.matcher(next);
        if (matcher.find()) {
          seen.complete(matcher);
        }
        all.add(next);
      }
    } catch (IOException e) {
      all.add(e.toString()); // it was ended
    }
    seen.completeExceptionally(new AssertionError(String.join("\n", all)));
  }

  private List<String> java(int megabytes) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx" + megabytes + "m", "-cp", home.resolve("jars") + "/*"));
    return command;
  }

  private ProcessBuilder process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    return builder;
  }

  /** A session whose driver is this JVM. */
  SparkSession session() {
    return session(jars());
  }

  /** The same for files of ONNX: executors that need no PyTorch fetch none. */
  SparkSession sessionWithoutPyTorch() {
    return session(jarsWithoutPyTorch());
  }

  private SparkSession session(List<String> jars) {
    return SparkSession.builder()
        .master(master)
        .appName("twohead")
        .config("spark.jars", String.join(",", jars))
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", false)
        .config("spark.executor.memory", "900m")
        .config("spark.sql.shuffle.partitions", 4)
        .getOrCreate();
  }

  /** A command of {@code spark-submit}, which is not started yet. */
  ProcessBuilder submit(Class<?> program, String... arguments) {
    // the command is tested with files of ONNX
    List<String> jars = jarsWithoutPyTorch();
    String own =
        jars.stream().filter(jar -> jar.contains("twohead-spark")).findFirst().orElseThrow();
    List<String> command = java(512);
    command.addAll(
        List.of(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            master,
            "--class",
            program.getName()));
    command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.driver.bindAddress=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.executor.memory=900m"));
    command.addAll(List.of("--conf", "spark.hadoop." + FolderLease.BEAT + "=500ms"));
    command.addAll(
        List.of("--jars", jars.stream().filter(jar -> !jar.equals(own)).collect(joining(","))));
    command.add(own);
    command.addAll(List.of(arguments));
    return process(command)
        .redirectErrorStream(false)
        .redirectError(folder.resolve("submit.err").toFile());
  }

  private static List<String> jarsWithoutPyTorch() {
    return jars().stream().filter(jar -> !jar.contains("pytorch-native")).toList();
  }

  private static List<String> jars() {
    return Arrays.stream(System.getProperty("spark.app").split(","))
        .flatMap(SparkCluster::jarsIn)
        .toList();
  }

  private static Stream<String> jarsIn(String folder) {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .map(Path::toString)
          .filter(file -> file.endsWith(".jar") && !file.matches(".*-(sources|javadoc)\\.jar"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The executors that run now, of this cluster's workers alone. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(Process::descendants)
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().commandLine().orElse("").contains(EXECUTOR))
        .toList();
  }

  /** Kills an executor at once, as a crash does. */
  boolean killOne(Random random) {
    List<ProcessHandle> all = executors();
    return !all.isEmpty() && all.get(random.nextInt(all.size())).destroyForcibly();
  }

  @Override
  public void close() {
    List<ProcessHandle> all =
        processes.stream()
            .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process.toHandle())))
            .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
  }
}
