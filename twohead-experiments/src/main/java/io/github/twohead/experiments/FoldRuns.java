package io.github.twohead.experiments;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.CrossValidation;
import io.github.twohead.CrossValidation.Round;
import io.github.twohead.CrossValidationResult;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.Recipe;
import io.github.twohead.TwoheadException;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link CrossValidation} of a recipe, with a {@link RunFolder} for each round. Whenever the
 * process ends, by a crash or by {@code kill -9}, the same call goes on: rounds that completed with
 * the same recipe, tables, teachers and weights are kept.
 *
 * <pre>{@code
 * FoldRuns runs = FoldRuns.of(Recipe.read(Path.of("kids.yaml")));
 * List<Fold> folds = runs.table().split().groupBy("sender").stratifyBy("kids").folds(5);
 * CrossValidationResult result =
 *     runs.run(CrossValidation.of(folds).seeds(1, 2, 3), Path.of("cross-validations/kids"));
 * }</pre>
 *
 * <pre>
 * cross-validations/kids/
 *   cross-validation.json     the plan
 *   fold1/                    the tables train.csv, val.csv and test.csv of a fold
 *   fold1-seed1/, …           the folder of each run
 *   results.csv               a row for each run, with its scores
 * </pre>
 *
 * <p>Images must lie in files. Exports that the recipe asks for are left out.
 *
 * <p>A {@code distillation.teacher} of the recipe is the folder of another cross-validation on the
 * same folds: in each round its models of that fold teach, of all its seeds together, so that no
 * teacher has seen what is tested. Other teachers are refused, unless {@link #independentTeacher}
 * says that they have seen none of the images. So are {@code backbone.weights} of a saved model
 * that was trained, unless {@link #independentWeights} says so of it.
 */
@CanIgnoreReturnValue
public final class FoldRuns {
  private final Recipe recipe;
  private final Once<Sweep.Listener> listener = new Once<>("listener");
  private boolean independentTeacher;
  private boolean independentWeights;

  private FoldRuns(Recipe recipe) {
    this.recipe = recipe;
  }

  /**
   * Starts a cross-validation.
   *
   * @param recipe how each round trains
   * @return the runs
   */
  @CheckReturnValue
  public static FoldRuns of(Recipe recipe) {
    return new FoldRuns(Arguments.notNull("recipe", recipe));
  }

  /**
   * Sets who sees the rounds go on; nobody when not given.
   *
   * @param sees the listener
   * @return this
   */
  public FoldRuns listener(Sweep.Listener sees) {
    listener.set(sees);
    return this;
  }

  /**
   * Says that the teachers of the recipe that are no cross-validation have learned from none of the
   * images, such as a model of somebody else: they teach in all rounds.
   *
   * @return this
   */
  public FoldRuns independentTeacher() {
    independentTeacher = true;
    return this;
  }

  /**
   * Says that the saved model in {@code backbone.weights} of the recipe has learned from none of
   * the images: all rounds start from it.
   *
   * @return this
   */
  public FoldRuns independentWeights() {
    independentWeights = true;
    return this;
  }

  /** {@return the images of all tables of the recipe together, to be split into folds} */
  @CheckReturnValue
  public ImageTable table() {
    List<ImageTable> tables = new ArrayList<>(List.of(recipe.train()));
    if (recipe.value("data.validation").isPresent()) {
      tables.add(recipe.validation());
    }
    recipe.test().ifPresent(tables::add);
    return new Together(tables);
  }

  /** Several tables as one. */
  private record Together(List<ImageTable> tables) implements ImageTable {
    @Override
    public List<LabelledImage> images() {
      return tables.stream().flatMap(table -> table.images().stream()).toList();
    }

    @Override
    public List<String> problems() {
      return tables.stream().flatMap(table -> table.problems().stream()).toList();
    }

    @Override
    public List<String> notes() {
      return tables.stream().flatMap(table -> table.notes().stream()).toList();
    }

    @Override
    public boolean skipsUnreadableImages() {
      return tables.get(0).skipsUnreadableImages();
    }

    @Override
    public boolean allowsRepeatedRows() {
      return tables.get(0).allowsRepeatedRows();
    }
  }

  /**
   * Does all rounds that did not complete before. One that fails ends the call; the next one tries
   * it again.
   *
   * @param validation the folds and seeds
   * @param folder the cross-validation's own, which need not exist
   * @return the answers to all images
   * @throws IllegalArgumentException if the folder holds another cross-validation
   * @throws io.github.twohead.RecipeException if a teacher, or the model that rounds start from,
   *     may have seen what a fold tests
   * @throws TwoheadException as a run throws it; or if another process works on the folder, it
   *     cannot be written, or a round is interrupted
   */
  public CrossValidationResult run(CrossValidation validation, Path folder) {
    List<Round> rounds = Arguments.notNull("validation", validation).rounds();
    Arguments.notNull("folder", folder);
    if (!independentWeights) {
      OtherModels.refuseTrainedWeights(recipe);
    }
    FoldTeachers teachers = FoldTeachers.of(recipe, validation, independentTeacher);
    FoldFolder files = new FoldFolder(folder, recipe, teachers);
    try (SweepFolder held =
        SweepFolder.open(folder, FoldFolder.WHAT, FoldFolder.plan(recipe, rounds))) {
      files.writeTables(rounds);
      Sweep.Listener told = listener.orElseGet(() -> new Sweep.Listener() {});
      List<Round> kept = rounds.stream().filter(files::isDone).toList();
      told.onRound(rounds.size(), kept.size());
      kept.forEach(round -> told.onRun(files.row(round)));
      for (Round round : rounds) {
        if (!kept.contains(round)) {
          files.train(round, told);
          told.onRun(files.row(round));
        }
      }
      held.write(() -> files.writeCsv(rounds));
      return validation.run(files::evaluate);
    }
  }

  /**
   * Reads what came of a cross-validation that was done before, as to compare another one with it.
   *
   * @param folder the cross-validation's own
   * @return the answers to all images, which its models give again
   * @throws IllegalArgumentException if there is no cross-validation in the folder, or it did not
   *     come to its end
   */
  public static CrossValidationResult read(Path folder) {
    return FoldFolder.read(Arguments.notNull("folder", folder));
  }
}
