package io.github.twohead.examples;

import io.github.twohead.Backbone;
import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains on a folder of photos with CSV files. */
@Command(
    name = "train",
    sortOptions = false,
    customSynopsis =
        "twohead-examples train --data=DIR --head=NAME=POSITIVES[/NEGATIVES]... --out=FILE"
            + " [OPTIONS]",
    description =
        "Trains a model on a folder with train.csv, val.csv and perhaps test.csv, such as split"
            + " writes.")
final class TrainCommand implements Callable<Integer> {
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.log.io.github.twohead";

  @Spec CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      converter = GivenPath.InputFolder.class,
      paramLabel = "DIR",
      description =
          "Folder with train.csv, val.csv and optionally test.csv: rows of path|class, or columns"
              + " path, class or heads, and others under a header; or with folders train, val and test that"
              + " hold a folder for each class. With a classes.txt (a class and its name in each"
              + " line), other classes are refused.")
  Path data;

  @Option(
      names = "--head",
      required = true,
      converter = HeadOption.Converter.class,
      paramLabel = "NAME=POSITIVES[/NEGATIVES]",
      description =
          "A head and its classes, such as screen=2/0,1; a class in neither list is unknown,"
              + " without /NEGATIVES all others are negative. Or a head of categories, such as"
              + " kind=paper:0,1/screen:2; \"paper:\" alone is the class paper. Or a head"
              + " whose labels are in the column of its name, such as screen, or kind:paper/screen:"
              + " 1, 0 or nothing, or a category. Repeatable; the first head is the main one.")
  List<HeadOption> heads;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "A column, such as sender, that may have no text in two of the files.")
  @Nullable String group;

  @Option(
      names = "--backbone",
      defaultValue = "shufflenet_v2_x0_5",
      paramLabel = "NAME",
      description = "shufflenet_v2_x0_5, …x1_0, …x1_5 or …x2_0 (default: ${DEFAULT-VALUE}).")
  ShuffleNetV2 backbone;

  @Mixin NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--heads-from-conv5",
      description =
          "Start the heads from the same weights' last convolution, with --pretrained or"
              + " --weights.")
  boolean headsFromConv5;

  @Mixin TrainingOptions recipe = new TrainingOptions();

  @Mixin TuningOptions tuning = new TuningOptions();

  @Option(
      names = "--out",
      required = true,
      converter = GivenPath.SavedModel.class,
      paramLabel = "FILE",
      description = "The model file to write.")
  Path out;

  @Option(
      names = "--json",
      converter = GivenPath.Output.class,
      paramLabel = "FILE",
      description = "Also write the report as JSON.")
  @Nullable Path json;

  private final JsonReports.EpochScores scores = new JsonReports.EpochScores();

  @Override
  public Integer call() {
    tellOfData();
    Consumer<Trainer> settings = recipe.forHeads(heads).andThen(tuning::applyTo);
    List<HeadSpec> specs = network.specs(heads);
    Set<String> ruled = tuning.rules(specs).keySet();
    tuning.requireNone(network.thresholds);
    try (ProgressListener progress = new ProgressListener()) {
      MultiHeadModel.Builder builder = network.model(backbone(progress), specs);
      PhotoFolder photos = PhotoFolder.read(data, heads, recipe, ruled);
      if (group != null) {
        photos.requireDisjoint(group);
      }
      try (MultiHeadModel model = builder.build()) { // what comes before needs no PyTorch
        Trainer trainer = model.trainer().listener(progress);
        if (json != null) {
          trainer.listener(scores);
        }
        settings.accept(trainer);
        TrainingReport report = InterruptOnExit.call(() -> fit(model, trainer, photos));
        if (photos.test().isPresent() && !report.interrupted()) {
          report(report, photos.test().map(model::evaluate));
        }
      }
    }
    return 0;
  }

  /** What the library logs of its data is wanted here; its loggers are made when first used. */
  private static void tellOfData() {
    if (System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "info");
    }
  }

  private Backbone backbone(DownloadListener progress) {
    if (headsFromConv5 && !network.hasWeights()) {
      throw Examples.mistake(spec, "--heads-from-conv5 needs --pretrained or --weights");
    }
    ShuffleNetV2 started = network.started(backbone, progress);
    return headsFromConv5 ? started.headsFromConv5() : started;
  }

  /** Saves the best epoch, also when training had to stop after it. */
  private TrainingReport fit(MultiHeadModel model, Trainer trainer, PhotoFolder photos) {
    try {
      TrainingReport report = trainer.fit(photos.train(), photos.validation());
      save(model, report);
      return report;
    } catch (TrainingException e) {
      save(model, e.report());
      throw e;
    }
  }

  private void save(MultiHeadModel model, TrainingReport report) {
    PrintWriter stdout = spec.commandLine().getOut();
    if (report.bestEpoch() == 0) {
      stdout.println("no epoch ended: nothing is saved");
      return;
    }
    model.save(out);
    stdout.println("saved epoch " + report.bestEpoch() + " to " + out + "; on validation:");
    stdout.println(ScoreTable.of(HeadReports.tuned(report), report.best().evaluation().skipped()));
    report.calibrations().forEach((head, fit) -> stdout.println(head + ": calibration " + fit));
    report.thresholds().values().forEach(stdout::println);
    report(report, Optional.empty());
  }

  private void report(TrainingReport report, Optional<Evaluation> test) {
    PrintWriter stdout = spec.commandLine().getOut();
    test.ifPresent(scores -> stdout.println("on test:\n" + ScoreTable.of(scores)));
    stdout.flush();
    if (json != null) {
      JsonReports.write(json, JsonReports.of(report, scores, test));
    }
  }

  /** Makes Ctrl-C an interrupt, so that training ends with its best epoch saved. */
  private static final class InterruptOnExit {
    private static final long PATIENCE_SECONDS = 60;

    private InterruptOnExit() {}

    /**
     * Does some work; if the JVM is told to exit meanwhile, this thread is interrupted and awaited.
     */
    static <T> T call(Supplier<T> work) {
      CountDownLatch done = new CountDownLatch(1);
      Thread worker = Thread.currentThread();
      Thread hook = new Thread(() -> stop(worker, done), "interrupt-on-exit");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return work.get();
      } finally {
        done.countDown();
        remove(hook);
      }
    }

    private static void stop(Thread worker, CountDownLatch done) {
      worker.interrupt();
      try {
        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          System.err.println("error: training did not stop within " + PATIENCE_SECONDS + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void remove(Thread hook) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        return; // the hook is what ended the work
      }
    }
  }
}
