package io.github.twohead.djl.internal.training;

import io.github.twohead.Distillation;
import io.github.twohead.Distillation.Teaching;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Provenance;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.data.DatasetReader;
import io.github.twohead.runtime.internal.data.Images;
import io.github.twohead.runtime.internal.data.Images.LostImageException;
import io.github.twohead.runtime.internal.data.ItemCache;
import io.github.twohead.runtime.internal.data.ItemCache.CacheRoom;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.spi.DataConfig;
import io.github.twohead.spi.TrainingConfig;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The images of one training: read, decoded once, and kept where there is room. */
final class TrainingData {
  private final Network network;
  private final TrainingConfig settings;
  private final DataConfig how;
  private final MultiHeadLoss loss;

  private Dataset train = Dataset.EMPTY;
  private Dataset validation = Dataset.EMPTY;
  private Provenance provenance = Provenance.unknown();

  TrainingData(Network network, TrainingConfig settings, MultiHeadLoss loss) {
    this.network = network;
    this.settings = settings;
    how = settings.data();
    this.loss = loss;
  }

  /** What is done with the images. */
  @FunctionalInterface
  interface Training {

    /**
     * Trains.
     *
     * @param pixels gives what images show
     * @param features gives what a frozen backbone makes of them; the same as pixels where there
     *     are no epochs for that
     */
    void run(InputPipeline pixels, InputPipeline features) throws InterruptedException;
  }

  /** Images to learn from; empty until they are read. */
  Dataset train() {
    return train;
  }

  /** Images to score with; empty until they are read. */
  Dataset validation() {
    return validation;
  }

  /** What was read. */
  Provenance provenance() {
    return provenance;
  }

  /**
   * Reads and decodes tables, and lets training go on while what it needs is open.
   *
   * @param checks what else is to be checked of the tables, before a teacher is asked
   * @throws LostImageException if an image cannot be read again
   */
  void feed(
      ImageTable trainTable,
      Optional<ImageTable> validationTable,
      Listeners listeners,
      Runnable checks,
      Training training)
      throws InterruptedException {
    checkStep(trainTable);
    DatasetReader reader = read(trainTable, validationTable);
    // kept features save more than kept images, and take less room
    int featured = usesFeatures() ? reader.size() : 0;
    CacheRoom room = CacheRoom.of(how.imageCache());
    try (Teaching teacher = teacher();
        ItemCache features = new ItemCache(featured, network.featureValues() * Float.BYTES, room);
        ItemCache decoded = new ItemCache(reader.size(), imageValues(), features.left());
        Workers workers = new Workers(how.workers())) {
      decode(reader, decoded, workers, listeners, validationTable.isPresent());
      checks.run();
      learnFrom(teacher);
      Images images = reader.images(decoded);
      BatchLoader loader = loader(workers);
      InputPipeline pixels =
          new PixelPipeline(network, loss, loader, images, how.batchSize(), how.augmentation());
      InputPipeline kept =
          usesFeatures()
              ? new FeaturePipeline(network, loss, loader, how, images, features)
              : pixels;
      training.run(pixels, kept);
    }
  }

  /** Refuses a step that memory cannot hold, and one that is larger than the epoch. */
  private void checkStep(ImageTable table) {
    int batch = how.batchSize();
    int most = BatchLoader.mostItems(itemValues());
    if (batch > most) {
      throw new IllegalArgumentException(
          batch + " images of a batch take more than 2 GiB: make batchSize at most " + most);
    }
    String step =
        "accumulate "
            + how.accumulate()
            + " times batchSize "
            + batch
            + " is a step of images that ";
    if (how.stepSize() > most) {
      throw new IllegalArgumentException(
          step + "take more than 2 GiB: make accumulate at most " + most / batch);
    }
    int shown = how.sampling().epochLength().orElse(table.images().size());
    if (table.problems().isEmpty() && shown > 0 && how.stepSize() - batch >= shown) {
      throw new IllegalArgumentException(
          step
              + ("an epoch does not have, which shows " + shown + ": make accumulate at most ")
              + BatchLoader.batches(shown, batch));
    }
  }

  /** Opened before images are decoded, so that one with other heads is refused at once. */
  private @Nullable Teaching teacher() {
    return settings.distillation().map(from -> from.open(network.layout().heads())).orElse(null);
  }

  /** Asks a teacher once, before the first epoch, and lets it go. */
  private void learnFrom(@Nullable Teaching teacher) throws InterruptedException {
    if (teacher != null) {
      Distillation from = settings.distillation().orElseThrow();
      loss.teacher(SoftTargets.of(teacher, network, settings.loss(), from, train));
      teacher.close();
    }
  }

  /** Whether the validation table decides something by a head. */
  private boolean decides(HeadSpec head) {
    return EpochRules.selections(settings)
            .anyMatch(rule -> rule.head().filter(head::equals).isPresent())
        || settings.thresholdRules().containsKey(head.name());
  }

  private DatasetReader read(ImageTable trainTable, Optional<ImageTable> validationTable) {
    DatasetReader reader =
        new DatasetReader(network.layout(), network.config().preprocessing(), how.skipUnreadable());
    reader.add("train", trainTable);
    validationTable.ifPresent(table -> reader.add("validation", table));
    reader.check(how.sampling()::weights);
    reader.check(settings.loss()::rowWeights);
    reader.logLabels();
    if (!how.repeatedRows()) {
      reader.logRepeatedRows();
    }
    return reader;
  }

  private int imageValues() {
    return InputImage.values(network.config().preprocessing());
  }

  private int itemValues() {
    return usesFeatures() ? FeaturePipeline.itemValues(network) : imageValues();
  }

  /** Whether there are epochs in which nothing before the heads changes. */
  private boolean usesFeatures() {
    return settings.freeze().stagesIn(1) >= network.stages().count() && how.augmentation().isNone();
  }

  private BatchLoader loader(Workers workers) {
    return new BatchLoader(workers, how.stepSize(), itemValues());
  }

  private void decode(
      DatasetReader reader,
      ItemCache cache,
      Workers workers,
      Listeners listeners,
      boolean validated)
      throws InterruptedException {
    int total = reader.size();
    reader.decode(cache, workers, done -> listeners.onDecoded(done, total));
    if (validated) {
      reader.checkDisjoint(1, 0);
    }
    reader.checkBothClasses(0, network.layout().heads());
    if (validated) {
      reader.checkBothClasses(1, network.layout().heads().stream().filter(this::decides).toList());
    }
    List<Dataset> sets = reader.finish();
    train = sets.get(0).taught(settings.loss(), how.sampling());
    loss.count(train.targets());
    validation = validated ? sets.get(1) : Dataset.EMPTY;
    provenance = reader.provenance();
    boolean neededLater =
        !usesFeatures() || settings.freeze().stagesIn(settings.epochs().count()) == 0;
    if (neededLater) {
      cache.log(train.size() + validation.size(), "images", "decoded again in every epoch");
    }
  }
}
