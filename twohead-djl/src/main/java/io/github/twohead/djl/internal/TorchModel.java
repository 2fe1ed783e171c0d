package io.github.twohead.djl.internal;

import io.github.twohead.Evaluation;
import io.github.twohead.ExportReport;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.ModelUse.Action;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.export.CheckedExport;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.training.TrainingRun;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.runtime.internal.serving.Scorer;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ExportConfig;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.OperatingPoint;
import io.github.twohead.spi.TrainingConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A trainable network on PyTorch, and where its weights came from. Owns the network. */
final class TorchModel implements EngineModel {
  private final Network network;
  private final Optional<Integer> threads;
  private final ModelUse use = new ModelUse();

  /** Where the weights came from that the network holds now, also while it trains. */
  private Supplier<Provenance> provenance;

  /**
   * Takes over a network.
   *
   * @param threads that work on one batch; empty for PyTorch's choice
   */
  TorchModel(Network network, Provenance provenance, Optional<Integer> threads) {
    this.network = network;
    this.provenance = () -> provenance;
    this.threads = threads;
  }

  @Override
  public ModelConfig config() {
    return network.config();
  }

  @Override
  public OperatingPoint operatingPoint(HeadSpec head) {
    return network.points().of(head);
  }

  @Override
  public void operatingPoint(HeadSpec head, OperatingPoint point) {
    use.during(
        Action.TUNE,
        () -> {
          network.points(network.points().with(head, point));
          return point;
        });
  }

  @Override
  public TrainingReport fit(TrainingConfig settings, ImageTable train, ImageTable validation) {
    return run(Action.TRAIN, () -> train(settings, train, validation));
  }

  private TrainingReport train(TrainingConfig settings, ImageTable train, ImageTable validation) {
    Provenance before = provenance.get();
    TrainingRun run = new TrainingRun(network, settings);
    provenance = () -> run.provenance(before);
    try {
      return run.fit(train, validation);
    } finally {
      // also when training failed: the network then holds its best epoch
      Provenance after = provenance.get();
      provenance = () -> after;
    }
  }

  @Override
  public Evaluation evaluate(ImageTable table) {
    Preprocessing input = network.config().preprocessing();
    return run(
        Action.EVALUATE,
        () ->
            new Scorer(network.points(), input, new Normalizer(input), network::probabilities)
                .score(table));
  }

  @Override
  public void save(Path file) {
    use.during(
        Action.SAVE,
        () -> {
          Bundle.save(network, provenance.get(), file);
          return file;
        });
  }

  @Override
  public ExportReport export(ExportConfig settings, Path file) {
    return run(
        Action.EXPORT,
        () ->
            new CheckedExport(network, settings, file)
                .write(Manifest.of(network.config(), network.points().byHead(), provenance.get())));
  }

  @Override
  public Provenance provenance() {
    return use.during(Action.DESCRIBE, () -> provenance.get());
  }

  @Override
  public String runtime() {
    return network.runtime();
  }

  /** Runs the network, after others may have set the process's number of threads. */
  private <T> T run(Action action, Supplier<T> work) {
    return use.during(
        action,
        () -> {
          threads.ifPresent(Torch::useThreads);
          return work.get();
        });
  }

  @Override
  public void close() {
    use.close(network::close);
  }
}
