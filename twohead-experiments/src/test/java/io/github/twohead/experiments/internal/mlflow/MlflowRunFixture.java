package io.github.twohead.experiments.internal.mlflow;

import io.github.twohead.HeadSpec;
import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.Tracker;
import io.github.twohead.experiments.Tracker.Moment;
import io.github.twohead.experiments.internal.mlflow.Outbox.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that is told to a server of the test's own, and what is logged meanwhile. */
@Timeout(60)
abstract class MlflowRunFixture {
  static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Map<String, String> TOKEN = Map.of("MLFLOW_TRACKING_TOKEN", "s3cr3t");
  private static final Patience SHORT =
      new Patience(64, 3, Duration.ofMillis(5), Duration.ofSeconds(2));

  @TempDir Path folder;

  private final PrintStream usual = System.err;
  final ByteArrayOutputStream log = new ByteArrayOutputStream();
  MlflowStub stub;

  @BeforeEach
  void start() throws IOException {
    stub = new MlflowStub();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(usual);
    stub.close();
  }

  Tracker tracker(String address) {
    return new MlflowTracker(
        new MlflowServer(address, TOKEN::get), Optional.empty(), "another", SHORT);
  }

  TrackedRun run() {
    Map<String, Object> recipe = new LinkedHashMap<>();
    recipe.put("training.epochs", 9);
    recipe.put("heads.screen.positive", List.of(2));
    recipe.put("data.key", "${env:KEY}");
    recipe.put("project", "documents");
    recipe.put("tags", List.of("a", "b"));
    return TrackedRun.builder()
        .name("first")
        .group("rates")
        .folder(folder)
        .heads(List.of(HeadSpec.binary("screen"), HeadSpec.binary("other")))
        .recipe(recipe)
        .build();
  }

  /** Two epochs of three batches. */
  void train(Tracker tracker) throws IOException {
    tracker.started(run());
    long step = 0;
    for (int epoch = 1; epoch <= 2; epoch++) {
      for (int batch = 0; batch < 3; batch++) {
        step++;
        tracker.scalars(Moment.ofBatch(NOON, epoch, step), Map.of("train/batch_loss", 1.0 / step));
      }
      double f1 = epoch == 1 ? Double.NaN : 0.75;
      tracker.scalars(Moment.ofEpoch(NOON, epoch, step), Map.of("validation/screen/f1", f1));
      tracker.flush();
    }
  }

  List<String> warnings() {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("WARN"))
        .toList();
  }
}
