package io.github.twohead.djl.internal;

import io.github.twohead.ExportReport;
import io.github.twohead.ImageTable;
import io.github.twohead.Preprocessing;
import io.github.twohead.Scores;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.bundle.Provenance;
import io.github.twohead.djl.internal.image.Augmenter;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.Torch;
import io.github.twohead.djl.internal.training.Scorer;
import io.github.twohead.djl.internal.training.TrainingRun;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ExportConfig;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.TrainingConfig;
import java.nio.file.Path;
import java.util.Optional;

/** A trainable network on PyTorch, and where its weights came from. Owns the network. */
final class TorchModel implements EngineModel {
  private final Network network;
  private final Optional<Integer> threads;
  private Provenance provenance;
  private boolean closed;

  /**
   * Takes over a network.
   *
   * @param threads that work on one batch; empty for PyTorch's choice
   */
  TorchModel(Network network, Provenance provenance, Optional<Integer> threads) {
    this.network = network;
    this.provenance = provenance;
    this.threads = threads;
  }

  @Override
  public ModelConfig config() {
    return network.config();
  }

  @Override
  public TrainingReport fit(TrainingConfig settings, ImageTable train, ImageTable validation) {
    prepare();
    TrainingRun run = new TrainingRun(network, settings);
    try {
      return run.fit(train, validation);
    } finally {
      // also when training failed: the network then holds its best epoch
      TrainingReport report = run.report();
      if (report.bestEpoch() > 0) {
        provenance = Provenance.of(settings, report, run.train(), network);
      }
    }
  }

  @Override
  public Scores evaluate(ImageTable table) {
    prepare();
    Preprocessing input = network.config().preprocessing();
    return new Scorer(network.layout(), input, Augmenter.none(input), network::probabilities)
        .score(table);
  }

  @Override
  public void save(Path file) {
    checkOpen();
    Bundle.save(network, provenance, file);
  }

  @Override
  public ExportReport export(ExportConfig settings, Path file) {
    prepare();
    return new CheckedExport(network, settings).write(Bundle.manifest(network, provenance), file);
  }

  @Override
  public String runtime() {
    return network.runtime();
  }

  /** Before the network runs: others may have set the process's number of threads. */
  private void prepare() {
    checkOpen();
    threads.ifPresent(Torch::useThreads);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    network.close();
  }
}
