package io.github.twohead.djl.internal.export;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadComparison;
import io.github.twohead.HeadSpec;
import io.github.twohead.Scores;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.serving.Scorer.Answers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model and its exported file answered to the same images.
 *
 * @param layout the heads' places in the answers
 * @param model the model's answers
 * @param exported the file's answers
 */
record AnswerComparison(HeadLayout layout, Answers model, Answers exported) {
  private static final ConfusionCounts UNKNOWN = ConfusionCounts.of(0, 0, 0, 0);

  /**
   * Compares head by head.
   *
   * @param margin how far from its head's threshold a probability is clear of it
   * @param labelled whether the images' labels mean something
   */
  Map<String, HeadComparison> heads(double margin, boolean labelled) {
    Scores before = model.scores(layout);
    Scores after = exported.scores(layout);
    Map<String, HeadComparison> heads = new LinkedHashMap<>();
    for (HeadSpec head : layout.heads()) {
      ConfusionCounts right = labelled ? before.head(head) : UNKNOWN;
      heads.put(head.name(), compare(head, margin, right, labelled ? after.head(head) : UNKNOWN));
    }
    return heads;
  }

  private HeadComparison compare(
      HeadSpec head, double margin, ConfusionCounts before, ConfusionCounts after) {
    double largest = 0;
    int clear = 0;
    int alike = 0;
    for (int i = layout.column(head); i < model.probabilities().length; i += layout.count()) {
      double one = model.probabilities()[i];
      double other = exported.probabilities()[i];
      largest = Math.max(largest, Math.abs(one - other));
      if (Math.abs(one - head.threshold()) > margin) {
        clear++;
        alike += (one >= head.threshold()) == (other >= head.threshold()) ? 1 : 0;
      }
    }
    return HeadComparison.builder()
        .largestDifference(largest)
        .clear(clear)
        .agreement(clear == 0 ? 1 : (double) alike / clear)
        .model(before)
        .exported(after)
        .build();
  }
}
