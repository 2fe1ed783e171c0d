package io.github.twohead.djl.internal.training;

import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.Freeze;
import io.github.twohead.ImageTable;
import io.github.twohead.Provenance;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingReport;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.DataReader;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.data.Images;
import io.github.twohead.runtime.internal.data.Images.LostImageException;
import io.github.twohead.runtime.internal.data.ItemCache;
import io.github.twohead.runtime.internal.data.ItemCache.CacheRoom;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.runtime.internal.image.InputImage;
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
  private final List<EpochReport> epochs = new ArrayList<>();

  private Dataset train = Dataset.EMPTY;
  private Dataset validation = Dataset.EMPTY;
  private Provenance data = Provenance.unknown();
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
    checkStages(settings.freeze(), network.stages().count());
  }

  private static void checkStages(Freeze freeze, int count) {
    if (freeze.stages() > count && freeze.stages() != Freeze.ALL) {
      throw new IllegalArgumentException(
          "freeze: " + freeze.stages() + " stages, but the backbone has " + count);
    }
  }

  /** Trains. The network holds the best checkpoint when this returns or throws. */
  public TrainingReport fit(ImageTable trainTable, ImageTable validationTable) {
    DataReader reader = read(trainTable, validationTable);
    // kept features save more than kept images, and take less room
    int featured = usesFeatures() ? reader.size() : 0;
    CacheRoom room = CacheRoom.of(settings.imageCache());
    try (ItemCache features = new ItemCache(featured, network.featureValues() * Float.BYTES, room);
        ItemCache decoded = new ItemCache(reader.size(), imageValues(), features.left());
        Workers workers = new Workers(settings.workers())) {
      decode(reader, decoded, workers);
      Images images = reader.images(decoded);
      BatchLoader loader = loader(workers);
      InputPipeline pixels =
          new PixelPipeline(network, loss, loader, images, settings.augmentation());
      InputPipeline kept =
          usesFeatures()
              ? new FeaturePipeline(network, loss, loader, settings.batchSize(), images, features)
              : pixels;
      ending = runEpochs(pixels, kept);
    } catch (InterruptedException e) {
      ending = Ending.INTERRUPT;
      Thread.currentThread().interrupt();
    } catch (LostImageException e) {
      TrainingException lost =
          stopped(e.getMessage() + ", though it was readable when training started");
      lost.initCause(e);
      throw lost;
    } finally {
      network.stages().freeze(0);
      best.restore();
      held = Optional.ofNullable(best.epoch());
      changed = held.isPresent();
    }
    return report();
  }

  private DataReader read(ImageTable trainTable, ImageTable validationTable) {
    DataReader reader =
        new DataReader(
            network.layout(), network.config().preprocessing(), settings.skipUnreadable());
    reader.add("train", trainTable);
    reader.add("validation", validationTable);
    reader.logLabels();
    if (!settings.repeatedRows()) {
      reader.logRepeatedRows();
    }
    return reader;
  }

  private int imageValues() {
    return InputImage.values(network.config().preprocessing());
  }

  /** Whether there are epochs in which nothing before the heads changes. */
  private boolean usesFeatures() {
    return settings.freeze().stagesIn(1) >= network.stages().count()
        && settings.augmentation().isNone();
  }

  private BatchLoader loader(Workers workers) {
    int values = usesFeatures() ? FeaturePipeline.itemValues(network) : imageValues();
    return new BatchLoader(workers, settings.batchSize(), values);
  }

  /** What was done so far; also after {@link #fit} threw. */
  public TrainingReport report() {
    EpochReport bestEpoch = best.epoch();
    return TrainingReport.builder()
        .epochs(epochs)
        .bestEpoch(bestEpoch == null ? 0 : bestEpoch.epoch())
        .ending(ending)
        .unlabelled(train.unlabelled())
        .skipped(train.skipped() + validation.skipped())
        .build();
  }

  /**
   * Where the weights came from that the network holds now.
   *
   * @param before where those came from that training started with
   */
  public Provenance provenance(Provenance before) {
    return changed ? History.after(before, network, settings, data, report(), held) : before;
  }

  private void decode(DataReader reader, ItemCache cache, Workers workers)
      throws InterruptedException {
    int total = reader.size();
    reader.decode(cache, workers, done -> listeners.onDecoded(done, total));
    reader.checkDisjoint(1, 0);
    reader.checkBothClasses(0, network.layout().heads());
    reader.checkBothClasses(1, List.of(settings.mainHead()));
    List<Dataset> sets = reader.finish();
    train = sets.get(0);
    validation = sets.get(1);
    data = reader.provenance();
    boolean neededLater = !usesFeatures() || settings.freeze().stagesIn(settings.epochs()) == 0;
    if (neededLater) {
      cache.log(train.size() + validation.size(), "images", "decoded again in every epoch");
    }
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
          inputs.logKept(train.size() + validation.size());
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
    best.offer(report);
    epochs.add(report);
    held = Optional.of(report);
    listeners.onEpoch(report);
    boolean ended = listeners.endsTraining(report);
    held = Optional.empty();
    return ended;
  }

  private Epoch trainEpoch(int number, InputPipeline inputs, TrainingStep step)
      throws InterruptedException {
    Epoch epoch = new Epoch(number, inputs, step);
    inputs.shuffled(train, network.config().seed() * 1_000_003 + number, epoch);
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
    private final int batches = BatchLoader.batches(train.size(), settings.batchSize());
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
              .totalImages(train.size())
              .seconds(seconds)
              .loss(loss)
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
    EpochReport kept = best.epoch();
    return new TrainingException(
        why
            + (kept == null
                ? "; no epoch was finished, and the model holds the weights from before"
                : "; the model holds the weights of epoch " + kept.epoch()),
        report());
  }

  private EpochReport validate(Epoch trained, InputPipeline inputs) throws InterruptedException {
    float[] logits = new float[validation.size() * network.layout().outputs()];
    FloatBuffer targets = FloatBuffer.allocate(logits.length);
    inputs.inOrder(
        validation,
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
    return EpochReport.builder()
        .epoch(trained.number)
        .loss(trained.lossSum / trained.images)
        .validationLoss(validationLoss)
        .seconds(trained.seconds)
        .imagesPerSecond(trained.images / trained.seconds)
        .scores(Scorer.scores(network.layout(), network.layout().probabilities(logits), validation))
        .build();
  }
}
