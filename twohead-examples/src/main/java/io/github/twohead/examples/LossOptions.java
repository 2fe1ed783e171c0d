package io.github.twohead.examples;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What mistakes cost and which rows are shown, for heads whose answers are not equally frequent.
 */
final class LossOptions {
  @Option(
      names = "--loss",
      paramLabel = "NAME=LOSS",
      description =
          "What a head's answers cost: cross_entropy, focal, asymmetric, or with settings such as"
              + " 'focal(gamma 2, alpha 0.25)'. Repeatable.")
  Map<String, String> losses = new LinkedHashMap<>();

  @Option(
      names = "--positive-weight",
      paramLabel = "NAME=WEIGHT",
      description =
          "What a head's positive images weigh in its loss: a number, or balanced. Repeatable.")
  Map<String, String> positiveWeights = new LinkedHashMap<>();

  @Option(
      names = "--class-weights",
      paramLabel = "NAME=WEIGHTS",
      description =
          "What a head's categories weigh: balanced, or such as 'kind=paper 2/screen 0.5'."
              + " Repeatable.")
  Map<String, String> classWeights = new LinkedHashMap<>();

  @Option(
      names = "--head-label-smoothing",
      paramLabel = "NAME=SHARE",
      description = "The label smoothing of a head, in place of --label-smoothing. Repeatable.")
  Map<String, Double> smoothings = new LinkedHashMap<>();

  @Option(
      names = "--task-balance",
      paramLabel = "RULE",
      description =
          "How heads' losses become one: fixed, uncertainty or dynamic_weight_average (default:"
              + " fixed).")
  @Nullable String balance;

  @Option(
      names = "--sampling",
      paramLabel = "ROWS",
      description =
          "Which rows an epoch shows: shuffled, balanced(HEAD), balanced(column NAME) or"
              + " weighted(column NAME) (default: shuffled).")
  @Nullable String sampling;

  @Option(
      names = "--epoch-length",
      paramLabel = "ROWS",
      description = "The rows of an epoch; as many as the training table has unless given.")
  @Nullable Integer epochLength;

  @Option(
      names = "--row-weights",
      paramLabel = "COLUMN",
      description = "A column of numbers, 1e-6 to 1e6, that rows weigh in the loss.")
  @Nullable String rowWeights;
}
