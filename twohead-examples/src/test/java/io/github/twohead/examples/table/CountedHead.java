package io.github.twohead.examples.table;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Evaluations of which only the counts matter. */
final class CountedHead {
  private CountedHead() {}

  /** Of a yes/no question whose decisions at 0.5 are counted. */
  static HeadEvaluation of(String name, ConfusionCounts counts) {
    List<Label> labels = new ArrayList<>();
    labels.addAll(Collections.nCopies(counts.truePositives(), Label.POSITIVE));
    labels.addAll(Collections.nCopies(counts.falsePositives(), Label.NEGATIVE));
    int yes = labels.size();
    labels.addAll(Collections.nCopies(counts.falseNegatives(), Label.POSITIVE));
    labels.addAll(Collections.nCopies(counts.trueNegatives(), Label.NEGATIVE));
    double[] probabilities = new double[labels.size()];
    for (int i = 0; i < labels.size(); i++) {
      probabilities[i] = i < yes ? 0.75 : 0.25;
    }
    return HeadEvaluation.of(HeadSpec.binary(name), labels, probabilities);
  }
}
