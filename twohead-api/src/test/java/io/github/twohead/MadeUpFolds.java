package io.github.twohead;

import io.github.twohead.CrossValidation.Round;
import io.github.twohead.TableSplit.Fold;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Photos of thirty senders that are cross-validated without a network. */
final class MadeUpFolds {
  static final HeadSpec KIDS = HeadSpec.binary("kids");
  static final HeadSpec TOP = HeadSpec.categorical("top", "shirt", "other");
  static final int ROWS = 90;

  private MadeUpFolds() {}

  /** Three photos of each sender, a third of them of kids; of every fifth the top is not known. */
  static ImageTable table() {
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Map<HeadSpec, Label> labels =
          Map.of(
              KIDS,
              i % 3 == 0 ? Label.POSITIVE : Label.NEGATIVE,
              TOP,
              i % 5 == 0 ? Label.UNKNOWN : Label.category(i % 2 == 0 ? "shirt" : "other"));
      rows.add(
          LabelledImage.of(ImageSource.of(Path.of(i + ".jpg")), labels)
              .column("sender", "s" + i / 3));
    }
    return ImageTable.of(rows);
  }

  static List<Fold> folds() {
    return folds(table(), 5);
  }

  static List<Fold> folds(ImageTable table, int count) {
    return table.split().groupBy("sender").stratifyBy(KIDS).folds(count);
  }

  static CrossValidationResult result() {
    return CrossValidation.of(folds()).run(round -> answers(round, 0.4));
  }

  /** Answers to the test of a round, with a threshold that follows from its fold. */
  static Evaluation answers(Round round, double skill) {
    return answers(round.test(), round.seed(), skill, 0.3 + round.fold() / 100.0);
  }

  /** Made-up answers, which are right the more often the higher the skill is. */
  static Evaluation answers(ImageTable test, long seed, double skill, double threshold) {
    Random random = new Random(seed);
    List<LabelledImage> rows = test.images();
    double[] probabilities = new double[3 * rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      int kids = rows.get(i).label(KIDS).equals(Label.POSITIVE) ? 1 : 0;
      probabilities[3 * i] = skill * kids + (1 - skill) * random.nextDouble();
      probabilities[3 * i + 1] = random.nextDouble();
      probabilities[3 * i + 2] = 1 - probabilities[3 * i + 1];
    }
    return Evaluation.builder()
        .heads(List.of(KIDS, TOP))
        .images(rows)
        .probabilities(probabilities)
        .threshold("kids", threshold)
        .build();
  }
}
