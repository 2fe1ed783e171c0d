package io.github.twohead.examples;

import com.google.gson.JsonObject;
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
import io.github.twohead.Views;
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
import java.util.stream.Collectors;
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
      "Prints what that gives on them before and after, with 95 %% intervals. With --out a saved model"
          + " keeps it; of several models, which answer together, and of exported files the thresholds"
          + " are printed as predict and evaluate take them."
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

  @Option(
      names = "--json",
      converter = GivenPath.Output.class,
      paramLabel = "FILE",
      description = "Also write thresholds and the scores before and after as JSON.")
  @Nullable Path json;

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
    if (out == null) {
      tellThresholds(tuned);
    } else {
      save(tuned, out);
    }
    if (json != null) {
      JsonReports.write(json, json(tuned));
    }
    return 0;
  }

  private void tellThresholds(Map<String, Tuned> tuned) {
    String options =
        tuned.entrySet().stream()
            .filter(head -> head.getValue().choice.isPresent())
            .map(head -> " --threshold " + head.getKey() + "=" + head.getValue().after.threshold())
            .collect(Collectors.joining());
    if (!options.isEmpty()) {
      String views = model.views == null ? "" : " --views " + model.views;
      spec.commandLine().getOut().println("For predict and evaluate:" + views + options);
    }
  }

  private static JsonObject json(Map<String, Tuned> tuned) {
    Map<String, HeadEvaluation> before = new LinkedHashMap<>();
    Map<String, HeadEvaluation> after = new LinkedHashMap<>();
    JsonObject thresholds = new JsonObject();
    tuned.forEach(
        (head, points) -> {
          before.put(head, points.before);
          after.put(head, points.after);
          points.choice.ifPresent(choice -> thresholds.addProperty(head, choice.threshold()));
        });
    JsonObject json = new JsonObject();
    json.add("thresholds", thresholds);
    json.add("before", HeadReports.of(before));
    json.add("after", HeadReports.of(after));
    return json;
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
    if (out != null || tuning.calibrate != null) {
      requireOneSavedModel(out == null ? "--calibrate: " : "--out: ");
    }
  }

  /** What several answer together is in no file, and has no calibration of its own. */
  private void requireOneSavedModel(String option) {
    if (model.files.size() > 1) {
      throw Examples.mistake(
          spec,
          option
              + "several models answer together, which no file holds: leave it out, and give what is"
              + " printed to predict and evaluate; calibrate each model on its own before");
    }
    Path file = model.files.get(0);
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".tflite") || name.endsWith(".onnx")) {
      throw Examples.mistake(
          spec,
          option
              + file
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
    Views views = model.views == null ? Views.one() : model.views;
    try (MultiHeadModel saved = MultiHeadModel.open(model.files.get(0))) {
      tuned.forEach(
          (head, points) -> {
            saved.calibration(head, points.after.calibration());
            if (points.choice.isPresent()) {
              saved.threshold(points.choice.get());
            } else if (!points.after.head().isCategorical()) {
              saved.threshold(head, points.after.threshold());
            }
          });
      saved.save(file);
    }
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println("saved to " + file);
    if (!tuning.rules.isEmpty()) {
      ModelOption.chosenBy(views).ifPresent(stdout::println);
    }
  }
}
