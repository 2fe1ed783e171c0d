package io.github.twohead.djl.internal.training;

import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.ImageTable;
import io.github.twohead.Provenance;
import io.github.twohead.Recipe;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingReport;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Images.LostImageException;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.serving.Scorer;
import io.github.twohead.spi.TrainingConfig;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One call of {@code fit}: data in, the best checkpoint left in the network. */
public final class TrainingRun {
  private final Network network;
  private final TrainingConfig settings;
  private final MultiHeadLoss loss;
  private final BestCheckpoint best;
  private final Listeners listeners;
  private final TrainingData data;
  private final Optional<Recipe> recipe;
  private final Tuning tuning;
  private final List<EpochReport> epochs = new ArrayList<>();

  private Ending ending = Ending.FAILURE;
  private boolean changed;

  /** The epoch after which the network's weights were as they are now; empty within an epoch. */
  private Optional<EpochReport> held = Optional.empty();

  /** Prepares a run. */
  public TrainingRun(Network network, TrainingConfig settings) {
    this.network = network;
    this.settings = settings;
    loss = new MultiHeadLoss(settings.loss(), network);
    best = new BestCheckpoint(network.state(), settings);
    listeners = Listeners.of(settings);
    data = new TrainingData(network, settings, loss);
    tuning = new Tuning(settings);
    recipe = settings.recipe();
    network.stages().check(settings.freeze());
  }

  /** Trains. The network holds the best checkpoint when this returns or throws. */
  public TrainingReport fit(ImageTable trainTable, ImageTable validationTable) {
    OperatingPoints before = network.points();
    network.points(before.uncalibrated());
    Tuning.logDropped(before);
    boolean failed = true;
    try {
      data.feed(
          trainTable,
          validationTable,
          listeners,
          (pixels, features) -> ending = runEpochs(pixels, features));
      failed = false;
    } catch (InterruptedException e) {
      ending = Ending.INTERRUPT;
      failed = false;
      Thread.currentThread().interrupt();
    } catch (LostImageException e) {
      throw stopped(e.getMessage() + ", though it was readable when training started", e);
    } finally {
      restore(before);
      if (failed && changed) {
        tuning.logLeftOut();
      }
    }
    best.epoch().ifPresent(kept -> network.points(tuning.of(network.points(), kept.evaluation())));
    return report();
  }

  private void restore(OperatingPoints before) {
    network.stages().freeze(0);
    best.restore();
    held = best.epoch();
    changed = held.isPresent();
    if (!changed) {
      network.points(before); // which fit the weights again
    }
  }

  /** What was done so far; also after {@link #fit} threw. */
  public TrainingReport report() {
    return TrainingReport.builder()
        .epochs(epochs)
        .bestEpoch(best.epoch().map(EpochReport::epoch).orElse(0))
        .ending(ending)
        .unlabelled(data.train().unlabelled())
        .skipped(data.train().skipped() + data.validation().skipped())
        .calibrations(tuning.calibrations())
        .thresholds(tuning.thresholds())
        .build();
  }

  /**
   * Where the weights came from that the network holds now.
   *
   * @param before where those came from that training started with
   */
  public Provenance provenance(Provenance before) {
    return changed
        ? tuning.noted(
            History.after(before, network, settings, recipe, data.provenance(), report(), held))
        : before;
  }

  private Ending runEpochs(InputPipeline pixels, InputPipeline features)
      throws InterruptedException {
    try (TrainingStep step = new TrainingStep(network, settings)) {
      for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
        network.stages().freeze(settings.freeze().stagesIn(epoch));
        InputPipeline inputs = network.stages().allFrozen() ? features : pixels;
        Epoch pass = trainEpoch(epoch, inputs, step);
        if (Thread.currentThread().isInterrupted()) {
          return Ending.INTERRUPT;
        }
        if (pass.ended) {
          return Ending.LISTENER;
        }
        step.average().swap();
        EpochReport report = validate(pass, inputs);
        if (epoch == 1) {
          inputs.logKept(data.train().size() + data.validation().size());
        }
        boolean ended = finish(report);
        step.average().swap();
        if (listeners.wereInterrupted()) {
          return Ending.INTERRUPT;
        }
        if (ended && epoch < settings.epochs()) {
          return Ending.LISTENER;
        }
      }
    }
    return Ending.COMPLETED;
  }

  /** Returns whether a listener ends training with an epoch. */
  private boolean finish(EpochReport report) {
    epochs.add(report);
    offer(report);
    keepEvaluations(report);
    held = Optional.of(report);
    listeners.onEpoch(report);
    boolean ended = listeners.endsTraining(report);
    held = Optional.empty();
    return ended;
  }

  /** Lets the answers go that neither the best nor the latest epoch needs. */
  private void keepEvaluations(EpochReport latest) {
    int kept = best.epoch().map(EpochReport::epoch).orElse(latest.epoch());
    epochs.replaceAll(
        epoch ->
            epoch.epoch() == kept || epoch.epoch() == latest.epoch()
                ? epoch
                : epoch.withoutEvaluation());
  }

  private void offer(EpochReport report) {
    try {
      best.offer(report);
    } catch (RuntimeException e) {
      String why =
          e instanceof TwoheadException ? e.getMessage() : settings.best() + " fails: " + e;
      throw stopped(why + ", after epoch " + report.epoch(), e);
    }
  }

  private Epoch trainEpoch(int number, InputPipeline inputs, TrainingStep step)
      throws InterruptedException {
    Epoch epoch = new Epoch(number, inputs, step);
    inputs.shuffled(data.train(), network.config().seed() * 1_000_003 + number, epoch);
    return epoch;
  }

  /**
   * A pass over the training images, batch by batch, until this thread is interrupted or a listener
   * ends it.
   */
  private final class Epoch implements BatchLoader.BatchConsumer {
    private final int number;
    private final InputPipeline inputs;
    private final TrainingStep step;
    private final int batches = BatchLoader.batches(data.train().size(), settings.batchSize());
    private final long start = System.nanoTime();
    private int done;
    private int images;
    private double seconds;
    private double lossSum;
    private boolean ended;

    Epoch(int number, InputPipeline inputs, TrainingStep step) {
      this.number = number;
      this.inputs = inputs;
      this.step = step;
    }

    @Override
    public boolean accept(Batch batch) {
      double factor = rateFactor();
      changed = true;
      float loss = step.run(inputs, batch, factor);
      done++;
      images += batch.size();
      seconds = (System.nanoTime() - start) / 1e9;
      if (!Float.isFinite(loss)) {
        throw notFinite("loss is " + loss + " in epoch " + number + ", batch " + done);
      }
      lossSum += loss * batch.size();
      BatchReport report =
          BatchReport.builder()
              .epoch(number)
              .epochs(settings.epochs())
              .batch(done)
              .batches(batches)
              .images(images)
              .totalImages(data.train().size())
              .seconds(seconds)
              .loss(loss)
              .learningRate(settings.optimizer().learningRate() * factor)
              .build();
      listeners.onBatch(report);
      ended = listeners.endsTraining(report);
      return !ended && !Thread.currentThread().isInterrupted();
    }

    private double rateFactor() {
      double progress = number - 1 + (double) done / batches;
      double factor = settings.schedule().factor(progress, settings.epochs());
      if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
        throw stopped(
            "the learning-rate schedule gives the factor "
                + factor
                + " in epoch "
                + number
                + ", batch "
                + (done + 1)
                + ": it must be finite and at least 0");
      }
      return factor;
    }
  }

  private TrainingException notFinite(String what) {
    return stopped(
        "the "
            + what
            + ": try a smaller learning rate than "
            + settings.optimizer().learningRate());
  }

  private TrainingException stopped(String why) {
    return new TrainingException(why + "; " + best.held(), report());
  }

  private TrainingException stopped(String why, Throwable cause) {
    TrainingException stopped = stopped(why);
    stopped.initCause(cause);
    return stopped;
  }

  private EpochReport validate(Epoch trained, InputPipeline inputs) throws InterruptedException {
    float[] logits = new float[data.validation().size() * network.layout().outputs()];
    FloatBuffer targets = FloatBuffer.allocate(logits.length);
    inputs.inOrder(
        data.validation(),
        batch -> {
          float[] rows = inputs.infer(batch);
          System.arraycopy(rows, 0, logits, targets.position(), rows.length);
          targets.put(batch.targets());
          return true;
        });
    double validationLoss = loss.of(logits, targets.array());
    if (!Double.isFinite(validationLoss)) {
      throw notFinite("validation loss is " + validationLoss + " after epoch " + trained.number);
    }
    OperatingPoints points = network.points();
    return EpochReport.builder()
        .epoch(trained.number)
        .loss(trained.lossSum / trained.images)
        .validationLoss(validationLoss)
        .seconds(trained.seconds)
        .imagesPerSecond(trained.images / trained.seconds)
        .evaluation(Scorer.evaluation(points, points.probabilities(logits), data.validation()))
        .build();
  }
}
