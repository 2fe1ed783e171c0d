package io.github.twohead;

import io.github.twohead.CrossValidation.Round;
import io.github.twohead.spi.Arguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What came of a {@link CrossValidation}: each fold's answers by the model that has not seen it,
 * with that model's thresholds. Immutable.
 *
 * <p>A score is the mean of those of the folds, each decided by its own threshold; probabilities of
 * several models are not ranked among each other. {@link #outOfFold} puts all answers together for
 * what else is to be known.
 */
public final class CrossValidationResult {
  private final int folds;
  private final List<Round> rounds;
  private final List<Evaluation> evaluations;

  /** Of rounds in the order of their seeds and folds. */
  CrossValidationResult(int folds, List<Round> rounds, List<Evaluation> evaluations) {
    this.folds = folds;
    this.rounds = List.copyOf(rounds);
    this.evaluations = List.copyOf(evaluations);
    for (Evaluation evaluation : evaluations) {
      if (!heads(evaluation).equals(heads())) {
        throw new IllegalArgumentException(
            "the heads must be the same in all rounds, but are "
                + heads()
                + " and "
                + heads(evaluation));
      }
    }
  }

  private static List<HeadSpec> heads(Evaluation evaluation) {
    return evaluation.heads().values().stream().map(HeadEvaluation::head).toList();
  }

  /** {@return the heads, the main one first} */
  public List<HeadSpec> heads() {
    return heads(evaluations.get(0));
  }

  /** {@return the trainings, in the order of their seeds and folds} */
  public List<Round> rounds() {
    return rounds;
  }

  /** {@return the number of folds} */
  public int folds() {
    return folds;
  }

  /** {@return the seeds} */
  public List<Long> seeds() {
    return rounds.stream().map(Round::seed).distinct().toList();
  }

  /**
   * {@return the answers to the images of one fold}
   *
   * @param seed one of the {@link #seeds}
   * @param fold the number of the fold, from 1
   * @throws IllegalArgumentException if there is no such round
   */
  public Evaluation evaluation(long seed, int fold) {
    int place = seeds().indexOf(seed);
    if (place < 0 || fold < 1 || fold > folds) {
      throw new IllegalArgumentException(
          "there is no fold " + fold + " with seed " + seed + ": seeds are " + seeds());
    }
    return evaluations.get(place * folds + fold - 1);
  }

  /**
   * {@return the answers to all images, fold after fold, each by the model that has not seen it} A
   * head has the threshold and the calibration that it has in all folds; if they differ, 0.5 and
   * none. It is of the views that all are of, if they are the same.
   *
   * @param seed one of the {@link #seeds}
   * @throws IllegalArgumentException if there is no such seed
   */
  public Evaluation outOfFold(long seed) {
    List<Evaluation> parts =
        IntStream.rangeClosed(1, folds).mapToObj(fold -> evaluation(seed, fold)).toList();
    Evaluation.Builder all =
        Evaluation.builder()
            .heads(heads())
            .views(views(parts))
            .skipped(parts.stream().mapToInt(Evaluation::skipped).sum())
            .images(
                parts.stream()
                    .flatMap(part -> part.rows().stream().map(Evaluation.Row::image))
                    .toList())
            .probabilities(
                parts.stream().flatMapToDouble(CrossValidationResult::probabilities).toArray());
    for (HeadSpec head : heads()) {
      List<HeadEvaluation> own = parts.stream().map(part -> part.head(head)).toList();
      HeadEvaluation first = own.get(0);
      if (own.stream().allMatch(part -> part.calibration().equals(first.calibration()))) {
        all.calibration(head.name(), first.calibration());
      }
      if (!head.isCategorical()
          && own.stream().allMatch(part -> part.threshold() == first.threshold())) {
        all.threshold(head.name(), first.threshold());
      }
    }
    return all.build();
  }

  private static Optional<Views> views(List<Evaluation> parts) {
    List<Optional<Views>> seen =
        parts.stream()
            .flatMap(part -> part.heads().values().stream())
            .map(HeadEvaluation::views)
            .distinct()
            .toList();
    return seen.size() == 1 ? seen.get(0) : Optional.empty();
  }

  private static DoubleStream probabilities(Evaluation part) {
    return IntStream.range(0, part.images())
        .boxed()
        .flatMapToDouble(
            row ->
                part.heads().values().stream()
                    .flatMapToDouble(head -> Arrays.stream(head.answers().probabilities(row))));
  }

  /**
   * {@return a score and how far it scatters}
   *
   * @param head the name of a head
   * @param metric what is scored
   * @throws IllegalArgumentException if there is no such head, or the metric is for the other kind
   */
  public MeanScore score(String head, Metric metric) {
    Arguments.notNull("head", head);
    Arguments.notNull("metric", metric);
    return MeanScore.of(
        evaluations.stream()
            .map(part -> Bootstrap.orNaN(() -> part.head(head).score(metric)))
            .toList(),
        folds);
  }

  /**
   * {@return the mean score over all rounds with its interval: images, or groups of them, are drawn
   * within each fold, the same for all seeds}
   *
   * @param head the name of a head
   * @param metric what is scored
   * @param bootstrap how the interval is made, such as {@code
   *     Bootstrap.standard().groupBy("sender")}
   * @throws IllegalArgumentException if there is no such head, or the metric is for the other kind
   * @throws DataException if the metric is undefined in a round
   */
  public Interval interval(String head, Metric metric, Bootstrap bootstrap) {
    Arguments.notNull("metric", metric);
    return Arguments.notNull("bootstrap", bootstrap).ofMean(parts(head), metric);
  }

  /** Of each fold the answers of all seeds. */
  private List<List<HeadEvaluation>> parts(String head) {
    Arguments.notNull("head", head);
    return IntStream.rangeClosed(1, folds)
        .mapToObj(fold -> seeds().stream().map(seed -> evaluation(seed, fold).head(head)).toList())
        .toList();
  }

  /** Refuses to be the baseline of another number of folds. */
  void requireFolds(int here) {
    if (folds != here) {
      throw new IllegalArgumentException(
          "there are " + here + " folds here and " + folds + " in the baseline");
    }
  }

  /**
   * {@return how much higher a mean score is than that of another way of training on the same
   * folds, with its interval: both are scored on the same resamples} The seeds may be others.
   *
   * @param baseline what came of the other way
   * @param head the name of a head
   * @param metric what is scored
   * @param bootstrap how the interval is made
   * @throws IllegalArgumentException if the folds are not the same
   * @throws DataException if the metric is undefined in a round
   */
  public Interval difference(
      CrossValidationResult baseline, String head, Metric metric, Bootstrap bootstrap) {
    Arguments.notNull("metric", metric);
    Arguments.notNull("bootstrap", bootstrap);
    Arguments.notNull("baseline", baseline).requireFolds(folds);
    List<List<HeadEvaluation>> own = parts(head);
    List<List<HeadEvaluation>> others = baseline.parts(head);
    List<List<HeadEvaluation>> both = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      List<HeadEvaluation> part = new ArrayList<>(own.get(fold));
      part.addAll(others.get(fold));
      both.add(part);
    }
    return bootstrap.difference(both, own.get(0).size(), metric);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CrossValidationResult that
        && seeds().equals(that.seeds())
        && evaluations.equals(that.evaluations);
  }

  @Override
  public int hashCode() {
    return Objects.hash(seeds(), evaluations);
  }

  /** Returns a line for each head and score, such as {@code kids F1 0.612 ± 0.041}. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    for (HeadSpec head : heads()) {
      for (Metric metric : Metric.brief(head)) {
        lines.add(head + " " + metric.name() + " " + score(head.name(), metric));
      }
    }
    return String.join(System.lineSeparator(), lines);
  }
}
