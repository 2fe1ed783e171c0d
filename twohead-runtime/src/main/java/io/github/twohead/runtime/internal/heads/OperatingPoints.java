package io.github.twohead.runtime.internal.heads;

import io.github.twohead.Calibration;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Prediction;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.OperatingPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@link OperatingPoint} of every head of a model, in the order of its layout: how logits
 * become probabilities, and probabilities become predictions. Immutable.
 */
public final class OperatingPoints {
  private final HeadLayout layout;
  private final List<OperatingPoint> points;

  private OperatingPoints(HeadLayout layout, List<OperatingPoint> points) {
    this.layout = layout;
    this.points = points;
  }

  /** What holds where nothing was set. */
  public static OperatingPoints standard(HeadLayout layout) {
    return new OperatingPoints(
        layout, Collections.nCopies(layout.heads().size(), OperatingPoint.standard()));
  }

  /** The same with another point for a head. */
  public OperatingPoints with(HeadSpec head, OperatingPoint point) {
    List<OperatingPoint> changed = new ArrayList<>(points);
    changed.set(layout.index(head), point);
    return new OperatingPoints(layout, List.copyOf(changed));
  }

  /** The same with other points by the head's name. */
  public OperatingPoints with(Map<String, OperatingPoint> byHead) {
    OperatingPoints changed = this;
    for (HeadSpec head : layout.heads()) {
      OperatingPoint point = byHead.get(head.name());
      changed = point == null ? changed : changed.with(head, point);
    }
    return changed;
  }

  /**
   * The same with other thresholds by the head's name.
   *
   * @throws IllegalArgumentException if there is no such head, or it has no threshold
   */
  public OperatingPoints withThresholds(Map<String, Double> thresholds) {
    OperatingPoints changed = this;
    for (Map.Entry<String, Double> threshold : thresholds.entrySet()) {
      HeadSpec head = ModelConfig.headWithThreshold(layout.heads(), threshold.getKey());
      changed = changed.with(head, of(head).threshold(threshold.getValue()));
    }
    return changed;
  }

  /**
   * The same without calibrations, and without the thresholds of calibrated heads: they are those
   * of calibrated probabilities.
   */
  public OperatingPoints uncalibrated() {
    return new OperatingPoints(
        layout,
        points.stream()
            .map(point -> isCalibrated(point) ? OperatingPoint.standard() : point)
            .toList());
  }

  /** The heads that are calibrated. */
  public List<HeadSpec> calibrated() {
    return layout.heads().stream().filter(head -> isCalibrated(of(head))).toList();
  }

  private static boolean isCalibrated(OperatingPoint point) {
    return !point.calibration().equals(Calibration.none());
  }

  /** The order of the heads. */
  public HeadLayout layout() {
    return layout;
  }

  /** The points by the head's name. */
  public Map<String, OperatingPoint> byHead() {
    Map<String, OperatingPoint> byHead = new LinkedHashMap<>();
    layout.heads().forEach(head -> byHead.put(head.name(), of(head)));
    return byHead;
  }

  /** The point of a head. */
  public OperatingPoint of(HeadSpec head) {
    return points.get(layout.index(head));
  }

  /** The threshold of the head of a place. */
  public double threshold(int index) {
    return points.get(index).threshold();
  }

  /** The probabilities (B, N) that logits (B, N) stand for. */
  public double[] probabilities(float[] logits) {
    double[] probabilities = new double[logits.length];
    for (int row = 0; row < logits.length; row += layout.outputs()) {
      for (int i = 0; i < points.size(); i++) {
        layout
            .readouts()
            .get(i)
            .probabilities(
                logits, points.get(i).calibration(), probabilities, row + layout.offset(i));
      }
    }
    return probabilities;
  }

  /** A row of (B, N) probabilities as a prediction. */
  public Prediction prediction(double[] probabilities, int row) {
    List<HeadPrediction> predictions = new ArrayList<>(points.size());
    for (int i = 0; i < points.size(); i++) {
      Readout readout = layout.readouts().get(i);
      int from = row * layout.outputs() + layout.offset(i);
      predictions.add(readout.prediction(probabilities, from, threshold(i)));
    }
    return Prediction.of(predictions);
  }
}
