package io.github.twohead.djl.internal.training;

import io.github.twohead.Calibration;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.serving.Scorer;
import io.github.twohead.spi.OperatingPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The epochs of a run, of which those keep their answers that are the best or the latest. */
final class EpochHistory {
  private final HeadLayout layout;
  private final TrainingData data;
  private final List<EpochReport> epochs = new ArrayList<>();

  EpochHistory(HeadLayout layout, TrainingData data) {
    this.layout = layout;
    this.data = data;
  }

  /** All epochs, in order. */
  List<EpochReport> all() {
    return epochs;
  }

  void add(EpochReport epoch) {
    epochs.add(epoch);
  }

  /** Lets the answers go that neither the best nor the latest epoch needs. */
  void keepEvaluations(int best) {
    epochs.replaceAll(
        epoch ->
            epoch.epoch() == best || epoch.epoch() == epochs.size()
                ? epoch
                : epoch.withoutEvaluation());
  }

  void save(TrainingState.Writer out) {
    out.put("count", epochs.size());
    for (EpochReport epoch : epochs) {
      TrainingState.Writer own = out.in(Integer.toString(epoch.epoch()));
      own.put("loss", epoch.loss());
      own.put("validation_loss", epoch.validationLoss());
      own.put("seconds", epoch.seconds());
      own.put("images_per_second", epoch.imagesPerSecond());
      epoch.headWeights().forEach(own.in("head_weights")::put);
      epoch.counts().forEach((head, counts) -> save(own.in("counts").in(head), counts));
      if (epoch.hasEvaluation()) {
        save(own, epoch.evaluation());
      }
    }
  }

  private static void save(TrainingState.Writer out, ConfusionCounts counts) {
    out.put("true_positives", counts.truePositives());
    out.put("false_positives", counts.falsePositives());
    out.put("false_negatives", counts.falseNegatives());
    out.put("true_negatives", counts.trueNegatives());
  }

  private void save(TrainingState.Writer out, Evaluation evaluation) {
    double[] probabilities = new double[evaluation.images() * layout.outputs()];
    int at = 0;
    for (Evaluation.Row row : evaluation.rows()) {
      for (HeadPrediction head : row.prediction().heads()) {
        if (!head.head().isCategorical()) {
          probabilities[at++] = head.probability();
        }
        for (int i = 0; i < head.head().categories().size(); i++) {
          probabilities[at++] = head.probability(i);
        }
      }
    }
    out.put("probabilities", probabilities);
    Map<String, OperatingPoint> points = new LinkedHashMap<>();
    for (HeadEvaluation head : evaluation.heads().values()) {
      OperatingPoint point = OperatingPoint.standard().calibration(head.calibration());
      boolean decides = !head.head().isCategorical();
      points.put(head.head().name(), decides ? point.threshold(head.threshold()) : point);
    }
    save(out.in("points"), points);
  }

  /** Keeps how heads decide. */
  static void save(TrainingState.Writer out, Map<String, OperatingPoint> points) {
    points.forEach(
        (head, point) -> {
          out.in(head).put("threshold", point.threshold());
          out.in(head).put("slope", point.calibration().slope());
          out.in(head).put("offset", point.calibration().offset());
        });
  }

  /** How heads decide, as it was kept. */
  static OperatingPoints points(TrainingState.Reader in, HeadLayout layout) {
    OperatingPoints points = OperatingPoints.standard(layout);
    for (HeadSpec head : layout.heads()) {
      TrainingState.Reader own = in.in(head.name());
      Calibration calibration = Calibration.platt(own.number("slope"), own.number("offset"));
      OperatingPoint point = OperatingPoint.standard().calibration(calibration);
      points = points.with(head, point.threshold(own.number("threshold")));
    }
    return points;
  }

  void load(TrainingState.Reader in) {
    epochs.clear();
    for (int number = 1; number <= in.whole("count"); number++) {
      epochs.add(epoch(number, in.in(Integer.toString(number))));
    }
  }

  private EpochReport epoch(int number, TrainingState.Reader in) {
    EpochReport.Builder epoch =
        EpochReport.builder()
            .epoch(number)
            .loss(in.number("loss"))
            .validationLoss(in.number("validation_loss"))
            .seconds(in.number("seconds"))
            .imagesPerSecond(in.number("images_per_second"))
            .headWeights(headWeights(in.in("head_weights")));
    if (!in.in("points").texts().isEmpty()) {
      int count = data.validation().size() * layout.outputs();
      double[] probabilities = in.doubles("probabilities", count);
      OperatingPoints points = points(in.in("points"), layout);
      return epoch.evaluation(Scorer.evaluation(points, probabilities, data.validation())).build();
    }
    Map<HeadSpec, ConfusionCounts> counts = new LinkedHashMap<>();
    layout.heads().forEach(head -> counts.put(head, counts(in.in("counts").in(head.name()))));
    return epoch.counts(counts).build();
  }

  private static Map<String, Double> headWeights(TrainingState.Reader in) {
    Map<String, Double> weights = new LinkedHashMap<>();
    in.texts().keySet().forEach(head -> weights.put(head, in.number(head)));
    return weights;
  }

  private static ConfusionCounts counts(TrainingState.Reader in) {
    return ConfusionCounts.of(
        in.whole("true_positives"),
        in.whole("false_positives"),
        in.whole("false_negatives"),
        in.whole("true_negatives"));
  }
}
