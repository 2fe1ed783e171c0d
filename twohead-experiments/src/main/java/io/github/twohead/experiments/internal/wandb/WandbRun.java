package io.github.twohead.experiments.internal.wandb;

import static io.github.twohead.experiments.internal.wandb.Config.JSON;

import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.experiments.Histogram;
import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.Tracker.Moment;
import io.github.twohead.experiments.Tracker.Picture;
import io.github.twohead.experiments.internal.wandb.Records.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that was begun. What is told at one step becomes one row of the history, which is written
 * when the next step begins or when an epoch's row is flushed. What is told at a step whose row is
 * written already goes to the next one, as W&B knows one row of a step.
 */
final class WandbRun implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(WandbRun.class);
  private static final double MILLIS = 1e3;

  private final Instant started = Instant.now();
  private final WandbFolder files;
  private final Records records;
  private final SystemMetrics metrics;

  private final Map<List<String>, String> row = new LinkedHashMap<>();

  /** Of the row too, but not of the summary, where they would bury everything else. */
  private final Map<List<String>, String> histograms = new LinkedHashMap<>();

  private final Summary summary = new Summary();
  private final Set<String> overEpochs = new HashSet<>();
  private long step = -1;
  private boolean epochEnded;

  /**
   * Begins a run.
   *
   * @param settings where it belongs
   * @param run what it is
   * @throws IOException if its folder cannot be written
   */
  WandbRun(WandbSettings settings, TrackedRun run) throws IOException {
    files = WandbFolder.create(run.folder());
    records = new Records(files.log());
    Config config = new Config(run.recipe());
    records.run(files.id(), settings, run.name(), config.json(), started);
    String os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    int processors = Runtime.getRuntime().availableProcessors();
    records.environment(os, processors, started);
    write("config.yaml", config.yaml());
    write(
        "wandb-metadata.json",
        JSON.toJson(
            Map.of(
                "os",
                os,
                "startedAt",
                started.toString(),
                "program",
                "twohead",
                "cpu_count_logical",
                processors)));
    metrics = new SystemMetrics(records);
  }

  private void write(String name, String content) throws IOException {
    files.write(name, content);
    records.file(name, Kind.WANDB);
  }

  /** Adds numbers to the row of a step. */
  void scalars(Moment moment, Map<String, Double> values) throws IOException {
    begin(moment);
    for (Map.Entry<String, Double> value : values.entrySet()) {
      String name = value.getKey();
      row.put(List.of(name), value.getValue().toString());
      if (moment.epochEnded() && overEpochs.add(name)) {
        records.axis(name, "epoch");
      }
    }
  }

  /** Adds histograms to the row of a step. */
  void weights(Moment moment, Map<String, Histogram> byName) throws IOException {
    begin(moment);
    byName.forEach(
        (name, histogram) -> {
          String key = "weights/" + name;
          histograms.put(List.of(key, "_type"), "\"histogram\"");
          histograms.put(List.of(key, "values"), JSON.toJson(histogram.counts()));
          histograms.put(List.of(key, "bins"), JSON.toJson(histogram.edges()));
        });
  }

  /** Adds pictures to the row of a step. */
  void pictures(Moment moment, String title, List<Picture> pictures) throws IOException {
    begin(moment);
    List<String> paths = new ArrayList<>();
    for (Picture picture : pictures) {
      String path = files.write(title, step, picture);
      records.file(path, Kind.MEDIA);
      paths.add(path);
    }
    row.put(List.of(title, "_type"), "\"images/separated\"");
    row.put(List.of(title, "format"), "\"png\"");
    row.put(List.of(title, "count"), Integer.toString(paths.size()));
    row.put(List.of(title, "width"), pictures.get(0).pixels().getWidth() + "");
    row.put(List.of(title, "height"), pictures.get(0).pixels().getHeight() + "");
    row.put(List.of(title, "filenames"), JSON.toJson(paths));
    row.put(
        List.of(title, "captions"), JSON.toJson(pictures.stream().map(Picture::caption).toList()));
  }

  private void begin(Moment moment) throws IOException {
    if (row.isEmpty()) {
      step = Math.max(moment.step(), step + 1);
    } else if (moment.step() > step) {
      endRow();
      step = moment.step();
    }
    epochEnded = moment.epochEnded();
    if (epochEnded) {
      row.put(List.of("epoch"), Integer.toString(moment.epoch()));
    }
    row.put(List.of("_step"), Long.toString(step));
    row.put(List.of("_timestamp"), moment.time().toEpochMilli() / MILLIS + "");
    row.put(List.of("_runtime"), Duration.between(started, moment.time()).toMillis() / MILLIS + "");
  }

  private void endRow() throws IOException {
    if (!row.isEmpty()) {
      summary.take(row);
      row.putAll(histograms);
      records.history(step, row);
      row.clear();
      histograms.clear();
    }
  }

  /** Copies a file to the run's. */
  void file(Path file) throws IOException {
    records.file(files.copy(file), Kind.OTHER);
  }

  /** Writes the row of an epoch, and the summary. */
  void flush() throws IOException {
    if (epochEnded) {
      endRow();
    }
    summarise();
  }

  private void summarise() throws IOException {
    Map<List<String>, String> changes = summary.changes();
    if (!changes.isEmpty()) {
      records.summary(changes);
    }
  }

  /** Writes what is left, and the end of the run. */
  void ended(Ending ending) throws IOException {
    endRow();
    long seconds = Duration.between(started, Instant.now()).toSeconds();
    summary.take(Map.of(List.of("_wandb", "runtime"), Long.toString(seconds)));
    write("wandb-summary.json", summary.json());
    summarise();
    int code =
        switch (ending) {
          case COMPLETED, LISTENER, EARLY_STOP -> 0;
          case FAILURE -> 1;
          case INTERRUPT -> 255; // as W&B's own program says it
        };
    records.exit(code, seconds);
    LOG.info("wandb sync {} uploads the run", files.folder());
  }

  @Override
  public void close() throws IOException {
    metrics.close();
    records.close();
  }
}
