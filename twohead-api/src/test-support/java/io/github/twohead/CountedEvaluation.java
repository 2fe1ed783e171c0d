package io.github.twohead;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluations of which only the counts matter. */
public final class CountedEvaluation {
  private CountedEvaluation() {}

  /** Of heads with these counts, which decide at 0.5; images are as many as the largest needs. */
  public static Evaluation of(Map<String, ConfusionCounts> heads) {
    int size = heads.values().stream().mapToInt(ConfusionCounts::total).max().orElse(0);
    List<HeadSpec> specs = heads.keySet().stream().map(HeadSpec::binary).toList();
    double[] probabilities = new double[size * specs.size()];
    List<LabelledImage> images = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Map<HeadSpec, Label> labels = new LinkedHashMap<>();
      for (HeadSpec head : specs) {
        ConfusionCounts counts = heads.get(head.name());
        labels.put(head, label(counts, i));
        probabilities[i * specs.size() + labels.size() - 1] = isYes(counts, i) ? 0.75 : 0.25;
      }
      images.add(LabelledImage.of(ImageSource.of(Path.of(i + ".jpg")), labels));
    }
    return Evaluation.builder().heads(specs).images(images).probabilities(probabilities).build();
  }

  /** True and false positives come first, then false and true negatives. */
  private static boolean isYes(ConfusionCounts counts, int image) {
    return image < counts.truePositives() + counts.falsePositives();
  }

  private static Label label(ConfusionCounts counts, int image) {
    if (image >= counts.total()) {
      return Label.UNKNOWN;
    }
    int missed = counts.truePositives() + counts.falsePositives();
    boolean positive =
        isYes(counts, image)
            ? image < counts.truePositives()
            : image < missed + counts.falseNegatives();
    return positive ? Label.POSITIVE : Label.NEGATIVE;
  }

  /** The counts of an evaluation's heads, all of them yes/no questions. */
  public static Map<String, ConfusionCounts> counts(Evaluation evaluation) {
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    evaluation.heads().forEach((name, head) -> counts.put(name, head.counts()));
    return counts;
  }
}
