package io.github.twohead;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the validation table says after an epoch.
 *
 * @param counts by head how the decisions meet the labels
 * @param text what the evaluation's text says
 * @param evaluation the answers for every image, where they are kept
 */
record EpochScores(
    Map<String, ConfusionCounts> counts, String text, Optional<Evaluation> evaluation) {

  static EpochScores of(Evaluation evaluation) {
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    evaluation.heads().forEach((name, head) -> counts.put(name, head.anyCounts()));
    return new EpochScores(
        Collections.unmodifiableMap(counts), evaluation.toString(), Optional.of(evaluation));
  }

  static EpochScores of(Map<HeadSpec, ConfusionCounts> known) {
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    known.forEach((head, ofHead) -> counts.put(head.name(), ofHead));
    String text =
        known.entrySet().stream()
            .map(head -> text(head.getKey(), head.getValue()))
            .collect(Collectors.joining(", "));
    return new EpochScores(Collections.unmodifiableMap(counts), text, Optional.empty());
  }

  private static String text(HeadSpec head, ConfusionCounts counts) {
    return head.isCategorical()
        ? String.format(Locale.ROOT, "%s accuracy %.3f", head, counts.recall())
        : String.format(Locale.ROOT, "%s F1 %.3f", head, counts.f1());
  }

  EpochScores withoutEvaluation() {
    return new EpochScores(counts, text, Optional.empty());
  }
}
