package io.github.twohead.examples;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How training changes the weights; without any of these options, the article's recipe. */
final class TrainingOptions {
  @Option(
      names = "--epochs",
      defaultValue = "9",
      paramLabel = "N",
      description = "Default: ${DEFAULT-VALUE}.")
  int epochs;

  @Option(
      names = "--batch-size",
      defaultValue = "64",
      paramLabel = "IMAGES",
      description = "Default: ${DEFAULT-VALUE}.")
  int batch;

  @Option(
      names = "--accumulate",
      defaultValue = "1",
      paramLabel = "N",
      description = "How many batches make a step (default: ${DEFAULT-VALUE}).")
  int accumulate;

  @Option(
      names = "--head-weight",
      paramLabel = "NAME=WEIGHT",
      description =
          "How much a head counts: the main head 2 and the others 1 unless given. Repeatable.")
  Map<String, Double> lossWeights = new LinkedHashMap<>();

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "How far labels are moved towards their middle, 0 to 0.9 (default: 0.1).")
  @Nullable Double labelSmoothing;

  @Mixin LossOptions loss = new LossOptions();

  @Mixin BestOptions best = new BestOptions();

  @Option(
      names = "--stop-early",
      paramLabel = "RULE",
      description =
          "End when val.csv says it gets no better, such as \"screen F1(patience 3, min_gain 0.001)\""
              + " or \"loss(patience 3)\".")
  @Nullable String stopEarly;

  @Option(
      names = "--optimizer",
      defaultValue = "adam",
      paramLabel = "NAME",
      description = "adam, adamw or sgd (default: ${DEFAULT-VALUE}).")
  Rule optimizer;

  @Option(
      names = "--momentum",
      paramLabel = "SHARE",
      description = "The share of earlier steps that sgd keeps, such as 0.9.")
  @Nullable Double momentum;

  @Option(names = "--nesterov", description = "Nesterov's form of the momentum.")
  boolean nesterov;

  @Option(
      names = {"--learning-rate", "--lr"},
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
      names = "--stage-factors",
      split = ",",
      paramLabel = "FACTOR",
      description =
          "What the learning rate of each stage of the backbone is multiplied by, from the input"
              + " on: four numbers such as 0.1,0.2,0.5,1.")
  List<Double> stageFactors = List.of();

  @Option(
      names = "--stage-decay",
      paramLabel = "FACTOR",
      description =
          "What the learning rate is multiplied by from each stage to the one before it, such as"
              + " 0.8.")
  @Nullable Double stageDecay;

  @Option(
      names = "--weight-decay",
      paramLabel = "DECAY",
      description = "Default: 1e-2 of adamw, 1e-4 of the others.")
  @Nullable Double weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      description = "Shorten a step's gradient to this norm.")
  @Nullable Double clip;

  @Option(
      names = "--schedule",
      defaultValue = "step",
      paramLabel = "NAME",
      description =
          "step (a tenth after every 4/9 of the epochs), cosine, constant, one_cycle, or one such as"
              + " \"step(every 3, factor 0.1)\" and \"plateau(loss, factor 0.1, patience 2)\""
              + " (default: ${DEFAULT-VALUE}).")
  String schedule;

  @Option(
      names = "--warmup",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description = "Epochs, or a part of one, in which the learning rate rises from 0.")
  double warmup;

  @Option(
      names = "--freeze",
      paramLabel = "PART",
      description =
          "backbone, or the number of its first stages, that keep their weights. With --rotation 0"
              + " and without --horizontal-flip, --color-jitter, --random-crop and --augment a frozen backbone trains 20"
              + " times faster.")
  @Nullable String freeze;

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

  @Mixin AugmentationOptions augmentation = new AugmentationOptions();

  @Mixin TeacherOptions teacher = new TeacherOptions();

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
      names = "--checkpoint",
      paramLabel = "DIR",
      description =
          "Write checkpoints there, and go on from the newest: started again after it was killed,"
              + " the same command ends as if it had not been.")
  @Nullable Path checkpoint;

  @Option(
      names = "--checkpoint-every-epochs",
      paramLabel = "N",
      description = "Epochs from one checkpoint to the next; 1 unless given.")
  @Nullable Integer checkpointEpochs;

  @Option(
      names = "--checkpoint-every-batches",
      paramLabel = "N",
      description = "Batches from one checkpoint to the next, within epochs too.")
  @Nullable Integer checkpointBatches;

  @Option(
      names = "--checkpoint-keep",
      paramLabel = "N",
      description = "How many of the newest stay; 2 unless given.")
  @Nullable Integer checkpointKeep;

  @Option(
      names = "--skip-unreadable",
      description = "Leave out images that cannot be read, instead of ending with a list of them.")
  boolean skipUnreadable;

  /** What makes a step of a gradient. */
  enum Rule {
    ADAM,
    ADAMW,
    SGD
  }
}
