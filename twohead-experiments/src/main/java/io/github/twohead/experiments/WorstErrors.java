package io.github.twohead.experiments;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.experiments.Tracker.Picture;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The images that a head got wrong and was surest of, as the network sees them. */
final class WorstErrors {
  private static final int SHOWN = 8;

  private WorstErrors() {}

  /** A wrong answer. */
  private record Mistake(Evaluation.Row row, HeadPrediction answer, Label label) {

    double probabilityOfLabel() {
      return label.category().map(answer::probability).orElseGet(() -> of(isYes()));
    }

    private boolean isYes() {
      return label.equals(Label.POSITIVE);
    }

    private double of(boolean yes) {
      return yes ? answer.probability() : 1 - answer.probability();
    }

    String caption() {
      String path = row.image().source().name().replace('\\', '/');
      boolean category = answer.head().isCategorical();
      return String.format(
          Locale.ROOT,
          "%s is %s, answered %s with %.1f\u00a0%%: %s",
          answer.head(),
          label.category().orElse(text(isYes())),
          category ? answer.category() : text(answer.positive()),
          100 * (category ? answer.probability(answer.category()) : of(answer.positive())),
          path.substring(path.lastIndexOf('/') + 1));
    }

    private static String text(boolean yes) {
      return yes ? "yes" : "no";
    }
  }

  /** Pictures of a head's mistakes, the surest one first. */
  static List<Picture> of(MultiHeadModel model, Evaluation evaluation, HeadSpec head) {
    return evaluation.rows().stream()
        .flatMap(row -> mistake(row, head))
        .sorted(Comparator.comparingDouble(Mistake::probabilityOfLabel))
        .limit(SHOWN)
        .flatMap(mistake -> picture(model, mistake).stream())
        .toList();
  }

  private static Stream<Mistake> mistake(Evaluation.Row row, HeadSpec head) {
    Label label = row.label(head.name());
    if (label.equals(Label.UNKNOWN)) {
      return Stream.empty();
    }
    HeadPrediction answer = row.prediction().head(head);
    boolean right =
        head.isCategorical()
            ? label.equals(Label.category(answer.category()))
            : label.equals(Label.POSITIVE) == answer.positive();
    return right ? Stream.empty() : Stream.of(new Mistake(row, answer, label));
  }

  private static Optional<Picture> picture(MultiHeadModel model, Mistake mistake) {
    try {
      return Optional.of(
          Picture.of(mistake.caption(), model.input(mistake.row().image().source())));
    } catch (UnreadableImageException e) {
      return Optional.empty(); // it was readable when it was scored
    }
  }
}
