package io.github.twohead.examples;

import io.github.twohead.Augmentation;
import io.github.twohead.Freeze;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Optimizer;
import io.github.twohead.Trainer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How {@code train} changes the weights; without any of these options, the article's recipe. */
final class RecipeOptions {
  @Option(names = "--epochs", defaultValue = "9", description = "Default: ${DEFAULT-VALUE}.")
  int epochs;

  @Option(names = "--batch", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}.")
  int batch;

  @Option(
      names = "--lr",
      defaultValue = "1e-3",
      description = "Learning rate (default: ${DEFAULT-VALUE}).")
  double learningRate;

  @Option(
      names = "--backbone-factor",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description = "What the backbone's learning rate is multiplied by.")
  double backboneFactor;

  @Option(
      names = "--schedule",
      defaultValue = "step",
      description =
          "step (a tenth after every 4/9 of the epochs), cosine or constant (default:"
              + " ${DEFAULT-VALUE}).")
  String schedule;

  @Option(
      names = "--warmup",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description = "Epochs, or a part of one, in which the learning rate rises from 0.")
  double warmup;

  @Option(
      names = "--optimizer",
      defaultValue = "adam",
      description = "adam or adamw (default: ${DEFAULT-VALUE}).")
  String optimizer;

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
      names = "--freeze",
      paramLabel = "PART",
      description =
          "backbone, or the number of its first stages, that keep their weights. A frozen backbone"
              + " without --rotation, --flip and --crop trains 20 times faster.")
  @Nullable String freeze;

  @Option(
      names = "--unfreeze-at",
      paramLabel = "EPOCH",
      description = "The epoch, counted from 1, from which on all of it trains.")
  @Nullable Integer unfreezeAt;

  @Option(
      names = "--average",
      paramLabel = "DECAY",
      description = "Keep a moving average of the weights, of a decay such as 0.9.")
  @Nullable Double average;

  @Option(
      names = "--rotation",
      defaultValue = "10",
      paramLabel = "DEGREES",
      description = "Turn training images by up to this (default: ${DEFAULT-VALUE}).")
  double rotation;

  @Option(names = "--flip", description = "Mirror half of the training images.")
  boolean flip;

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

  void applyTo(Trainer trainer) {
    trainer
        .epochs(epochs)
        .batchSize(batch)
        .optimizer(optimizer())
        .schedule(schedule())
        .augmentation(augmentation());
    if (freeze != null) {
      Freeze part = freeze.equals("backbone") ? Freeze.backbone() : Freeze.stages(stages(freeze));
      trainer.freeze(unfreezeAt == null ? part : part.unfreezeAt(unfreezeAt));
    } else if (unfreezeAt != null) {
      throw new IllegalArgumentException("--unfreeze-at needs --freeze");
    }
    if (average != null) {
      trainer.weightAverage(average);
    }
    if (allowRepeatedRows) {
      trainer.allowRepeatedRows();
    }
    cache.applyTo(trainer);
  }

  private static int stages(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--freeze must be backbone or a number of stages, but is \"" + text + "\"", e);
    }
  }

  private Optimizer optimizer() {
    Optimizer rule =
        switch (optimizer) {
          case "adam" -> Optimizer.adam(learningRate);
          case "adamw" -> Optimizer.adamW(learningRate);
          default -> throw unknown("--optimizer", "adam or adamw", optimizer);
        };
    rule = weightDecay == null ? rule : rule.weightDecay(weightDecay);
    rule = clip == null ? rule : rule.clipNorm(clip);
    return rule.backboneFactor(backboneFactor);
  }

  private LearningRateSchedule schedule() {
    LearningRateSchedule rates =
        switch (schedule) {
          case "step" -> LearningRateSchedule.step();
          case "cosine" -> LearningRateSchedule.cosine();
          case "constant" -> LearningRateSchedule.constant();
          default -> throw unknown("--schedule", "step, cosine or constant", schedule);
        };
    return warmup == 0 ? rates : rates.warmup(warmup);
  }

  private Augmentation augmentation() {
    Augmentation.Builder changes = Augmentation.builder().rotation(rotation).randomCrop(crop);
    return (flip ? changes.horizontalFlip() : changes).build();
  }

  private static IllegalArgumentException unknown(String option, String known, String given) {
    return new IllegalArgumentException(
        option + " must be " + known + ", but is \"" + given + "\"");
  }
}
