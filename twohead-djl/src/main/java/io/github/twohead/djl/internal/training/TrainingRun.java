package io.github.twohead.djl.internal.training;

import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.ImageTable;
import io.github.twohead.Preprocessing;
import io.github.twohead.TrainingException;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.data.Batch;
import io.github.twohead.djl.internal.data.BatchLoader;
import io.github.twohead.djl.internal.data.DataReader;
import io.github.twohead.djl.internal.data.Dataset;
import io.github.twohead.djl.internal.data.PixelCache;
import io.github.twohead.djl.internal.data.Workers;
import io.github.twohead.djl.internal.image.Augmenter;
import io.github.twohead.djl.internal.image.InputImage;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.spi.TrainingConfig;
import java.util.ArrayList;
import java.util.List;

/** One call of {@code fit}: data in, the best checkpoint left in the network. */
public final class TrainingRun {
  private final Network network;
  private final TrainingConfig settings;
  private final MultiHeadLoss loss;
  private final Scorer scorer;
  private final BestCheckpoint best;
  private final List<EpochReport> epochs = new ArrayList<>();

  private Dataset train = Dataset.EMPTY;
  private Dataset validation = Dataset.EMPTY;
  private double decodingSeconds;
  private boolean interrupted;

  /** Prepares a run. */
  public TrainingRun(Network network, TrainingConfig settings) {
    this.network = network;
    this.settings = settings;
    loss = new MultiHeadLoss(settings.loss(), network.layout());
    scorer = new Scorer(network.layout(), network.config().preprocessing(), network::infer);
    best = new BestCheckpoint(network.state(), settings);
  }

  /** Trains. The network holds the best checkpoint when this returns or throws. */
  public TrainingReport fit(ImageTable trainTable, ImageTable validationTable) {
    Preprocessing preprocessing = network.config().preprocessing();
    DataReader reader = new DataReader(network.layout(), preprocessing, settings.skipUnreadable());
    reader.add("train", trainTable);
    int trainImages = reader.size();
    reader.add("validation", validationTable);
    int imageBytes = InputImage.values(preprocessing);
    try (PixelCache cache = new PixelCache(reader.size(), imageBytes, settings.cacheBytes());
        Workers workers = new Workers(settings.workers())) {
      BatchLoader loader = new BatchLoader(cache, workers, settings.batchSize(), preprocessing);
      decode(reader, trainImages, cache, workers);
      interrupted = !runEpochs(loader);
    } catch (InterruptedException e) {
      interrupted = true;
      Thread.currentThread().interrupt();
    } finally {
      best.restore();
    }
    return report();
  }

  /** What was done so far; also after {@link #fit} threw. */
  public TrainingReport report() {
    EpochReport bestEpoch = best.epoch();
    return new TrainingReport(
        epochs,
        bestEpoch == null ? 0 : bestEpoch.epoch(),
        interrupted,
        train.unlabelled(),
        train.skipped() + validation.skipped());
  }

  /** The images that were trained on. */
  public Dataset train() {
    return train;
  }

  private void decode(DataReader reader, int trainImages, PixelCache cache, Workers workers)
      throws InterruptedException {
    long start = System.nanoTime();
    int total = reader.size();
    reader.decode(
        cache,
        workers,
        done -> {
          if (done == trainImages) {
            decodingSeconds = secondsSince(start);
          }
          settings.listener().onDecoded(done, total);
        });
    reader.checkDisjoint(1, 0);
    reader.checkBothClasses(0, network.layout().heads());
    reader.checkBothClasses(1, List.of(settings.mainHead()));
    List<Dataset> sets = reader.finish();
    train = sets.get(0);
    validation = sets.get(1);
  }

  /** Returns false if this thread was interrupted. */
  private boolean runEpochs(BatchLoader loader) throws InterruptedException {
    try (TrainingStep step = new TrainingStep(network, loss, settings.optimizer())) {
      for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
        long start = System.nanoTime();
        double meanLoss = trainEpoch(epoch, loader, step);
        if (Thread.currentThread().isInterrupted()) {
          return false;
        }
        double seconds = secondsSince(start) + (epoch == 1 ? decodingSeconds : 0);
        EpochReport report = validate(epoch, meanLoss, seconds, loader);
        best.offer(report);
        epochs.add(report);
        settings.listener().onEpoch(report);
      }
    }
    return true;
  }

  private double trainEpoch(int number, BatchLoader loader, TrainingStep step)
      throws InterruptedException {
    Augmenter augmenter = new Augmenter(network.config().preprocessing(), settings.augmentation());
    Epoch epoch = new Epoch(number, loader.batches(train.size()), step);
    loader.shuffled(train, augmenter, network.config().seed() * 1_000_003 + number, epoch);
    return epoch.lossSum / epoch.images;
  }

  /** A pass over the training images, batch by batch, until this thread is interrupted. */
  private final class Epoch implements BatchLoader.BatchConsumer {
    private final int number;
    private final int batches;
    private final TrainingStep step;
    private int done;
    private int images;
    private double lossSum;

    Epoch(int number, int batches, TrainingStep step) {
      this.number = number;
      this.batches = batches;
      this.step = step;
    }

    @Override
    public boolean accept(Batch batch) {
      double progress = number - 1 + (double) done / batches;
      float loss = step.run(batch, settings.schedule().factor(progress, settings.epochs()));
      done++;
      images += batch.size();
      if (!Float.isFinite(loss)) {
        throw notFinite("loss is " + loss + " in epoch " + number + ", batch " + done);
      }
      lossSum += loss * batch.size();
      settings
          .listener()
          .onBatch(
              new BatchReport(
                  number, settings.epochs(), done, batches, images, train.size(), loss));
      return !Thread.currentThread().isInterrupted();
    }
  }

  private TrainingException notFinite(String what) {
    EpochReport kept = best.epoch();
    return new TrainingException(
        "the "
            + what
            + ": try a smaller learning rate than "
            + settings.optimizer().learningRate()
            + (kept == null
                ? "; no epoch was finished, and the model holds the weights from before"
                : "; the model holds the weights of epoch " + kept.epoch()),
        report());
  }

  private EpochReport validate(int epoch, double meanLoss, double seconds, BatchLoader loader)
      throws InterruptedException {
    Scorer.Outputs outputs = scorer.run(validation, loader);
    double validationLoss = loss.of(outputs.logits(), outputs.targets());
    if (!Double.isFinite(validationLoss)) {
      throw notFinite("validation loss is " + validationLoss + " after epoch " + epoch);
    }
    return new EpochReport(
        epoch,
        meanLoss,
        validationLoss,
        seconds,
        train.size() / seconds,
        scorer.scores(outputs, validation));
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
