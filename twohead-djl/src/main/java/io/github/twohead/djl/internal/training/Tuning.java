package io.github.twohead.djl.internal.training;

import io.github.twohead.Calibration;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.DataException;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.Metric;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.ThresholdRule;
import io.github.twohead.Trainer;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.TorchInference;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.serving.Inference;
import io.github.twohead.runtime.internal.serving.Scorer;
import io.github.twohead.runtime.internal.serving.ViewedNetwork;
import io.github.twohead.spi.OperatingPoint;
import io.github.twohead.spi.TrainingConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What is fitted to the validation table once training has ended: calibrations, and then thresholds
 * of the calibrated probabilities. What cannot be fitted stays, and is a warning.
 */
final class Tuning {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final TrainingConfig settings;
  private final Map<String, Calibration> calibrations = new LinkedHashMap<>();
  private final Map<String, ThresholdChoice> thresholds = new LinkedHashMap<>();
  private final Map<String, ConfusionCounts> scores = new LinkedHashMap<>();

  Tuning(TrainingConfig settings) {
    this.settings = settings;
  }

  /**
   * Fits.
   *
   * @param network whose heads decide without calibration so far
   * @param evaluation of the validation table, one view of each image
   * @return how they decide from now on
   */
  OperatingPoints of(Network network, Evaluation evaluation) {
    OperatingPoints tuned = network.points();
    if (settings.calibration().isEmpty() && settings.thresholdRules().isEmpty()) {
      return tuned;
    }
    Map<String, HeadEvaluation> answers = new LinkedHashMap<>();
    for (HeadSpec head : network.layout().heads()) {
      HeadEvaluation calibrated = calibrated(evaluation.head(head));
      tuned = tuned.with(head, tuned.of(head).calibration(calibrated.calibration()));
      answers.put(head.name(), calibrated);
    }
    if (settings.views().count() > 1 && !settings.thresholdRules().isEmpty()) {
      answers.putAll(viewed(network, tuned, evaluation).heads());
    }
    for (HeadEvaluation answer : answers.values()) {
      HeadSpec head = answer.head();
      if (!head.isCategorical()) {
        OperatingPoint point = tuned.of(head);
        point = point.threshold(threshold(answer, point.threshold()));
        scores.put(head.name(), answer.counts(point.threshold()));
        tuned = tuned.with(head, point);
      }
    }
    return tuned;
  }

  /** The same images by all views, of which each is calibrated; an interrupt is for later. */
  private Evaluation viewed(Network network, OperatingPoints points, Evaluation evaluation) {
    Preprocessing input = network.config().preprocessing();
    Inference each = new TorchInference(network, Optional.empty()).at(points);
    ImageTable images =
        ImageTable.of(evaluation.rows().stream().map(Evaluation.Row::image).toList());
    boolean interrupted = Thread.interrupted();
    try (Workers workers = new Workers()) {
      Inference seen = ViewedNetwork.of(each, network.layout(), input, settings.views());
      return new Scorer(points, input, seen, workers).score(new Repeated(images));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A table whose repeated rows training has warned of. */
  private record Repeated(ImageTable table) implements ImageTable {
    @Override
    public List<LabelledImage> images() {
      return table.images();
    }

    @Override
    public boolean allowsRepeatedRows() {
      return true;
    }
  }

  /** Says which calibrations and thresholds training does without. */
  static void logDropped(OperatingPoints points) {
    List<HeadSpec> calibrated = points.calibrated();
    List<HeadSpec> moved =
        calibrated.stream()
            .filter(head -> points.of(head).threshold() != OperatingPoint.standard().threshold())
            .toList();
    if (!calibrated.isEmpty()) {
      LOG.warn(
          "Training drops the calibrations of {}: they fit the weights from before{}",
          calibrated,
          moved.isEmpty()
              ? ""
              : ". The thresholds of " + moved + ", chosen with them, are 0.5 again");
    }
  }

  /** Says that nothing is fitted, where it was asked for, because training failed. */
  void logLeftOut() {
    List<String> left = new ArrayList<>();
    settings.calibration().ifPresent(method -> left.add("its heads are not calibrated"));
    if (!settings.thresholdRules().isEmpty()) {
      left.add("thresholds of " + settings.thresholdRules().keySet() + " not chosen");
    }
    if (!left.isEmpty()) {
      LOG.warn(
          "Training failed, and the model holds the best epoch until then: {}",
          String.join(", ", left));
    }
  }

  private HeadEvaluation calibrated(HeadEvaluation answers) {
    if (settings.calibration().isEmpty()) {
      return answers;
    }
    HeadSpec head = answers.head();
    Calibration.Method method = settings.calibration().get();
    try {
      Calibration fit = answers.fit(head.isCategorical() ? Calibration.Method.TEMPERATURE : method);
      HeadEvaluation calibrated = answers.calibrated(fit);
      calibrations.put(head.name(), fit);
      LOG.info(
          "{}: calibration {}, log loss {} instead of {}",
          head,
          fit,
          text(calibrated.score(Metric.LOG_LOSS)),
          text(answers.score(Metric.LOG_LOSS)));
      return calibrated;
    } catch (DataException e) {
      LOG.warn("{}; it stays without", e.getMessage());
      return answers;
    }
  }

  private static String text(double score) {
    return String.format(Locale.ROOT, "%.4f", score);
  }

  private double threshold(HeadEvaluation answers, double before) {
    String head = answers.head().name();
    ThresholdRule rule = settings.thresholdRules().get(head);
    if (rule == null) {
      return before;
    }
    try {
      ThresholdChoice choice = answers.choose(rule);
      thresholds.put(head, choice);
      LOG.atLevel(choice.warnings().isEmpty() ? Level.INFO : Level.WARN).log("{}", choice);
      return choice.threshold();
    } catch (DataException e) {
      LOG.warn("{}; it stays {}", e.getMessage(), before);
      return before;
    }
  }

  /** The calibrations that were fitted, by head. */
  Map<String, Calibration> calibrations() {
    return calibrations;
  }

  /** The thresholds that were chosen, by head. */
  Map<String, ThresholdChoice> thresholds() {
    return thresholds;
  }

  /** A history with what was fitted, and what the heads score with it. */
  Provenance noted(Provenance history) {
    Map<String, String> facts = new LinkedHashMap<>(history.facts());
    calibrations.forEach((head, fit) -> facts.put(History.CALIBRATION + head, fit.toString()));
    thresholds.forEach((head, choice) -> History.note(facts, head, choice));
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>(history.scores());
    counts.putAll(scores);
    return Provenance.of(facts, history.tables(), counts, history.classes());
  }
}
