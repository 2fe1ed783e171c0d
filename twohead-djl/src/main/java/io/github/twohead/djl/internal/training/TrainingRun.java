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
import io.github.twohead.spi.TrainingConfig;
import java.util.Map;
import java.util.Optional;

/** One call of {@code fit}: data in, the best checkpoint left in the network. */
public final class TrainingRun {
  private final Network network;
  private final TrainingConfig settings;
  private final Map<String, String> decides;
  private final MultiHeadLoss loss;
  private final BestCheckpoint best;
  private final EpochRules rules;
  private final Listeners listeners;
  private final TrainingData data;
  private final Optional<Recipe> recipe;
  private final Tuning tuning;
  private final Progress progress = new Progress();
  private final EpochHistory epochs;
  private final Checkpointing checkpoints;
  private Ending ending = Ending.FAILURE;
  private boolean changed;
  private Optional<EpochReport> held = Optional.empty(); // of the weights; none within it

  /** Prepares a run. */
  public TrainingRun(Network network, TrainingConfig settings) {
    this.network = network;
    this.settings = settings;
    network.stages().check(settings.freeze(), settings.optimizer());
    decides = History.settings(settings, network.config());
    loss = new MultiHeadLoss(settings.loss(), network);
    best = new BestCheckpoint(network.state(), settings.epochs().best());
    rules = new EpochRules(best, settings);
    listeners = Listeners.of(settings);
    data = new TrainingData(network, settings, loss);
    tuning = new Tuning(settings);
    recipe = settings.recipe();
    epochs = new EpochHistory(network.layout(), data);
    checkpoints = new Checkpointing(network, settings, progress);
    checkpoints.part("epochs", epochs::save, epochs::load);
    checkpoints.part("best", best::save, in -> best.load(in, epochs.all()));
    rules.addTo(checkpoints);
  }

  /** Trains. The network holds the best checkpoint when this returns or throws. */
  public TrainingReport fit(ImageTable trainTable, ImageTable validationTable) {
    OperatingPoints before = network.points();
    network.points(before.uncalibrated());
    Tuning.logDropped(before);
    boolean failed = true;
    try (checkpoints) {
      checkpoints.begin(decides);
      data.feed(
          trainTable,
          Optional.of(validationTable),
          listeners,
          () -> checkpoints.check(data.provenance(), data.train()),
          (pixels, features) -> ending = runEpochs(pixels, features));
      failed = false;
    } catch (InterruptedException e) {
      ending = Ending.INTERRUPT;
      failed = false;
      Thread.currentThread().interrupt();
    } catch (LostImageException e) {
      throw stopped(e.getMessage() + ", though it was readable when training started", e);
    } finally {
      loss.close();
      restore(before);
      if (failed && changed) {
        tuning.logLeftOut();
      }
    }
    best.epoch().ifPresent(kept -> network.points(tuning.of(network, kept.evaluation())));
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
    TrainingReport.Builder report =
        TrainingReport.builder()
            .epochs(epochs.all())
            .bestEpoch(best.epoch().map(EpochReport::epoch).orElse(0))
            .ending(ending)
            .unlabelled(data.train().unlabelled())
            .skipped(data.train().skipped() + data.validation().skipped())
            .calibrations(tuning.calibrations())
            .thresholds(tuning.thresholds());
    if (ending == Ending.EARLY_STOP) {
      settings.epochs().stopping().ifPresent(report::earlyStopping);
    }
    return report.build();
  }

  /**
   * Where the weights came from that the network holds now.
   *
   * @param before where those came from that training started with
   */
  public Provenance provenance(Provenance before) {
    return changed
        ? tuning.noted(
            History.after(
                before, network, settings, decides, recipe, data.provenance(), report(), held))
        : before;
  }

  private Ending runEpochs(InputPipeline pixels, InputPipeline features)
      throws InterruptedException {
    try (TrainingStep step = new TrainingStep(network, settings, loss)) {
      checkpoints.part("step", step::save, step::load);
      checkpoints.part("loss", loss::save, loss::load);
      boolean resumed = checkpoints.resume();
      changed |= resumed;
      for (boolean first = true; progress.goesOn(settings.epochs().count()); first = false) {
        network.stages().freeze(settings.freeze().stagesIn(progress.epoch()));
        InputPipeline inputs = network.stages().allFrozen() ? features : pixels;
        if (first && resumed) {
          inputs.recall(data, progress);
        }
        Optional<Ending> within = learn(inputs, step);
        if (within.isPresent()) {
          return within.get();
        }
        step.average().swap();
        EpochReport report = validate(inputs);
        if (first && data.train().showsEachRowOnce()) {
          inputs.logKept(data.train().size() + data.validation().size());
        }
        boolean ended = finish(report);
        step.average().swap();
        if (listeners.wereInterrupted()) {
          return Ending.INTERRUPT;
        }
        progress.endEpoch(ended ? Optional.of(Ending.LISTENER) : rules.ending());
        checkpoints.afterEpoch(batches());
      }
    }
    return progress.ending(settings.epochs().count());
  }

  /** Passes over the training images; returns why training ends within the pass, if it does. */
  private Optional<Ending> learn(InputPipeline inputs, TrainingStep step)
      throws InterruptedException {
    Epoch pass = new Epoch(inputs, step);
    long seed = Progress.seed(network, progress.epoch());
    inputs.shuffled(data.train(), seed, progress.batches(), pass);
    loss.endEpoch();
    if (Thread.currentThread().isInterrupted()) {
      return Optional.of(Ending.INTERRUPT);
    }
    return pass.ended ? Optional.of(Ending.LISTENER) : Optional.empty();
  }

  private int batches() {
    return BatchLoader.batches(data.train().epochLength(), settings.data().stepSize());
  }

  /** Returns whether a listener ends training with an epoch. */
  private boolean finish(EpochReport report) {
    epochs.add(report);
    rules.all().forEach(rule -> offer(rule, report));
    epochs.keepEvaluations(best.epoch().orElse(report).epoch());
    held = Optional.of(report);
    listeners.onEpoch(report);
    boolean ended = listeners.endsTraining(report);
    held = Optional.empty();
    return ended;
  }

  private void offer(EpochRule rule, EpochReport report) {
    try {
      rule.offer(report);
    } catch (RuntimeException e) {
      String why = e instanceof TwoheadException ? e.getMessage() : rule.by() + " fails: " + e;
      throw stopped(why + ", after epoch " + report.epoch(), e);
    }
  }

  /**
   * A pass over the training images, batch by batch, until this thread is interrupted or a listener
   * ends it.
   */
  private final class Epoch implements BatchLoader.BatchConsumer {
    private final int number = progress.epoch();
    private final InputPipeline inputs;
    private final TrainingStep step;
    private final int batches = batches();
    private final double secondsBefore = progress.seconds();
    private final long start = System.nanoTime();
    private boolean ended;

    Epoch(InputPipeline inputs, TrainingStep step) {
      this.inputs = inputs;
      this.step = step;
    }

    @Override
    public boolean accept(Batch batch) {
      double factor = rateFactor();
      changed = true;
      float loss = step.run(inputs, batch, factor);
      if (!Float.isFinite(loss)) {
        throw notFinite("loss is " + loss + inBatch());
      }
      progress.add(batch.size(), loss, secondsBefore + (System.nanoTime() - start) / 1e9);
      BatchReport report =
          BatchReport.builder()
              .epoch(number)
              .epochs(settings.epochs().count())
              .batch(progress.batches())
              .batches(batches)
              .images(progress.images())
              .totalImages(data.train().epochLength())
              .seconds(progress.seconds())
              .loss(loss)
              .learningRate(settings.optimizer().learningRate() * factor)
              .build();
      listeners.onBatch(report);
      ended = listeners.endsTraining(report);
      boolean goesOn = !ended && !Thread.currentThread().isInterrupted();
      if (goesOn) {
        checkpoints.afterBatch(batches);
      }
      return goesOn;
    }

    private double rateFactor() {
      double at = number - 1 + (double) progress.batches() / batches;
      double factor = settings.schedule().factor(at, settings.epochs().count());
      if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
        throw stopped(
            "the learning-rate schedule gives the factor "
                + factor
                + inBatch()
                + ": it must be finite and at least 0");
      }
      return factor * rules.rateFactor();
    }

    private String inBatch() {
      return " in epoch " + number + ", batch " + (progress.batches() + 1);
    }
  }

  private TrainingException notFinite(String what) {
    double rate = settings.optimizer().learningRate();
    return stopped("the " + what + ": try a smaller learning rate than " + rate);
  }

  private TrainingException stopped(String why) {
    return new TrainingException(why + "; " + best.held(), report());
  }

  private TrainingException stopped(String why, Throwable cause) {
    return (TrainingException) stopped(why).initCause(cause);
  }

  private EpochReport validate(InputPipeline inputs) throws InterruptedException {
    Validation validation = Validation.of(network, loss, inputs, data.validation());
    if (!Double.isFinite(validation.loss())) {
      throw notFinite(
          "validation loss is " + validation.loss() + " after epoch " + progress.epoch());
    }
    return EpochReport.builder()
        .epoch(progress.epoch())
        .loss(progress.loss())
        .validationLoss(validation.loss())
        .seconds(progress.seconds())
        .imagesPerSecond(progress.images() / progress.seconds())
        .headWeights(loss.headWeights())
        .evaluation(validation.evaluation(network.points(), data.validation()))
        .build();
  }
}
