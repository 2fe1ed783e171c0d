package io.github.twohead.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How training images are changed at random. */
final class AugmentationOptions {
  @Option(
      names = "--rotation",
      defaultValue = "10",
      paramLabel = "DEGREES",
      description = "Turn training images by up to this (default: ${DEFAULT-VALUE}).")
  double rotation;

  @Option(names = "--horizontal-flip", description = "Mirror half of the training images.")
  boolean flip;

  @Option(
      names = "--color-jitter",
      split = ",",
      paramLabel = "CHANGE",
      description =
          "Change brightness, contrast and saturation of training images by up to this share: one"
              + " number of 0 to 1, or three such as 0.2,0.2,0.1.")
  List<Double> jitter = List.of();

  @Option(
      names = "--random-crop",
      defaultValue = "1",
      paramLabel = "SHARE",
      description = "Cut out this share of a training image's sides or more, 0.1 to 1.")
  double crop;

  @Option(
      names = "--augment",
      mapFallbackValue = "true",
      paramLabel = "NAME[=VALUE]",
      description =
          "Any other change, as recipes call it: trivial_augment, vertical_flip,"
              + " rand_augment=2,9, random_resized_crop=0.25, perspective=0.5, hue=0.1,"
              + " greyscale=0.1, blur=2, downscale=0.5, noise=0.05, jpeg=30, random_erasing=0.5,"
              + " mixup=0.2, cutmix=1. Repeatable; contact-sheet shows what they do.")
  Map<String, String> others = new LinkedHashMap<>();
}
