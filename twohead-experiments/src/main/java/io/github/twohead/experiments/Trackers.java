package io.github.twohead.experiments;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.Tracker.Detail;
import io.github.twohead.experiments.Tracker.Moment;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells several {@link Tracker}s of one run, as a listener of its training. One that fails is
 * logged once by its name and told no more; training goes on.
 *
 * <p>Closing it closes the trackers. Where {@link #ended} was not called before, they are told that
 * the run failed. Used by one thread at a time.
 *
 * <pre>{@code
 * TrackedRun run = TrackedRun.builder().folder(Path.of("runs/first")).heads(model.heads()).build();
 * try (Trackers trackers = Trackers.builder(run)
 *     .tracker(Tracker.named("tensorboard"))
 *     .tracker(Tracker.named("json_lines"))
 *     .model(model)
 *     .start()) {
 *   TrainingReport report = model.trainer().listener(trackers).fit(train, validation);
 *   trackers.evaluated("test", model.evaluate(test));
 *   trackers.ended(report);
 * }
 * }</pre>
 */
public final class Trackers implements TrainingListener, AutoCloseable {
  private static final long FLUSHED_WITHIN = TimeUnit.SECONDS.toNanos(30);

  private final TrackedRun run;
  private final Broadcast broadcast;
  private final Scores scores;
  private Optional<MultiHeadModel> model;

  private int epoch;
  private long step;
  private long flushed = System.nanoTime();
  private boolean ended;

  private Trackers(Builder builder) {
    broadcast = new Broadcast(builder.run, builder.trackers);
    run = builder.run;
    scores = new Scores(builder.metrics, run::warn);
    model = builder.model.optional();
  }

  /** Sets the model where it is made after them. */
  void model(MultiHeadModel trained) {
    model = Optional.of(trained);
  }

  /**
   * Starts a list of trackers.
   *
   * @param run what they are told of
   * @return a builder
   */
  public static Builder builder(TrackedRun run) {
    return new Builder(run);
  }

  @Override
  public void onBatch(BatchReport batch) {
    epoch = batch.epoch();
    step++;
    if (broadcast.isEmpty()) {
      return;
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("train/batch_loss", batch.loss());
    values.put("train/learning_rate", batch.learningRate());
    values.put("train/images_per_second", batch.imagesPerSecond());
    Moment moment = Moment.ofBatch(Instant.now(), epoch, step);
    broadcast.tell(tracker -> tracker.scalars(moment, values));
    if (System.nanoTime() - flushed > FLUSHED_WITHIN) {
      flush();
    }
  }

  @Override
  public void onEpoch(EpochReport report) {
    epoch = report.epoch();
    if (broadcast.isEmpty()) {
      return;
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("train/loss", report.loss());
    values.put("train/epoch_seconds", report.seconds());
    values.put("validation/loss", report.validationLoss());
    Moment moment = now();
    evaluated(moment, "validation", report.evaluation(), values);
    show(Detail.WEIGHTS, trained -> weights(moment, trained));
    flush();
  }

  private void weights(Moment moment, MultiHeadModel trained) {
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    trained.weights().forEach((name, values) -> histograms.put(name, Histogram.of(values)));
    histograms.keySet().removeIf(name -> name.endsWith(".running_mean"));
    histograms.keySet().removeIf(name -> name.endsWith(".running_var"));
    broadcast.tell(Detail.WEIGHTS, tracker -> tracker.weights(moment, histograms));
  }

  /**
   * Tells them of a table that was evaluated after training.
   *
   * @param table its name, such as {@code test}
   * @param evaluation what the model says of it
   */
  public void evaluated(String table, Evaluation evaluation) {
    Arguments.notNull("table", table);
    Arguments.notNull("evaluation", evaluation);
    if (!broadcast.isEmpty()) {
      evaluated(now(), table, evaluation, new LinkedHashMap<>());
      flush();
    }
  }

  private void evaluated(
      Moment moment, String table, Evaluation evaluation, Map<String, Double> values) {
    values.putAll(scores.of(table, evaluation));
    broadcast.tell(tracker -> tracker.scalars(moment, values));
    broadcast.tell(tracker -> tracker.evaluated(moment, table, evaluation));
    show(
        Detail.PICTURES,
        trained ->
            evaluation
                .heads()
                .values()
                .forEach(head -> errors(moment, table, evaluation, head.head(), trained)));
  }

  private void errors(
      Moment moment, String table, Evaluation evaluation, HeadSpec head, MultiHeadModel trained) {
    List<Tracker.Picture> pictures = WorstErrors.of(trained, evaluation, head);
    if (!pictures.isEmpty()) {
      String title = table + "/" + head.name() + "/errors";
      broadcast.tell(Detail.PICTURES, tracker -> tracker.pictures(moment, title, pictures));
    }
  }

  /** What the model shows beside its scores is no reason for training to end. */
  private void show(Detail detail, Consumer<MultiHeadModel> work) {
    try {
      if (broadcast.takes(detail)) {
        model.ifPresent(work);
      }
    } catch (RuntimeException | Error e) {
      String what = detail.name().toLowerCase(Locale.ROOT);
      run.warn("The " + what + " of this epoch are not tracked: " + e);
    }
  }

  /**
   * Tells them of a file that belongs to the run.
   *
   * @param path the file
   */
  public void file(Path path) {
    Arguments.notNull("path", path);
    broadcast.tell(tracker -> tracker.file(path));
  }

  /**
   * Tells them of the best epoch, whose weights the model holds, as {@code best/epoch}, {@code
   * best/loss} and {@code best/screen/f1}, and that the run ended.
   *
   * @param report of the run
   */
  public void ended(TrainingReport report) {
    if (Arguments.notNull("report", report).bestEpoch() > 0 && !broadcast.isEmpty()) {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("best/epoch", (double) report.bestEpoch());
      values.put("best/loss", report.best().validationLoss());
      values.putAll(scores.of("best", report.best().evaluation()));
      Moment moment = now();
      broadcast.tell(tracker -> tracker.scalars(moment, values));
    }
    ended(report.ending());
  }

  /**
   * Tells them that the run ended, after whatever else is told; once.
   *
   * @param ending why
   */
  public void ended(TrainingReport.Ending ending) {
    Arguments.notNull("ending", ending);
    if (!ended) {
      ended = true;
      broadcast.tell(tracker -> tracker.ended(ending));
      flush();
    }
  }

  @Override
  public void close() {
    ended(TrainingReport.Ending.FAILURE);
    broadcast.close();
  }

  private void flush() {
    flushed = System.nanoTime();
    broadcast.tell(Tracker::flush);
  }

  private Moment now() {
    return Moment.ofEpoch(Instant.now(), epoch, step);
  }

  /** Builds {@link Trackers}; {@link #tracker} and {@link #metric} may be given several times. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final TrackedRun run;
    private final List<Tracker> trackers = new ArrayList<>();
    private final List<Metric> metrics = new ArrayList<>();
    private final Once<MultiHeadModel> model = new Once<>("model");

    private Builder(TrackedRun run) {
      this.run = Arguments.notNull("run", run);
    }

    /**
     * Adds a tracker.
     *
     * @param one a tracker that was not used before
     * @return this
     */
    public Builder tracker(Tracker one) {
      trackers.add(Arguments.notNull("tracker", one));
      return this;
    }

    /**
     * Adds a metric to those of the library, of every head that it is for.
     *
     * @param own the metric
     * @return this
     */
    public Builder metric(Metric own) {
      metrics.add(Arguments.notNull("metric", own));
      return this;
    }

    /**
     * Sets the model that is trained, whose weights and worst errors are shown; neither is when not
     * given.
     *
     * @param trained the model, which stays open
     * @return this
     */
    public Builder model(MultiHeadModel trained) {
      model.set(trained);
      return this;
    }

    /**
     * Starts the run with every tracker.
     *
     * @return the trackers, to be given to {@code Trainer.listener} and closed
     * @throws TwoheadException if one cannot start, as in a folder that cannot be written; it is
     *     named, and the others are closed
     */
    @CheckReturnValue
    public Trackers start() {
      return new Trackers(this);
    }
  }
}
