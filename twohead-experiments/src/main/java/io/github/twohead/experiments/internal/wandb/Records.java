package io.github.twohead.experiments.internal.wandb;

import io.github.twohead.experiments.internal.trackers.Message;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The records of a run, numbered, in its {@code .wandb} file. Values are JSON, in which NaN and
 * Infinity may stand as W&B's own program writes them. Thread-safe.
 *
 * <p>Source of the fields' numbers: {@code wandb/proto/wandb_internal.proto} of W&B's repository.
 */
final class Records implements Closeable {
  private static final int HISTORY = 2;
  private static final int SUMMARY = 3;
  private static final int FILES = 6;
  private static final int STATS = 7;
  private static final int METRIC = 12;
  private static final int RUN = 17;
  private static final int EXIT = 18;
  private static final int HEADER = 21;
  private static final int ENVIRONMENT = 26;

  /** Of items: the key, or the keys from the outermost one on, and the value. */
  private static final int KEY = 1;

  private static final int NESTED_KEY = 2;
  private static final int VALUE = 16;

  private final TransactionLog log;
  private long number;

  /** What kind of file it is. */
  enum Kind {
    OTHER(0),
    WANDB(1),
    MEDIA(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /**
   * Creates the file, with what every file begins with.
   *
   * @param file the file
   * @throws IOException if it cannot be written
   */
  Records(Path file) throws IOException {
    log = new TransactionLog(file);
    Message version = new Message().text(1, "twohead").text(2, "0.70.0"); // who may read it: any
    add(HEADER, new Message().message(1, version));
  }

  /**
   * Adds what the run is.
   *
   * @param id its id
   * @param settings where it belongs and what it is called
   * @param name what people call it
   * @param config JSON by key
   * @param started when it began
   * @throws IOException if it cannot be written
   */
  void run(
      String id, WandbSettings settings, String name, Map<String, String> config, Instant started)
      throws IOException {
    Message update = new Message();
    config.forEach(
        (key, json) -> update.message(1, new Message().text(KEY, key).text(VALUE, json)));
    Message run =
        new Message()
            .text(1, id)
            .text(2, settings.entity())
            .text(3, settings.project())
            .message(4, update)
            .text(6, settings.group())
            .text(8, name)
            .text(9, settings.notes());
    settings.tags().forEach(tag -> run.text(10, tag));
    add(RUN, run.message(17, time(started)));
  }

  /**
   * Adds what it runs on.
   *
   * @param os the operating system
   * @param processors how many there are
   * @param started when it began
   * @throws IOException if it cannot be written
   */
  void environment(String os, int processors, Instant started) throws IOException {
    add(
        ENVIRONMENT,
        new Message()
            .text(1, os)
            .message(3, time(started))
            .text(6, "twohead")
            .number(17, processors));
  }

  /**
   * Says that a metric is drawn over another one, not over steps.
   *
   * @param name the metric
   * @param over the one on the x axis
   * @throws IOException if it cannot be written
   */
  void axis(String name, String over) throws IOException {
    Message options = new Message().number(1, 1).number(3, 1); // synchronised, defined
    add(METRIC, new Message().text(1, name).text(4, over).message(6, options));
  }

  /**
   * Adds a row of the history.
   *
   * @param step its step, greater than that of the row before
   * @param values JSON by keys from the outermost one on
   * @throws IOException if it cannot be written
   */
  void history(long step, Map<List<String>, String> values) throws IOException {
    add(HISTORY, items(values).message(2, new Message().number(1, step)));
  }

  /**
   * Sets values of the summary.
   *
   * @param values JSON by keys from the outermost one on
   * @throws IOException if it cannot be written
   */
  void summary(Map<List<String>, String> values) throws IOException {
    add(SUMMARY, items(values));
  }

  private static Message items(Map<List<String>, String> values) {
    Message items = new Message();
    values.forEach(
        (keys, json) -> {
          Message item = new Message();
          keys.forEach(key -> item.text(NESTED_KEY, key));
          items.message(1, item.text(VALUE, json));
        });
    return items;
  }

  /**
   * Adds what the machine does.
   *
   * @param time when
   * @param values by W&B's names
   * @throws IOException if it cannot be written
   */
  void systemMetrics(Instant time, Map<String, Double> values) throws IOException {
    Message stats = new Message().message(2, time(time));
    values.forEach(
        (key, value) ->
            stats.message(3, new Message().text(KEY, key).text(VALUE, value.toString())));
    add(STATS, stats);
  }

  /**
   * Says that there is a file to upload.
   *
   * @param path below the run's files, with slashes
   * @param kind what it is
   * @throws IOException if it cannot be written
   */
  void file(String path, Kind kind) throws IOException {
    add(FILES, new Message().message(1, new Message().text(1, path).number(3, kind.number)));
  }

  /**
   * Adds the end of the run.
   *
   * @param code 0 where it went well
   * @param seconds how long it ran
   * @throws IOException if it cannot be written
   */
  void exit(int code, long seconds) throws IOException {
    add(EXIT, new Message().number(1, code).number(2, seconds));
  }

  private static Message time(Instant time) {
    return new Message().number(1, time.getEpochSecond()).number(2, time.getNano());
  }

  private synchronized void add(int field, Message content) throws IOException {
    number++;
    log.append(new Message().number(1, number).message(field, content).bytes().toByteArray());
  }

  @Override
  public synchronized void close() throws IOException {
    log.close();
  }
}
