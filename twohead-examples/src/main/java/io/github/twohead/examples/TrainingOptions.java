package io.github.twohead.examples;

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
      paramLabel = "PART",
      description =
          "backbone, or the number of its first stages, that keep their weights. With --rotation 0"
              + " and without --flip, --jitter and --crop a frozen backbone trains 20 times"
              + " faster.")
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
}
