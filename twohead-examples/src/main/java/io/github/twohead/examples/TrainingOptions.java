package io.github.twohead.examples;

import io.github.twohead.Augmentation;
import io.github.twohead.Freeze;
import io.github.twohead.HeadSpec;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Optimizer;
import io.github.twohead.Trainer;
import io.github.twohead.WeightedMultiLoss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How training changes the weights; without any of these options, the article's recipe. */
final class TrainingOptions {
  @Option(
      names = "--epochs",
      defaultValue = "9",
      paramLabel = "N",
      description = "Default: ${DEFAULT-VALUE}.")
  int epochs;

  @Option(
      names = "--batch",
      defaultValue = "64",
      paramLabel = "IMAGES",
      description = "Default: ${DEFAULT-VALUE}.")
  int batch;

  @Option(
      names = "--loss-weight",
      paramLabel = "NAME=WEIGHT",
      description =
          "How much a head counts: the main head 2 and the others 1 unless given. Repeatable.")
  Map<String, Double> lossWeights = new LinkedHashMap<>();

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "How far labels are moved towards their middle, 0 to 0.9 (default: 0.1).")
  @Nullable Double labelSmoothing;

  @Mixin BestOptions best = new BestOptions();

  @Option(
      names = "--optimizer",
      defaultValue = "adam",
      paramLabel = "NAME",
      description = "adam or adamw (default: ${DEFAULT-VALUE}).")
  Rule optimizer;

  @Option(
      names = "--lr",
      defaultValue = "1e-3",
      paramLabel = "RATE",
      description = "Learning rate (default: ${DEFAULT-VALUE}).")
  double learningRate;

  @Option(
      names = "--backbone-factor",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description = "What the backbone's learning rate is multiplied by.")
  double backboneFactor;

  @Option(
      names = "--weight-decay",
      paramLabel = "DECAY",
      description = "Default: 1e-4 of adam, 1e-2 of adamw.")
  @Nullable Double weightDecay;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "Shorten a step's gradient to this norm.")
  @Nullable Double clip;

  @Option(
      names = "--schedule",
      defaultValue = "step",
      paramLabel = "NAME",
      description =
          "step (a tenth after every 4/9 of the epochs), cosine or constant (default:"
              + " ${DEFAULT-VALUE}).")
  Schedule schedule;

  @Option(
      names = "--warmup",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description = "Epochs, or a part of one, in which the learning rate rises from 0.")
  double warmup;

  @Option(
      names = "--freeze",
      converter = FreezeConverter.class,
      paramLabel = "PART",
      description =
          "backbone, or the number of its first stages, that keep their weights. With --rotation 0"
              + " and without --flip, --jitter and --crop a frozen backbone trains 20 times"
              + " faster.")
  @Nullable Freeze freeze;

  @Option(
      names = "--unfreeze-at",
      paramLabel = "EPOCH",
      description = "The epoch, counted from 1, from which on all of it trains.")
  @Nullable Integer unfreezeAt;

  @Option(
      names = "--ema-decay",
      paramLabel = "DECAY",
      description =
          "Keep an exponential moving average (EMA) of the weights, of a decay such as 0.9.")
  @Nullable Double emaDecay;

  @Option(
      names = "--rotation",
      defaultValue = "10",
      paramLabel = "DEGREES",
      description = "Turn training images by up to this (default: ${DEFAULT-VALUE}).")
  double rotation;

  @Option(names = "--flip", description = "Mirror half of the training images.")
  boolean flip;

  @Option(
      names = "--jitter",
      split = ",",
      paramLabel = "CHANGE",
      description =
          "Change brightness, contrast and saturation of training images by up to this share: one"
              + " number of 0 to 1, or three such as 0.2,0.2,0.1.")
  List<Double> jitter = List.of();

  @Option(
      names = "--crop",
      defaultValue = "1",
      paramLabel = "SHARE",
      description = "Cut out this share of a training image's sides or more, 0.1 to 1.")
  double crop;

  @Option(
      names = "--allow-repeated-rows",
      description = "Rows are repeated on purpose: do not warn of them.")
  boolean allowRepeatedRows;

  @Mixin CacheOptions cache = new CacheOptions();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads that decode and augment; one per processor unless given.")
  @Nullable Integer workers;

  @Option(
      names = "--skip-unreadable",
      description = "Leave out images that cannot be read, instead of ending with a list of them.")
  boolean skipUnreadable;

  /** What makes a step of a gradient. */
  enum Rule {
    ADAM,
    ADAMW
  }

  /** How the learning rate changes. */
  enum Schedule {
    STEP,
    COSINE,
    CONSTANT
  }

  /** Reads a part of the backbone. */
  static final class FreezeConverter implements ITypeConverter<Freeze> {
    @Override
    public Freeze convert(String text) {
      try {
        return text.equals("backbone") ? Freeze.backbone() : Freeze.stages(Integer.parseInt(text));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "it must be backbone or a number of stages, but is \"" + text + "\"");
      }
    }
  }

  /** Makes everything that needs no model, so that mistakes show before there is one. */
  Consumer<Trainer> forHeads(List<HeadOption> heads) {
    checkRanges();
    WeightedMultiLoss loss = loss(heads);
    best.check(heads);
    Consumer<Trainer> ofHeads =
        trainer -> {
          trainer.loss(loss);
          best.applyTo(trainer);
        };
    return ofHeads.andThen(forOneHead());
  }

  /** The settings that have nothing to do with several heads. */
  Consumer<Trainer> forOneHead() {
    checkRanges();
    Optimizer rule = optimizer();
    LearningRateSchedule rates = schedule();
    Augmentation changes = augmentation();
    Freeze part = freeze();
    return trainer -> {
      trainer.epochs(epochs).batchSize(batch).optimizer(rule).schedule(rates);
      trainer.augmentation(changes).freeze(part);
      if (emaDecay != null) {
        trainer.emaDecay(emaDecay);
      }
      if (workers != null) {
        trainer.workers(workers);
      }
      if (skipUnreadable) {
        trainer.skipUnreadableImages();
      }
      if (allowRepeatedRows) {
        trainer.allowRepeatedRows();
      }
      cache.applyTo(trainer);
    };
  }

  private void checkRanges() {
    Examples.require(epochs >= 1, "--epochs", "at least 1", epochs);
    Examples.require(batch >= 3 && batch <= 65_536, "--batch", "from 3 to 65536", batch);
    if (emaDecay != null) {
      Examples.require(emaDecay > 0 && emaDecay < 1, "--ema-decay", "between 0 and 1", emaDecay);
    }
    if (workers != null) {
      Examples.require(workers >= 1 && workers <= 1024, "--workers", "from 1 to 1024", workers);
    }
  }

  private WeightedMultiLoss loss(List<HeadOption> heads) {
    HeadOption.requireKnown("--loss-weight", lossWeights.keySet(), heads);
    Map<String, Double> weights = new LinkedHashMap<>(lossWeights);
    weights.putIfAbsent(heads.get(0).name(), 2.0);
    WeightedMultiLoss.Builder loss = WeightedMultiLoss.builder();
    weights.forEach((name, weight) -> loss.weight(HeadSpec.binary(name), weight));
    return (labelSmoothing == null ? loss : loss.labelSmoothing(labelSmoothing)).build();
  }

  private Optimizer optimizer() {
    boolean plain = optimizer == Rule.ADAM;
    Optimizer rule = plain ? Optimizer.adam(learningRate) : Optimizer.adamW(learningRate);
    rule = weightDecay == null ? rule : rule.weightDecay(weightDecay);
    rule = clip == null ? rule : rule.clipNorm(clip);
    return rule.backboneFactor(backboneFactor);
  }

  private LearningRateSchedule schedule() {
    LearningRateSchedule rates =
        switch (schedule) {
          case STEP -> LearningRateSchedule.step();
          case COSINE -> LearningRateSchedule.cosine();
          case CONSTANT -> LearningRateSchedule.constant();
        };
    return warmup == 0 ? rates : rates.warmup(warmup);
  }

  private Augmentation augmentation() {
    Augmentation.Builder changes = Augmentation.builder().rotation(rotation).randomCrop(crop);
    if (flip) {
      changes.horizontalFlip();
    }
    if (jitter.size() == 1) {
      changes.colorJitter(jitter.get(0), jitter.get(0), jitter.get(0));
    } else if (jitter.size() == 3) {
      changes.colorJitter(jitter.get(0), jitter.get(1), jitter.get(2));
    } else if (!jitter.isEmpty()) {
      throw new IllegalArgumentException("--jitter takes one number or three, but gets " + jitter);
    }
    return changes.build();
  }

  private Freeze freeze() {
    if (freeze == null && unfreezeAt != null) {
      throw new IllegalArgumentException("--unfreeze-at needs --freeze");
    }
    Freeze part = freeze == null ? Freeze.nothing() : freeze;
    return unfreezeAt == null ? part : part.unfreezeAt(unfreezeAt);
  }
}
