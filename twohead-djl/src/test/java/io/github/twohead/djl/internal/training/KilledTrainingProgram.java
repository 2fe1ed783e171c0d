package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import io.github.twohead.Augmentation;
import io.github.twohead.Backbone;
import io.github.twohead.BatchReport;
import io.github.twohead.Calibration;
import io.github.twohead.Checkpoints;
import io.github.twohead.Device;
import io.github.twohead.EarlyStopping;
import io.github.twohead.EpochReport;
import io.github.twohead.EpochSelection;
import io.github.twohead.Evaluation;
import io.github.twohead.Freeze;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadLoss;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageCache;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Optimizer;
import io.github.twohead.Preprocessing;
import io.github.twohead.Sampling;
import io.github.twohead.TaskBalance;
import io.github.twohead.ThresholdRule;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.spi.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One training that {@link KilledTraining} kills, and that writes what it ends with to a file. */
final class KilledTrainingProgram {
  /** How many kinds of trainings there are. */
  static final int VARIANTS = 13;

  private static final int SIDE = 96;
  private static final int FULL_SIZE = -1;
  private static final HeadSpec RED = Samples.RED;
  private static final HeadSpec KIND =
      HeadSpec.builder("kind").categories(List.of("dark", "bright")).width(8).build();
  private static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(RED, 1, 3, 4)
          .category(KIND, "dark", 0, 1)
          .category(KIND, "bright", 2, 3)
          .unknown(KIND, 4)
          .build();

  private KilledTrainingProgram() {}

  /**
   * Trains.
   *
   * @param args the variant, the file to write, the folder of checkpoints or nothing, and tables
   */
  public static void main(String[] args) throws IOException {
    int variant = Integer.parseInt(args[0]);
    try (MultiHeadModel model = model(variant)) {
      Trainer trainer = trainer(variant, model).workers(2).listener(TELLING);
      if (!args[2].isEmpty()) {
        trainer.checkpoint(checkpoints(variant, Path.of(args[2])));
      }
      TrainingReport report =
          variant == FULL_SIZE
              ? trainer.fit(table(args[3]), table(args[4]))
              : trainer.fit(drawn(12, 0), drawn(4, 100));
      byte[] text = text(report, model).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(Path.of(args[1]), text);
    }
  }

  /** Whether the backbone draws random numbers of PyTorch's. */
  static boolean draws(int variant) {
    return variant % VARIANTS == VARIANTS - 1;
  }

  private static final TrainingListener TELLING =
      new TrainingListener() {
        @Override
        public void onBatch(BatchReport batch) {
          System.out.println("batch " + batch.epoch() + "." + batch.batch());
        }

        @Override
        public void onEpoch(EpochReport epoch) {
          System.out.println("epoch " + epoch.epoch());
        }
      };

  private static ImageTable table(String csv) {
    LabelSplitter labels =
        LabelSplitter.builder()
            .positive(RED, 6, 7)
            .category(KIND, "dark", 0, 1, 2)
            .category(KIND, "bright", 3, 4, 5)
            .unknown(KIND, 6, 7, 8, 9)
            .build();
    return ImageTable.readCsv(Path.of(csv), labels);
  }

  private static ImageTable drawn(int perClass, int first) {
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < perClass * 5; i++) {
      ImageSource image = ImageSource.of(Samples.image(i % 5, first + i / 5, SIDE));
      rows.add(LabelledImage.of(image, Integer.toString(i % 5), LABELS));
    }
    return ImageTable.of(rows);
  }

  private static MultiHeadModel model(int variant) {
    Backbone backbone = draws(variant) ? dropping() : Backbone.shuffleNetV2x05();
    MultiHeadModel.Builder model =
        MultiHeadModel.builder()
            .backbone(backbone)
            .heads(RED, KIND)
            .threshold("red", 0.4)
            .device(Device.cpu())
            .threads(1)
            .seed(variant);
    if (variant != FULL_SIZE) {
      model.preprocessing(Preprocessing.standard().size(SIDE));
    }
    return model.build();
  }

  /** A backbone that draws random numbers of PyTorch's. */
  private static Backbone dropping() {
    return DjlBackbone.of(
        "dropping",
        () -> {
          Block convolution =
              Conv2d.builder()
                  .setKernelShape(new Shape(3, 3))
                  .setFilters(8)
                  .optStride(new Shape(4, 4))
                  .build();
          return new SequentialBlock()
              .add(convolution)
              .add(BatchNorm.builder().build())
              .add(Dropout.builder().optRate(0.3f).build());
        });
  }

  private static Trainer trainer(int variant, MultiHeadModel model) {
    Trainer trainer = model.trainer();
    if (variant == FULL_SIZE) {
      return trainer.epochs(2).emaDecay(0.9);
    }
    trainer.epochs(4).batchSize(8);
    Augmentation all =
        Augmentation.builder()
            .rotation(10)
            .horizontalFlip()
            .colorJitter(.2, .2, .2)
            .randomCrop(.8)
            .build();
    switch (variant % VARIANTS) {
      case 1 -> trainer.emaDecay(0.8).augmentation(all);
      case 2 -> trainer.freeze(Freeze.backbone()).augmentation(Augmentation.none());
      case 3 ->
          trainer
              .freeze(Freeze.backbone().unfreezeAt(3))
              .augmentation(Augmentation.none())
              .emaDecay(0.7);
      case 4 -> trainer.freeze(Freeze.stages(2)).augmentation(all).keepBestByLoss();
      case 5 ->
          trainer
              .optimizer(Optimizer.adamW(3e-3).clipNorm(1).backboneFactor(0.5))
              .schedule(LearningRateSchedule.cosine().warmup(1.5));
      case 6 ->
          trainer
              .freeze(Freeze.backbone())
              .augmentation(Augmentation.none())
              .imageCache(ImageCache.standard().memory(400_000).disk(0));
      case 7 ->
          trainer.listener(endingAfter(3)).imageCache(ImageCache.standard().memory(0).disk(0));
      case 8 ->
          trainer
              .calibrate(Calibration.Method.PLATT)
              .chooseThreshold("red", ThresholdRule.parse("f1"))
              .emaDecay(0.5);
      case 9 ->
          trainer
              .freeze(Freeze.backbone())
              .augmentation(Augmentation.none())
              .sampling(Sampling.balanced(RED).epochLength(40));
      case 10 ->
          trainer
              .loss(WeightedMultiLoss.builder().balance(TaskBalance.DYNAMIC_WEIGHT_AVERAGE).build())
              .accumulate(2)
              .sampling(Sampling.balanced(KIND))
              .augmentation(Augmentation.builder().rotation(10).mixup(0.4).build());
      case 11 ->
          trainer
              .loss(
                  WeightedMultiLoss.builder()
                      .loss(RED, HeadLoss.focal())
                      .positiveWeight(RED, 2)
                      .balance(TaskBalance.UNCERTAINTY)
                      .build())
              .optimizer(Optimizer.sgd(0.05).momentum(0.9).nesterov())
              .schedule(LearningRateSchedule.plateau(EpochSelection.byLoss(), 0.5, 0))
              .keep(EpochSelection.by(RED, Metric.F1).smoothed(3))
              .stopEarly(EarlyStopping.byLoss().patience(2));
      default -> {}
    }
    return trainer;
  }

  private static TrainingListener endingAfter(int last) {
    return new TrainingListener() {
      @Override
      public boolean endsTraining(EpochReport epoch) {
        return epoch.epoch() == last;
      }
    };
  }

  private static Checkpoints checkpoints(int variant, Path folder) {
    Checkpoints checkpoints = Checkpoints.in(folder).keep(1 + Math.floorMod(variant, 3));
    if (variant == FULL_SIZE) {
      return checkpoints.everyBatches(4);
    }
    checkpoints = variant % 4 == 3 ? checkpoints.everyEpochs(2) : checkpoints;
    return variant % 5 == 4 ? checkpoints : checkpoints.everyBatches(1 + variant % 3);
  }

  /** Everything of a run but its durations. */
  private static String text(TrainingReport report, MultiHeadModel model) {
    StringBuilder text = new StringBuilder();
    for (EpochReport epoch : report.epochs()) {
      text.append(epoch).append(' ').append(epoch.loss()).append(' ');
      text.append(epoch.validationLoss()).append(' ').append(epoch.counts()).append('\n');
      if (epoch.hasEvaluation()) {
        text.append(answers(epoch.evaluation()));
      }
    }
    text.append(report.bestEpoch()).append(' ').append(report.ending()).append(' ');
    text.append(report.calibrations()).append(' ').append(report.thresholds()).append('\n');
    for (Map.Entry<String, float[]> weight : model.weights().entrySet()) {
      text.append(weight.getKey()).append(' ').append(Arrays.hashCode(weight.getValue()));
      text.append(' ').append(Arrays.toString(Arrays.copyOf(weight.getValue(), 3))).append('\n');
    }
    Map<String, String> facts = model.provenance().settings();
    return text.append(facts).append(model.provenance().scores()).append('\n').toString();
  }

  private static String answers(Evaluation evaluation) {
    StringBuilder text = new StringBuilder();
    for (HeadEvaluation head : evaluation.heads().values()) {
      text.append(head).append(' ').append(head.calibration());
      for (int i = 0; i < head.images(); i++) {
        double one = head.head().isCategorical() ? head.probability(i, 0) : head.probability(i);
        text.append(' ').append(Double.toHexString(one));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
