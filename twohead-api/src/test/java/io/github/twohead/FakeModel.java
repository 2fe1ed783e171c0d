package io.github.twohead;

import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ExportConfig;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.TrainingConfig;
import java.nio.file.Path;
import java.util.List;

/** Remembers what it is asked to do. */
final class FakeModel implements EngineModel {
  static final List<HeadSpec> HEADS =
      List.of(HeadSpec.binary("screen"), HeadSpec.builder("glare").threshold(0.7).build());
  static final Preprocessing INPUT = Preprocessing.standard().size(64);
  static final TrainingReport REPORT = TrainingReport.builder().build();

  TrainingConfig training;
  ExportConfig export;
  ImageTable train;
  ImageTable validation;

  @Override
  public ModelConfig config() {
    return ModelConfig.builder().heads(HEADS).preprocessing(INPUT).build();
  }

  @Override
  public TrainingReport fit(TrainingConfig settings, ImageTable train, ImageTable validation) {
    training = settings;
    this.train = train;
    this.validation = validation;
    return REPORT;
  }

  @Override
  public Scores evaluate(ImageTable table) {
    return Scores.builder().build();
  }

  @Override
  public void save(Path file) {}

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
  public void close() {}
}
