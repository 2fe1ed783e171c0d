package io.github.twohead.examples;

import io.github.twohead.Bootstrap;
import io.github.twohead.Calibration;
import io.github.twohead.DataException;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.ImageTable;
import io.github.twohead.Interval;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.ThresholdRule;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Chooses thresholds of a model and calibrates it on labelled photos. */
@Command(
    name = "tune",
    sortOptions = false,
    description = {
      "Chooses thresholds and calibrates probabilities on labelled photos that training did not see.",
      "Prints what that gives on them before and after, with 95 % intervals; without --out nothing"
          + " is written."
    })
final class TuneCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ModelOption model = new ModelOption();

  @ArgGroup(multiplicity = "1")
  LabelledPhotos.Given photos = new LabelledPhotos.Given();

  @Option(
      names = "--head",
      converter = HeadOption.Converter.class,
      paramLabel = HeadOption.FORM,
      description = HeadOption.FORMS)
  List<HeadOption> heads = List.of();

  @Mixin TuningOptions tuning = new TuningOptions();

  @Option(
      names = "--out",
      converter = GivenPath.SavedModel.class,
      paramLabel = "FILE",
      description = "The saved model to write with them.")
  @Nullable Path out;

  /** A head's answers before and after. */
  private record Tuned(
      HeadEvaluation before, HeadEvaluation after, Optional<ThresholdChoice> choice) {}

  @Override
  public Integer call() {
    checkOptions();
    Map<String, Tuned> tuned = new LinkedHashMap<>();
    try (MultiHeadPredictor predictor = model.open();
        ProgressListener progress = new ProgressListener()) {
      Map<String, ThresholdRule> rules = tuning.rules(predictor.heads());
      ImageTable table = LabelledPhotos.read(photos.path(), heads, predictor);
      Evaluation evaluation = predictor.evaluate(progress.watching(table));
      for (HeadEvaluation head : calibrated(labelled(evaluation, rules.keySet()))) {
        String name = head.head().name();
        tuned.put(name, tuned(evaluation.head(name), head, Optional.ofNullable(rules.get(name))));
      }
    }
    tuned.values().forEach(this::print);
    spec.commandLine()
        .getOut()
        .println(
            "So it is on the photos that it was chosen on; evaluate on others to see what new ones get.");
    if (out != null) {
      save(tuned, out);
    }
    return 0;
  }

  /** What can be wrong before a model is opened. */
  private void checkOptions() {
    if (tuning.isEmpty()) {
      throw Examples.mistake(spec, "give --rule NAME:RULE or --calibrate METHOD");
    }
    tuning.rules();
    tuning.requireNone(model.thresholds);
    if (model.views != null && tuning.calibrate != null) {
      throw Examples.mistake(
          spec, "--calibrate: a calibration is of one view each; leave out --views");
    }
    String name = model.file().toString().toLowerCase(Locale.ROOT);
    boolean exported = name.endsWith(".tflite") || name.endsWith(".onnx");
    if (exported && (out != null || tuning.calibrate != null)) {
      throw Examples.mistake(
          spec,
          (out == null ? "--calibrate: " : "--out: ")
              + model.file()
              + " is an exported file, which computes its probabilities itself: tune the saved"
              + " model (.twohead) and export it again");
    }
  }

  /** The heads that have labels, and those that need some. */
  private static List<HeadEvaluation> labelled(Evaluation evaluation, Set<String> needed) {
    return evaluation.heads().values().stream()
        .filter(head -> head.images() > 0 || needed.contains(head.head().name()))
        .toList();
  }

  /**
   * Calibrates heads. One whose images are too few stays as it is and is complained of; if all are
   * such, that is the error.
   */
  private List<HeadEvaluation> calibrated(List<HeadEvaluation> labelled) {
    Calibration.Method method = tuning.calibrate;
    if (method == null) {
      return labelled;
    }
    List<HeadEvaluation> calibrated = new ArrayList<>();
    List<DataException> failures = new ArrayList<>();
    for (HeadEvaluation head : labelled) {
      try {
        boolean category = head.head().isCategorical();
        Calibration fit = head.fit(category ? Calibration.Method.TEMPERATURE : method);
        calibrated.add(head.calibrated(fit));
      } catch (DataException e) {
        failures.add(e);
        calibrated.add(head);
      }
    }
    if (failures.size() == labelled.size() && !failures.isEmpty()) {
      throw failures.get(0);
    }
    failures.forEach(
        failure ->
            spec.commandLine().getErr().println("warning: " + failure.getMessage() + "; it stays"));
    return calibrated;
  }

  private static Tuned tuned(
      HeadEvaluation before, HeadEvaluation after, Optional<ThresholdRule> rule) {
    Optional<ThresholdChoice> choice = rule.map(after::choose);
    return new Tuned(
        before, choice.map(chosen -> after.threshold(chosen.threshold())).orElse(after), choice);
  }

  private void print(Tuned tuned) {
    PrintWriter stdout = spec.commandLine().getOut();
    HeadEvaluation before = tuned.before;
    HeadEvaluation after = tuned.after;
    boolean binary = !before.head().isCategorical();
    String positive = binary ? ", " + before.positives() + " positive" : "";
    stdout.println(before.head() + " (" + before.images() + " images" + positive + ")");
    line("", "before", "after");
    line("calibration", before.calibration(), after.calibration());
    if (binary) {
      line("threshold", before.threshold(), after.threshold());
    }
    Map<String, Metric> metrics = metrics(binary);
    List<Metric> scored = List.copyOf(metrics.values());
    List<Interval> old = before.intervals(scored, Bootstrap.standard());
    List<Interval> now = after.intervals(scored, Bootstrap.standard());
    int row = 0;
    for (String title : metrics.keySet()) {
      line(title, text(old.get(row)), text(now.get(row)));
      row++;
    }
    tuned.choice.ifPresent(
        choice -> {
          Interval again = choice.thresholdInterval();
          String ends = String.format(Locale.ROOT, "%.3g to %.3g", again.low(), again.high());
          stdout.println("  threshold by " + choice.rule() + ", on resamples " + ends);
          choice.warnings().forEach(warning -> stdout.println("  warning: " + warning));
        });
  }

  private static Map<String, Metric> metrics(boolean binary) {
    Map<String, Metric> metrics = new LinkedHashMap<>();
    if (binary) {
      metrics.put("precision", Metric.PRECISION);
      metrics.put("recall", Metric.RECALL);
      metrics.put("F1", Metric.F1);
    } else {
      metrics.put("accuracy", Metric.ACCURACY);
    }
    metrics.put("calibration error", Metric.ECE_EQUAL_COUNT);
    metrics.put("log loss", Metric.LOG_LOSS);
    return metrics;
  }

  private static String text(Interval score) {
    if (!score.hasEnds()) {
      return String.format(Locale.ROOT, "%.3f", score.estimate());
    }
    return String.format(
        Locale.ROOT, "%.3f (%.3f to %.3f)", score.estimate(), score.low(), score.high());
  }

  private void line(String title, Object before, Object after) {
    spec.commandLine()
        .getOut()
        .println(String.format(Locale.ROOT, "  %-17s  %-24s  %s", title, before, after));
  }

  private void save(Map<String, Tuned> tuned, Path file) {
    try (MultiHeadModel saved = MultiHeadModel.open(model.file())) {
      tuned.forEach(
          (head, points) -> {
            saved.calibration(head, points.after.calibration());
            if (!points.after.head().isCategorical()) {
              saved.threshold(head, points.after.threshold());
            }
          });
      saved.save(file);
    }
    spec.commandLine().getOut().println("saved to " + file);
  }
}
