package io.github.twohead;

import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ExportConfig;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.OperatingPoint;
import io.github.twohead.spi.TrainingConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Remembers what it is asked to do. */
final class FakeModel implements EngineModel {
  static final List<HeadSpec> HEADS = List.of(HeadSpec.binary("screen"), HeadSpec.binary("glare"));
  static final Preprocessing INPUT = Preprocessing.standard().size(64);
  static final TrainingReport REPORT = TrainingReport.builder().build();

  final Map<String, OperatingPoint> points = new HashMap<>();
  ModelConfig config = ModelConfig.builder().heads(HEADS).preprocessing(INPUT).build();
  TrainingConfig training;
  Optional<Recipe> recipe = Optional.empty();
  ExportConfig export;
  ImageTable train;
  ImageTable validation;
  Path saved;
  boolean closed;

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public OperatingPoint operatingPoint(HeadSpec head) {
    return points.getOrDefault(head.name(), OperatingPoint.standard());
  }

  @Override
  public void operatingPoint(HeadSpec head, UnaryOperator<OperatingPoint> change) {
    points.put(head.name(), change.apply(operatingPoint(head)));
  }

  @Override
  public void threshold(HeadSpec head, ThresholdChoice choice) {
    operatingPoint(head, point -> point.threshold(choice.threshold()));
  }

  @Override
  public TrainingReport fit(TrainingConfig settings, ImageTable train, ImageTable validation) {
    training = settings;
    recipe = settings.recipe();
    this.train = train;
    this.validation = validation;
    return REPORT;
  }

  @Override
  public LearningRateTest testLearningRate(TrainingConfig settings, ImageTable train, int batches) {
    training = settings;
    this.train = train;
    return LearningRateTest.of(List.of(LearningRateTest.Point.of(1e-3, 1, 1)));
  }

  @Override
  public Evaluation evaluate(ImageTable table) {
    return Evaluation.builder().build();
  }

  @Override
  public EnginePredictor predictor(Views views) {
    return new FakeEngine.FakePredictor();
  }

  @Override
  public Map<String, float[]> weights() {
    return Map.of("fc.bias", new float[] {0.5f});
  }

  @Override
  public byte[] input(ImageSource image) {
    byte[] rgb = new byte[3 * INPUT.width() * INPUT.height()];
    rgb[3] = (byte) 200;
    return rgb;
  }

  @Override
  public void save(Path file) {
    saved = file;
  }

  @Override
  public ExportReport export(ExportConfig settings, Path file) {
    export = settings;
    return ExportReport.builder().format(settings.format()).build();
  }

  @Override
  public Provenance provenance() {
    return Provenance.unknown();
  }

  @Override
  public String runtime() {
    return "fake";
  }

  @Override
  public void close() {
    closed = true;
  }
}
