package io.github.twohead.examples;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.examples.Guides.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every block of code in every text is run or compared by something, or stands here with the reason
 * why not; and what is only shown names files, classes and options that there are.
 */
class GuideBlocksTest {
  /** What runs or compares all blocks of a language, or those of a text. */
  private static final Map<String, String> HELD =
      Map.ofEntries(
          entry("java", "GuidesTest.java"),
          entry("sh", "GuideRunTest.java"),
          entry("README.md xml", "consumers/readme/check.sh"),
          entry("README.md yaml", "ReadmeTest.java"),
          entry("docs/elsewhere.md js", "GuideExampleTest.java"),
          entry("docs/elsewhere.md kotlin", "consumers/kotlin/check.sh"),
          entry("docs/elsewhere.md text", "GuideExampleTest.java"),
          entry("docs/evaluation.md text", "ScoreTableTest.java"),
          entry("docs/installing.md xml", "GuideVersionsTest.java"),
          entry("docs/missing-labels.md text", "GuideExampleTest.java"),
          entry("docs/modules.md text", "GuideVersionsTest.java"),
          entry("docs/recipes.md text", "RecipesGuideTest.java"),
          entry("docs/recipes.md yaml", "RecipesGuideTest.java"),
          entry("docs/serving.md json", "ServingTest.java"),
          entry("docs/serving.md properties", "ServingGuideTest.java"),
          entry("docs/trackers.md yaml", "RecipesGuideTest.java"),
          entry("docs/your-own-folder.md text", "GuideExampleTest.java"));

  /** What is not run, by its text and beginning, and why. */
  private static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          entry("CONTRIBUTING.md: mvn ", "the build itself"),
          entry("CONTRIBUTING.md: twohead-api ", "a list of packages; PackageOrderTest has them"),
          entry("README.md: git clone ", "there is a clone already"),
          entry("README.md: cd twohead", "there is a clone already"),
          entry("README.md: mvn ", "the build itself; .ci/run does both"),
          entry("RELEASING.md: TWICE=1 ", "builds a release twice"),
          entry("RELEASING.md: mvn ", "needs 0.1.0 on Maven Central"),
          entry("docs/checkpoints.md: java -cp … ", "takes an hour; .ci/nightly has it"),
          entry("docs/elsewhere.md: import json, sys", "needs Pillow; GuideExampleTest parses it"),
          entry("docs/elsewhere.md: var interpreter = ", "Swift; needs Apple's tools"),
          entry("docs/from-pytorch.md: from safetensors", "needs it; GuideExampleTest parses it"),
          entry("docs/latency.md: cd consumers/", "measure.py there takes these options"),
          entry("docs/latency.md: java -XX:", "measure.py there takes these options"),
          entry("docs/performance.md: java ", "takes over an hour, or needs many photos"),
          entry("docs/performance.md: mvn ", "the build itself"),
          entry("docs/performance.md: python3 ", "needs onnxruntime and many photos"),
          entry("docs/performance.md: venv/bin/python ", "needs onnxruntime and many photos"),
          entry("docs/recipes.md: twohead train --config quick.yaml ", "downloads first weights"),
          entry("docs/service.md: apt-get ", "changes the machine"),
          entry("docs/service.md: curl ", "PredictTest asks the service"),
          entry("docs/service.md: java ", "ServiceCommandTest starts it; .ci/nightly the uploads"),
          entry("docs/service.md: mvn ", "the build itself"),
          entry("docs/service.md: twohead-service/load/", "needs wrk; .ci/nightly has it"),
          entry("docs/serving.md: curl ", "needs DJL Serving; ServingTest asks the model"),
          entry("docs/serving.md: djl-serving ", "needs DJL Serving"),
          entry("docs/serving.md: mvn ", "for a project elsewhere"),
          entry("docs/spark.md: spark-submit ", "needs a cluster; ScoreClusterTest has one"),
          entry("docs/trackers.md: wandb ", "needs the program of Weights & Biases"));

  private static final Pattern FENCE = Pattern.compile("^ *```", Pattern.MULTILINE);
  private static final Pattern CLASS = Pattern.compile("io\\.github\\.twohead\\.[\\w.]+");
  private static final Pattern OF_OURS =
      Pattern.compile("((?:twohead-[a-z]+|consumers|release|docs|gpu-check)/[\\w./-]+).*");

  private final List<String> files = Guides.files(file -> true).stream().map(Guides::name).toList();

  static boolean isNotRun(String guide, String line) {
    return NOT_RUN.keySet().stream().anyMatch((guide + ": " + line)::startsWith);
  }

  private static Stream<Block> blocks() {
    return Guides.texts().stream().flatMap(text -> Guides.blocks(text).stream());
  }

  /** Lines of shell that are not this project's command line, as {@code text: line}. */
  private static List<String> others() {
    return blocks()
        .filter(block -> block.language().equals("sh"))
        .flatMap(
            block -> Guides.commands(block.code()).stream().map(it -> block.text() + ": " + it))
        .filter(line -> !line.contains(": twohead ") && !line.contains(": twohead() {"))
        .toList();
  }

  private boolean isThere(String name) {
    return files.stream().anyMatch(file -> ("/" + file).endsWith("/" + name));
  }

  @Test
  void should_run_or_compare_every_block() {
    Set<String> unused = new TreeSet<>(HELD.keySet());
    List<String> unknown = new ArrayList<>();
    blocks()
        .forEach(
            block -> {
              String ofText = block.text() + " " + block.language();
              String key = HELD.containsKey(ofText) ? ofText : block.language();
              unused.remove(key);
              if (!HELD.containsKey(key) && !isNotRun(block.text(), block.code())) {
                unknown.add(ofText + ": " + block.code().lines().findFirst().orElse(""));
              }
            });

    assertThat(unknown).as("blocks that nothing runs, and of which nothing says why").isEmpty();
    assertThat(unused).isEmpty();
    assertThat(HELD.values()).allMatch(this::isThere);
    assertThat(Guides.texts())
        .allSatisfy(
            text ->
                assertThat(FENCE.matcher(Guides.read(text)).results().count())
                    .as(Guides.name(text))
                    .isEqualTo(2L * Guides.blocks(text).size()));
  }

  @Test
  void should_say_why_a_line_is_not_run() {
    List<String> all =
        blocks()
            .flatMap(
                it ->
                    it.language().equals("sh")
                        ? Guides.commands(it.code()).stream().map(line -> it.text() + ": " + line)
                        : Stream.of(it.text() + ": " + it.code()))
            .toList();

    assertThat(others()).allMatch(line -> NOT_RUN.keySet().stream().anyMatch(line::startsWith));
    assertThat(NOT_RUN.keySet())
        .allMatch(start -> all.stream().anyMatch(it -> it.startsWith(start)));
  }

  @Test
  void should_name_files_and_classes_that_there_are() {
    List<String> wrong = new ArrayList<>();
    for (String line : others()) {
      List<String> words = Guides.words(line);
      for (int i = 1; i < words.size(); i++) {
        if (!isKnown(words.get(i - 1), words.get(i))) {
          wrong.add(line + "\n  " + words.get(i));
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  private boolean isKnown(String before, String word) {
    Matcher names = CLASS.matcher(word);
    Matcher path = OF_OURS.matcher(word);
    if (before.equals("-pl")) {
      return Stream.of(word.split(",")).allMatch(module -> isThere(module + "/pom.xml"));
    }
    if (names.find()) {
      return isThere(names.group().replace('.', '/') + ".java");
    }
    if (word.endsWith(".jar")) {
      return isBuilt(Path.of(word).getFileName().toString().replace(".jar", ""));
    }
    if (word.startsWith("-Dtest=")) {
      return isThere(word.substring("-Dtest=".length()) + ".java");
    }
    return !path.matches()
        || Guides.PROJECT.resolve(path.group(1).replaceFirst("/target$", "")).toFile().exists();
  }

  private boolean isBuilt(String jar) {
    return isThere(jar + "/pom.xml")
        || files.stream()
            .filter(file -> file.endsWith("pom.xml"))
            .map(file -> Guides.read(Guides.PROJECT.resolve(file)))
            .anyMatch(pom -> pom.contains("<finalName>" + jar + "</finalName>"));
  }

  /** Of our other programs, behind their jar or class. */
  @Test
  void should_name_options_that_there_are() {
    String sources =
        files.stream()
            .filter(file -> file.matches("twohead-(service|spark|bench)/src/main/.*\\.java"))
            .map(file -> Guides.read(Guides.PROJECT.resolve(file)))
            .collect(Collectors.joining());
    List<String> options =
        others().stream()
            .filter(
                line -> line.contains("twohead-service.jar ") || line.contains("twohead.spark."))
            .map(line -> line.replaceFirst(".*twohead-(service|spark)\\.jar ", ""))
            .flatMap(line -> Guides.words(line).stream())
            .filter(word -> word.startsWith("--"))
            .toList();

    assertThat(options)
        .contains("--model", "--folder")
        .allSatisfy(option -> assertThat(sources).contains('"' + option + '"'));
  }

  @Test
  void should_name_what_scripts_know() {
    String release = Guides.read(Guides.PROJECT.resolve("release/dry-run.sh"));
    String pom = Guides.read(Guides.PROJECT.resolve("pom.xml"));
    String archive = Guides.read(Guides.PROJECT.resolve("consumers/tflite-only/measure.py"));

    assertThat(release).contains("${TWICE", "${STAGED");
    assertThat(pom)
        .contains("<name>api.baseline</name>", "<artifactId>spotless-maven-plugin</artifactId>");
    assertThat(archive).contains(latencyOptions());
  }

  /** Of the JVM, without their values. */
  private static List<String> latencyOptions() {
    return others().stream()
        .filter(line -> line.startsWith("docs/latency.md: java "))
        .flatMap(line -> Guides.words(line).stream())
        .filter(word -> word.startsWith("-XX:"))
        .map(word -> word.replaceFirst("=(answer|1).*", ""))
        .distinct()
        .toList();
  }
}
