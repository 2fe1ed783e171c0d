package io.github.twohead.experiments.internal.trackers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.twohead.experiments.MadeUpRun;
import io.github.twohead.experiments.Tracker;
import io.github.twohead.experiments.Tracker.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricFilesTest {
  private static final Moment MOMENT = Moment.ofEpoch(Instant.ofEpochSecond(1_800_000_000), 2, 40);

  @TempDir Path folder;

  private static Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("train/loss", 0.1 + 0.2);
    values.put("validation/screen/roc_auc", Double.NaN);
    values.put("validation/screen/my, \"own\" cost", 12.0);
    return values;
  }

  private void write(Tracker tracker) throws IOException {
    try (tracker) {
      tracker.started(MadeUpRun.in(folder));
      tracker.scalars(MOMENT, values());
    }
  }

  @Test
  void should_write_an_object_for_each_moment() throws IOException {
    write(Tracker.named("json_lines"));

    assertThat(folder.resolve("metrics.jsonl"))
        .hasContent(
            "{\"time\":\"2027-01-15T08:00:00Z\",\"epoch\":2,\"step\":40,"
                + "\"train/loss\":0.30000000000000004,\"validation/screen/roc_auc\":null,"
                + "\"validation/screen/my, \\\"own\\\" cost\":12.0}");
  }

  @Test
  void should_write_a_row_for_each_number() throws IOException {
    write(Tracker.named("csv"));

    assertThat(Files.readString(folder.resolve("metrics.csv")))
        .isEqualTo(
            """
            time,epoch,step,name,value
            2027-01-15T08:00:00Z,2,40,train/loss,0.30000000000000004
            2027-01-15T08:00:00Z,2,40,validation/screen/roc_auc,
            2027-01-15T08:00:00Z,2,40,"validation/screen/my, ""own\"" cost",12.0
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "json_lines, metrics.jsonl",
    "csv, metrics.csv",
    "tensorboard, events.out.tfevents.1234567890.twohead"
  })
  void should_not_write_over_another_run(String name, String file) throws IOException {
    Files.writeString(folder.resolve(file), "kept");

    try (Tracker tracker = Tracker.named(name)) {
      assertThatIOException()
          .isThrownBy(() -> tracker.started(MadeUpRun.in(folder)))
          .withMessage(
              folder.resolve(file)
                  + " is there already: give the run another folder, or delete the file");
    }

    assertThat(folder.resolve(file)).hasContent("kept");
  }

  @Test
  void should_be_readable_up_to_the_last_flush() throws IOException {
    try (Tracker tracker = Tracker.named("json_lines")) {
      tracker.started(MadeUpRun.in(folder));
      tracker.scalars(MOMENT, values());
      tracker.flush();

      assertThat(Files.readAllLines(folder.resolve("metrics.jsonl"))).hasSize(1);
    }
  }
}
