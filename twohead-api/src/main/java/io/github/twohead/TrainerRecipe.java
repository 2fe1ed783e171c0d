package io.github.twohead;

import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.TrainingConfig;
import java.util.Map;
import java.util.Optional;

/** What a trainer does as a recipe. */
final class TrainerRecipe {
  private final EngineModel model;
  private final Map<String, Object> machine;

  /** What the settings began with, which also says where tables are. */
  private RecipeEntries base = RecipeEntries.none();

  /** What the model was when training began. */
  private Optional<RecipeSource.Start> start = Optional.empty();

  /**
   * Begins without a recipe.
   *
   * @param machine where the model runs, by keys of a recipe
   */
  TrainerRecipe(EngineModel model, Map<String, Object> machine) {
    this.model = model;
    this.machine = machine;
  }

  /** A trainer that does what a recipe says. */
  static Trainer trainer(MultiHeadModel model, Recipe recipe, RecipeEntries entries) {
    if (!model.heads().equals(recipe.heads())) {
      throw new IllegalArgumentException(
          "the model has the heads " + model.heads() + ", but the recipe " + recipe.heads());
    }
    entries.at(
        RecipeTeacher.KEY,
        () -> entries.paths(RecipeTeacher.KEY).stream().map(Teachers::existing).toList());
    Trainer trainer = model.trainer().following(entries);
    RecipeDraft unused =
        entries.requireThereBut("backbone").draft(Optional.of(trainer), (bytes, total) -> {});
    return trainer;
  }

  void follow(RecipeEntries recipe) {
    base = recipe;
  }

  /** All that decides about the weights, without tables. */
  Recipe of(TrainingConfig training) {
    return new Recipe(read(training, Map.of()));
  }

  /**
   * What the model keeps of a training that begins now; without checkpoints, from which the same
   * training on its own would go on.
   */
  Recipe begin(TrainingConfig training, ImageTable train, ImageTable validation) {
    start = Optional.of(RecipeSource.Start.of(model, machine));
    Map<String, ImageTable> tables = RecipeTables.untold(base, train, validation);
    return new Recipe(RecipePaths.portable(read(training, tables).without("checkpoint")));
  }

  private RecipeEntries read(TrainingConfig training, Map<String, ImageTable> tables) {
    RecipeSource.Start from = start.orElseGet(() -> RecipeSource.Start.of(model, machine));
    return base.read(new RecipeSource(from, training, tables));
  }
}
