package io.github.twohead.djl.internal;

import io.github.twohead.Evaluation;
import io.github.twohead.ExportReport;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LearningRateTest;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.ThresholdChoice;
import io.github.twohead.TrainingReport;
import io.github.twohead.Views;
import io.github.twohead.djl.internal.ModelUse.Action;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.export.CheckedExport;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.TorchInference;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.training.History;
import io.github.twohead.djl.internal.training.RangeTest;
import io.github.twohead.djl.internal.training.TrainingRun;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.runtime.internal.serving.Inference;
import io.github.twohead.runtime.internal.serving.Predictor;
import io.github.twohead.runtime.internal.serving.Scorer;
import io.github.twohead.runtime.internal.serving.ViewedNetwork;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ExportConfig;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.OperatingPoint;
import io.github.twohead.spi.TrainingConfig;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A trainable network on PyTorch, and where its weights came from. Owns the network. */
final class TorchModel implements EngineModel {
  private final Network network;
  private final Optional<Integer> threads;
  private final TorchInference inference;
  private final ModelUse use = new ModelUse();

  /** Where the weights came from that the network holds now, also while it trains. */
  private volatile Supplier<Provenance> provenance;

  /** Whether a run of training tells where they come from. */
  private volatile boolean training;

  /**
   * Takes over a network.
   *
   * @param threads that work on one batch; empty for PyTorch's choice
   */
  TorchModel(Network network, Provenance provenance, Optional<Integer> threads) {
    this.network = network;
    this.provenance = () -> provenance;
    this.threads = threads;
    inference = new TorchInference(network, threads);
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
  public void operatingPoint(HeadSpec head, UnaryOperator<OperatingPoint> change) {
    decide(head, change, UnaryOperator.identity());
  }

  @Override
  public void threshold(HeadSpec head, ThresholdChoice choice) {
    decide(
        head,
        point -> point.threshold(choice.threshold()),
        history -> History.withChoice(history, head, choice));
  }

  private void decide(
      HeadSpec head, UnaryOperator<OperatingPoint> change, UnaryOperator<Provenance> note) {
    use.tune(
        () -> {
          OperatingPoint before = network.points().of(head);
          OperatingPoint point = change.apply(before);
          network.points(network.points().with(head, point));
          if (!training) {
            Provenance told =
                note.apply(History.withoutPoint(provenance.get(), head, before, point));
            provenance = () -> told;
          }
        });
  }

  @Override
  public TrainingReport fit(TrainingConfig settings, ImageTable train, ImageTable validation) {
    return run(Action.TRAIN, () -> train(settings, train, validation));
  }

  @Override
  public LearningRateTest testLearningRate(TrainingConfig settings, ImageTable train, int batches) {
    return run(Action.TRAIN, () -> new RangeTest(network, settings, batches).run(train));
  }

  private TrainingReport train(TrainingConfig settings, ImageTable train, ImageTable validation) {
    Provenance before = provenance.get();
    TrainingRun run = new TrainingRun(network, settings);
    provenance = () -> run.provenance(before);
    training = true;
    try {
      return run.fit(train, validation);
    } finally {
      // also when training failed: the network then holds its best epoch
      Provenance after = provenance.get();
      provenance = () -> after;
      training = false;
    }
  }

  @Override
  public Evaluation evaluate(ImageTable table) {
    return run(
        Action.EVALUATE,
        () -> {
          try (Workers workers = new Workers()) {
            Preprocessing input = network.config().preprocessing();
            return new Scorer(network.points(), input, inference, workers).score(table);
          }
        });
  }

  @Override
  public EnginePredictor predictor(Views views) {
    Preprocessing input = network.config().preprocessing();
    return new Predictor(
        network::points,
        input,
        this::provenance,
        ViewedNetwork.of(new Shared(inference), network.layout(), input, views),
        Optional.empty());
  }

  @Override
  public Map<String, float[]> weights() {
    return use.during(Action.DESCRIBE, () -> network.state().read());
  }

  @Override
  public byte[] input(ImageSource image) {
    return InputImage.read(image, network.config().preprocessing());
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
        () -> {
          Provenance history = provenance.get();
          Manifest manifest = Manifest.of(network.config(), network.points().byHead(), history);
          ExportReport report = new CheckedExport(network, settings, file).write(manifest);
          History.warnOfViews(file, history);
          return report;
        });
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

  /** Answers by the weights that the network holds when it is asked. Owns nothing. */
  private final class Shared implements Inference {
    private final Inference inference;

    Shared(Inference inference) {
      this.inference = inference;
    }

    @Override
    public Inference at(OperatingPoints points) {
      return new Shared(inference.at(points));
    }

    @Override
    public <T> T throughout(Supplier<T> work) {
      return use.during(Action.EVALUATE, work);
    }

    @Override
    public int together() {
      return inference.together();
    }

    @Override
    public double[] probabilities(List<byte[]> images) {
      return use.during(Action.PREDICT, () -> inference.probabilities(images));
    }

    @Override
    public double[] probabilities(FloatBuffer ready) {
      return use.during(Action.PREDICT, () -> inference.probabilities(ready));
    }

    @Override
    public String runtime() {
      return inference.runtime();
    }

    @Override
    public void close() {}
  }
}
