package io.github.twohead.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The command as {@code spark-submit} runs it, on a real cluster. */
@EnabledForJreRange(max = JRE.JAVA_21) // the newest that Spark names
class ScoreClusterTest {
  private static final int PHOTOS = 60;

  @TempDir static Path folder;
  private static SparkCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = SparkCluster.start(folder, 2);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void should_go_on_where_it_was_killed() throws Exception {
    Path photos = folder.resolve("photos");
    Samples.photos(photos.resolve("below"), 0, PHOTOS);
    Samples.broken(photos.resolve("below"));
    Files.writeString(photos.resolve("below/notes.txt"), "no photo by its name");
    Path model = Samples.model(folder, "model.onnx");
    Path out = folder.resolve("answers");
    String[] command = {
      "--model",
      model.toString(),
      "--folder",
      photos.toString(),
      "--out",
      out.toString(),
      "--part",
      "20"
    };

    killedAfter("part 2 of 4 is written", command);
    List<String> lines = finished(0, command);

    assertThat(lines)
        .contains(out + " holds the answers about " + (PHOTOS + 1) + " photos")
        .contains("1 of them have no answer: their column error says why")
        .noneMatch(line -> line.startsWith("part 3 "));
    Files.delete(photos.resolve("below/notes.txt"));
    try (SparkSession local = SparkSession.builder().master("local[1]").getOrCreate()) {
      assertThat(Samples.answers(local.read().parquet(out.toString())))
          .isEqualTo(Samples.plain(model, photos.resolve("below")));
    }
  }

  @Test
  void should_refuse_to_mix_answers_of_two_models() throws Exception {
    Path photos = folder.resolve("few");
    Samples.photos(photos, 0, 3);
    String model = Samples.model(folder, "few.onnx").toString();
    String out = folder.resolve("mixed").toString();
    List<String> unused =
        finished(0, "--model", model, "--folder", photos.toString(), "--out", out);

    List<String> lines =
        finished(
            2,
            "--model",
            model,
            "--folder",
            photos.toString(),
            "--out",
            out,
            "--threshold",
            "screen=0.1");

    assertThat(lines).isEmpty();
    assertThat(Files.readString(folder.resolve("submit.err")))
        .contains("error: " + out + " holds answers of another model, or with other settings");
  }

  /** Kills the driver once it says something. */
  private static void killedAfter(String line, String... arguments) throws Exception {
    Process driver = cluster.submit(Score.class, arguments).start();
    try (BufferedReader output = driver.inputReader()) {
      List<String> before = new ArrayList<>();
      for (String next = output.readLine(); !line.equals(next); next = output.readLine()) {
        assertThat(next).as(Files.readString(folder.resolve("submit.err"))).isNotNull();
        before.add(next);
      }
      assertThat(before).isNotEmpty();
    } finally {
      driver.destroyForcibly();
    }
    assertThat(driver.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  private static List<String> finished(int code, String... arguments) throws Exception {
    Process driver = cluster.submit(Score.class, arguments).start();
    try (BufferedReader output = driver.inputReader()) {
      List<String> lines = output.lines().toList();
      assertThat(driver.waitFor())
          .as(Files.readString(folder.resolve("submit.err")))
          .isEqualTo(code);
      return lines;
    } finally {
      driver.destroyForcibly();
    }
  }
}
