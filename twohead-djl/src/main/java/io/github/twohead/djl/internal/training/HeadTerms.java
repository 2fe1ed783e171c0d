package io.github.twohead.djl.internal.training;

import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.Trainer;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.nn.HeadTerm;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the answers of each head cost, and what its labels weigh. */
final class HeadTerms {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private HeadTerms() {}

  /** Where counts decide what labels weigh, they are 1. */
  static List<HeadTerm> uncounted(WeightedMultiLoss loss, HeadLayout layout) {
    return of(
        loss, layout, head -> Collections.nCopies(layout.readouts().get(head).labels().size(), 1));
  }

  /**
   * Lets labels weigh what the counts of the training table say, and logs what they weigh.
   *
   * @param targets of each row
   */
  static List<HeadTerm> counted(WeightedMultiLoss loss, HeadLayout layout, float[][] targets) {
    List<HeadTerm> terms = of(loss, layout, head -> counts(layout, head, targets));
    for (int i = 0; i < terms.size(); i++) {
      if (!terms.get(i).classWeights().isEmpty()) {
        LOG.info("{}: its labels weigh {}", layout.heads().get(i), terms.get(i).classWeights());
      }
    }
    return terms;
  }

  private static List<HeadTerm> of(
      WeightedMultiLoss loss, HeadLayout layout, IntFunction<List<Integer>> counts) {
    List<HeadTerm> all = new ArrayList<>();
    for (int i = 0; i < layout.heads().size(); i++) {
      HeadSpec head = layout.heads().get(i);
      all.add(new HeadTerm(loss.loss(head), loss.classWeights(head, counts.apply(i))));
    }
    return all;
  }

  private static List<Integer> counts(HeadLayout layout, int head, float[][] targets) {
    List<Label> labels = layout.readouts().get(head).labels();
    Integer[] counts = new Integer[labels.size()];
    Arrays.fill(counts, 0);
    for (float[] row : targets) {
      int place = labels.indexOf(layout.label(head, row));
      if (place >= 0) {
        counts[place]++;
      }
    }
    return List.of(counts);
  }
}
