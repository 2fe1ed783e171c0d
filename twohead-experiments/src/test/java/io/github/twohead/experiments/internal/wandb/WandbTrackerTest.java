package io.github.twohead.experiments.internal.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.UnknownFieldSet;
import io.github.twohead.HeadSpec;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.experiments.Histogram;
import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.Tracker;
import io.github.twohead.experiments.Tracker.Moment;
import io.github.twohead.experiments.Tracker.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WandbTrackerTest {
  private static final int HISTORY = 2;
  private static final int SUMMARY = 3;
  private static final int FILES = 6;
  private static final int STATS = 7;
  private static final int METRIC = 12;
  private static final int RUN = 17;
  private static final int EXIT = 18;

  @TempDir Path folder;

  private static Tracker tracker() {
    return new WandbTracker(
        Map.of("notes", "two\nlines"), Map.of("WANDB_ENTITY", "me", "WANDB_PROJECT", "another"));
  }

  private TrackedRun run() {
    Map<String, Object> recipe = new LinkedHashMap<>();
    recipe.put("version", 1);
    recipe.put("training.epochs", 2);
    recipe.put("training.learning_rate", 1e-3);
    recipe.put("heads.screen.positive", List.of(2, 3));
    recipe.put("data.key", "${env:KEY}");
    recipe.put("project", "documents");
    recipe.put("tags", List.of("a", "b"));
    return TrackedRun.builder()
        .name("érste")
        .folder(folder)
        .heads(List.of(HeadSpec.binary("screen")))
        .recipe(recipe)
        .build();
  }

  /** Two epochs of two batches. */
  private static void train(Tracker tracker) throws IOException {
    for (int epoch = 1; epoch <= 2; epoch++) {
      for (int step = 2 * epoch - 1; step <= 2 * epoch; step++) {
        tracker.scalars(at(epoch, step, false), Map.of("train/batch_loss", 1.0 / step));
      }
      Moment end = at(epoch, 2L * epoch, true);
      double f1 = epoch == 1 ? Double.NaN : 0.1;
      tracker.scalars(end, Map.of("validation/screen/f1", f1));
      tracker.weights(end, Map.of("conv1", Histogram.of(new double[] {-1, 0.5}, new long[] {24})));
      tracker.flush();
    }
  }

  private static Moment at(int epoch, long step, boolean epochEnded) {
    Instant now = Instant.now();
    return epochEnded ? Moment.ofEpoch(now, epoch, step) : Moment.ofBatch(now, epoch, step);
  }

  private Path runFolder() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("wandb"))) {
      return runs.findFirst().orElseThrow();
    }
  }

  private WandbFile file() throws IOException {
    String id = runFolder().getFileName().toString().replaceAll(".*-", "");
    return new WandbFile(Files.readAllBytes(runFolder().resolve("run-" + id + ".wandb")));
  }

  @Test
  void should_write_what_a_run_is() throws IOException {
    try (Tracker tracker = tracker()) {
      tracker.started(run());
      tracker.ended(Ending.COMPLETED);
    }

    assertThat(runFolder().getFileName().toString())
        .matches("offline-run-\\d{8}_\\d{6}-[a-z0-9]{8}");
    UnknownFieldSet run = file().all(RUN).get(0);
    assertThat(runFolder().toString()).endsWith(WandbFile.texts(run, 1).get(0));
    assertThat(WandbFile.texts(run, 2)).containsExactly("me");
    assertThat(WandbFile.texts(run, 3)).containsExactly("documents");
    assertThat(WandbFile.texts(run, 8)).containsExactly("érste");
    assertThat(WandbFile.texts(run, 9)).containsExactly("two\nlines");
    assertThat(WandbFile.texts(run, 10)).containsExactly("a", "b");
    assertThat(WandbFile.items(WandbFile.message(run, 4).get(0)))
        .containsExactly(
            entry("version", "1"),
            entry("training", "{\"epochs\":2,\"learning_rate\":0.001}"),
            entry("heads", "{\"screen\":{\"positive\":[2,3]}}"),
            entry("data", "{\"key\":\"${env:KEY}\"}"),
            entry("project", "\"documents\""),
            entry("tags", "[\"a\",\"b\"]"));
    assertThat(Files.readString(runFolder().resolve("files/config.yaml")))
        .contains("training:\n  value:\n    epochs: 2\n    learning_rate: 0.001\n");
  }

  @Test
  void should_write_one_row_of_each_step() throws IOException {
    try (Tracker tracker = tracker()) {
      tracker.started(run());
      train(tracker);
      tracker.scalars(at(2, 4, true), Map.of("test/screen/f1", 0.25));
      tracker.flush();
      tracker.ended(Ending.LISTENER);
      tracker.flush();
    }

    List<UnknownFieldSet> rows = file().all(HISTORY);
    assertThat(rows).hasSize(5);
    for (int step = 1; step <= 5; step++) {
      UnknownFieldSet row = rows.get(step - 1);
      assertThat(WandbFile.number(WandbFile.message(row, 2).get(0), 1)).isEqualTo(step);
      assertThat(WandbFile.items(row)).containsEntry("_step", Integer.toString(step));
    }
    assertThat(WandbFile.items(rows.get(0)))
        .containsOnlyKeys("_step", "_timestamp", "_runtime", "train/batch_loss");
    assertThat(WandbFile.items(rows.get(1)))
        .contains(
            entry("train/batch_loss", "0.5"),
            entry("epoch", "1"),
            entry("validation/screen/f1", "NaN"),
            entry("weights/conv1>_type", "\"histogram\""),
            entry("weights/conv1>values", "[24]"),
            entry("weights/conv1>bins", "[-1.0,0.5]"));
    assertThat(WandbFile.items(rows.get(2))).containsEntry("train/batch_loss", 1.0 / 3 + "");
    assertThat(WandbFile.items(rows.get(4))).contains(entry("test/screen/f1", "0.25"));
    assertThat(file().all(METRIC)).hasSize(2);
    assertThat(WandbFile.texts(file().all(METRIC).get(0), 4)).containsExactly("epoch");
  }

  @Test
  void should_write_the_last_values_and_the_end() throws IOException {
    try (Tracker tracker = tracker()) {
      tracker.started(run());
      train(tracker);
      tracker.ended(Ending.INTERRUPT);
    }

    Map<String, String> summary = new LinkedHashMap<>();
    for (UnknownFieldSet record : file().all(SUMMARY)) {
      summary.putAll(WandbFile.items(record));
    }
    assertThat(summary)
        .contains(
            entry("train/batch_loss", "0.25"),
            entry("validation/screen/f1", "0.1"),
            entry("_step", "4"));
    assertThat(WandbFile.number(file().all(EXIT).get(0), 1)).isEqualTo(255);
    String json = Files.readString(runFolder().resolve("files/wandb-summary.json"));
    assertThat(WandbFile.json(json).getAsJsonObject().get("validation/screen/f1").getAsDouble())
        .isEqualTo(0.1);
    assertThat(json).contains("\"_wandb\":{\"runtime\":").doesNotContain("weights");
  }

  @Test
  void should_hold_every_epoch_that_was_flushed_when_the_process_is_killed() throws IOException {
    Tracker tracker = tracker();

    tracker.started(run());
    train(tracker);

    assertThat(file().all(HISTORY)).hasSize(4); // nothing is closed yet
    assertThat(WandbFile.items(file().all(HISTORY).get(3)))
        .containsEntry("validation/screen/f1", "0.1");
    tracker.close();
  }

  @Test
  void should_keep_pictures_and_files() throws IOException {
    BufferedImage pixels = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
    pixels.setRGB(0, 0, 0xff0000);
    Path model = Files.writeString(folder.resolve("model.twohead"), "weights");

    try (Tracker tracker = tracker()) {
      tracker.started(run());
      tracker.pictures(
          at(1, 2, true), "validation/a:b./errors", List.of(Picture.of("c.jpg: 0.9", pixels)));
      tracker.file(model);
      tracker.ended(Ending.FAILURE);
    }

    Map<String, String> row = WandbFile.items(file().all(HISTORY).get(0));
    assertThat(row)
        .contains(
            entry("validation/a:b./errors>_type", "\"images/separated\""),
            entry("validation/a:b./errors>width", "4"),
            entry("validation/a:b./errors>height", "3"),
            entry("validation/a:b./errors>count", "1"),
            entry("validation/a:b./errors>captions", "[\"c.jpg: 0.9\"]"));
    String path =
        WandbFile.json(row.get("validation/a:b./errors>filenames"))
            .getAsJsonArray()
            .get(0)
            .getAsString();
    assertThat(path).matches("media/images/validation/a_b_/errors_2_[0-9a-f]{20}\\.png");
    Path files = runFolder().resolve("files");
    assertThat(ImageIO.read(files.resolve(path).toFile()).getRGB(0, 0)).isEqualTo(0xffff0000);
    assertThat(files.resolve("model.twohead")).hasContent("weights");
    assertThat(file().all(FILES).stream().map(record -> names(record)))
        .containsExactly(
            "config.yaml", "wandb-metadata.json", path, "model.twohead", "wandb-summary.json");
  }

  private static String names(UnknownFieldSet record) {
    try {
      return WandbFile.texts(WandbFile.message(record, 1).get(0), 1).get(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Timeout(60)
  void should_write_what_the_machine_does() throws Exception {
    try (Tracker tracker = tracker()) {
      tracker.started(run());
      while (file().all(STATS).isEmpty()) {
        Thread.onSpinWait();
      }
    }

    UnknownFieldSet stats = file().all(STATS).get(0);
    Map<String, Double> values = new LinkedHashMap<>();
    for (UnknownFieldSet item : WandbFile.message(stats, 3)) {
      values.put(
          WandbFile.texts(item, 1).get(0), Double.parseDouble(WandbFile.texts(item, 16).get(0)));
    }
    assertThat(values).containsKeys("memory_percent", "proc.cpu.threads");
    assertThat(values.get("memory_percent")).isBetween(0.0, 100.0);
  }

  @Test
  void should_be_found_by_name() {
    assertThat(Tracker.named("wandb", Map.of("group", "first week")).name()).isEqualTo("wandb");
  }

  @Test
  void should_file_a_run_where_it_belongs() {
    Map<String, String> environment = Map.of("WANDB_PROJECT", "p", "WANDB_TAGS", "x,,y ");

    assertThat(settings(Map.of(), Map.of(), environment))
        .isEqualTo(new WandbSettings("", "p", "", "", List.of("x", "y")));
    assertThat(settings(Map.of(), Map.of("project", "${env:A}"), environment).project())
        .isEqualTo("p");
    assertThat(settings(Map.of("project", "o"), Map.of("project", "r"), environment).project())
        .isEqualTo("o");
    assertThat(settings(Map.of(), Map.of(), Map.of()).project()).isEqualTo("twohead");
  }

  private WandbSettings settings(
      Map<String, String> options, Map<String, ?> recipe, Map<String, String> environment) {
    TrackedRun run = TrackedRun.builder().folder(folder).recipe(recipe).build();
    return WandbSettings.of(options, run, environment);
  }

  @Test
  void should_be_of_the_group_of_its_run() {
    Map<String, String> environment = Map.of("WANDB_RUN_GROUP", "e");
    TrackedRun run = TrackedRun.builder().folder(folder).group("rates").build();

    assertThat(WandbSettings.of(Map.of(), run, environment).group()).isEqualTo("rates");
    assertThat(WandbSettings.of(Map.of("group", "o"), run, environment).group()).isEqualTo("o");
    assertThat(settings(Map.of(), Map.of(), environment).group()).isEqualTo("e");
  }

  @Test
  void should_not_start_where_nothing_can_be_written() throws IOException {
    Files.writeString(folder.resolve("wandb"), "no folder");

    assertThatThrownBy(() -> tracker().started(run()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the folder " + folder.resolve("wandb"))
        .hasMessageContaining(" cannot be made: ");
  }
}
