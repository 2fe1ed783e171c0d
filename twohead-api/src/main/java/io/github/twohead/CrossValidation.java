package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.TableSplit.Fold;
import io.github.twohead.TableSplit.Part;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Trains once for each fold of a table and each seed, and scores every image by the model that has
 * not seen it: how good a way of training is, and how much that depends on the images and on
 * chance.
 *
 * <p>In each round one fold is the test, the next one the validation, which decides which epoch is
 * best and which threshold, and all others train. So five folds train on three fifths of the
 * images; every image is once in the test and once in the validation. Split by what resembles each
 * other, such as the sender of photos.
 *
 * <pre>{@code
 * List<Fold> folds = table.split().groupBy("sender").stratifyBy(kids).folds(5);
 * CrossValidationResult result = CrossValidation.of(folds).seeds(1, 2, 3).run(round -> {
 *   try (MultiHeadModel model = MultiHeadModel.builder().heads(kids).seed(round.seed()).build()) {
 *     model.trainer().chooseThreshold("kids", ThresholdRule.f1()).fit(round.train(), round.validation());
 *     return model.evaluate(round.test());
 *   }
 * });
 * System.out.println(result);
 * }</pre>
 *
 * <p>Not safe for several threads.
 */
@CanIgnoreReturnValue
public final class CrossValidation {
  private static final int LEAST = 3;
  private static final long USUAL_SEED = 42;

  private final List<Fold> folds;
  private final Once<List<Long>> seeds = new Once<>("seeds");

  private CrossValidation(List<Fold> folds) {
    this.folds = folds;
  }

  /**
   * Starts a cross-validation.
   *
   * @param folds at least 3, of one table, as {@link TableSplit#folds} makes them
   * @return the cross-validation
   * @throws IllegalArgumentException if there are too few folds, or they are not of one table
   */
  @CheckReturnValue
  public static CrossValidation of(List<Fold> folds) {
    List<Fold> given = Arguments.copy("folds", folds);
    if (given.size() < LEAST) {
      throw new IllegalArgumentException(
          "folds must be at least 3, one to test, one to validate and others to train on, but are "
              + given.size());
    }
    CrossValidation validation = new CrossValidation(given);
    List<Round> unused = validation.rounds(); // refuses folds of several tables
    return validation;
  }

  /** One training. Immutable. */
  public static final class Round {
    private final int fold;
    private final long seed;
    private final ImageTable train;
    private final ImageTable validation;
    private final ImageTable test;

    private Round(int fold, long seed, Fold tested, ImageTable validation) {
      this.fold = fold;
      this.seed = seed;
      this.validation = validation;
      train = without(tested.train(), validation);
      test = tested.validation();
    }

    /** {@return the number of the fold that is tested, from 1} */
    public int fold() {
      return fold;
    }

    /** {@return what training begins with} */
    public long seed() {
      return seed;
    }

    /** {@return the images to learn from} */
    public ImageTable train() {
      return train;
    }

    /** {@return the images that decide which epoch is best, and about thresholds} */
    public ImageTable validation() {
      return validation;
    }

    /** {@return the images to be scored} */
    public ImageTable test() {
      return test;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Round that
          && fold == that.fold
          && seed == that.seed
          && train.equals(that.train)
          && validation.equals(that.validation)
          && test.equals(that.test);
    }

    @Override
    public int hashCode() {
      return Objects.hash(fold, seed, train, validation, test);
    }

    /** Returns a text such as {@code fold 2, seed 42}. */
    @Override
    public String toString() {
      return "fold " + fold + ", seed " + seed;
    }
  }

  /**
   * Trains with each of several seeds; with 42 when not given.
   *
   * @param numbers distinct seeds, at least one
   * @return this
   * @throws IllegalArgumentException if there is none, or one is there twice
   */
  public CrossValidation seeds(long... numbers) {
    List<Long> given = LongStream.of(Arguments.notNull("seeds", numbers)).boxed().toList();
    if (given.isEmpty() || Set.copyOf(given).size() < given.size()) {
      throw new IllegalArgumentException("seeds must be distinct, at least one, but are " + given);
    }
    seeds.set(given);
    return this;
  }

  /** {@return all trainings, in the order of their seeds and folds} */
  @CheckReturnValue
  public List<Round> rounds() {
    List<Round> rounds = new ArrayList<>();
    for (long seed : seeds.orElse(List.of(USUAL_SEED))) {
      for (int fold = 0; fold < folds.size(); fold++) {
        ImageTable validation = folds.get((fold + 1) % folds.size()).validation();
        rounds.add(new Round(fold + 1, seed, folds.get(fold), validation));
      }
    }
    return rounds;
  }

  private static ImageTable without(ImageTable table, ImageTable others) {
    Set<LabelledImage> left = identities(others);
    List<LabelledImage> rest =
        table.images().stream().filter(image -> !left.contains(image)).toList();
    if (rest.size() + left.size() != table.images().size()) {
      throw new IllegalArgumentException(
          "the folds are not of one table: what one tests, the others must train on");
    }
    return Part.of(table, rest);
  }

  private static Set<LabelledImage> identities(ImageTable table) {
    Set<LabelledImage> images = Collections.newSetFromMap(new IdentityHashMap<>());
    images.addAll(table.images());
    return images;
  }

  /**
   * Does all trainings, one after the other.
   *
   * @param training trains a model on the first two tables of a round, and evaluates it on the
   *     round's test
   * @return the answers to all images
   * @throws IllegalArgumentException if an evaluation is of other images than the round's test, or
   *     of fewer, but for those that it skipped, or of other heads than the first
   */
  @CheckReturnValue
  public CrossValidationResult run(Function<Round, Evaluation> training) {
    Arguments.notNull("training", training);
    List<Round> rounds = rounds();
    List<Evaluation> evaluations = new ArrayList<>();
    for (Round round : rounds) {
      Evaluation evaluation = Arguments.notNull("evaluation", training.apply(round));
      check(round, evaluation);
      evaluations.add(evaluation);
    }
    return new CrossValidationResult(folds.size(), rounds, evaluations);
  }

  /**
   * Makes sure before anything trains that what comes of this can be compared with another
   * cross-validation.
   *
   * @param baseline what came of the other one
   * @throws IllegalArgumentException if its folds are not the same
   */
  public void checkSameFolds(CrossValidationResult baseline) {
    Arguments.notNull("baseline", baseline).requireFolds(folds.size());
    checkSameFolds(baseline.rounds(), "the baseline");
  }

  /**
   * Makes sure that another cross-validation has the same folds, as one whose models are to teach
   * those of this one: what it tests in a round, its models have not learned from.
   *
   * @param other the other one, of whatever seeds
   * @throws IllegalArgumentException if its folds are not the same
   */
  public void checkSameFolds(CrossValidation other) {
    if (Arguments.notNull("other", other).folds.size() != folds.size()) {
      throw new IllegalArgumentException(
          "there are " + folds.size() + " folds here, but " + other.folds.size() + " in the other");
    }
    checkSameFolds(other.rounds(), "the other cross-validation");
  }

  private void checkSameFolds(List<Round> others, String whose) {
    for (Round round : rounds().subList(0, folds.size())) {
      Round other = others.get(round.fold() - 1);
      if (!Groups.areSame(round.test().images(), other.test().images())) {
        throw new IllegalArgumentException(
            "fold "
                + round.fold()
                + " tests other images than that of "
                + whose
                + ": split the same images by the same seed and columns");
      }
    }
  }

  private static void check(Round round, Evaluation evaluation) {
    Set<LabelledImage> test = identities(round.test());
    if (!evaluation.rows().stream().allMatch(row -> test.contains(row.image()))) {
      throw new IllegalArgumentException(
          "what was evaluated is not the test of fold "
              + round.fold()
              + ": return an evaluation of round.test()");
    }
    if (evaluation.images() + evaluation.skipped() < test.size()) {
      throw new IllegalArgumentException(
          evaluation.images()
              + " of the "
              + test.size()
              + " images of fold "
              + round.fold()
              + " were evaluated, and "
              + evaluation.skipped()
              + " skipped: return an evaluation of round.test()");
    }
  }
}
