package io.github.twohead.experiments;

import io.github.twohead.CrossValidation;
import io.github.twohead.CrossValidation.Round;
import io.github.twohead.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the rounds of a cross-validation learn from: models that have not seen what a round tests.
 *
 * @param byFold the models by the number of the fold; empty without teachers, or where they are a
 *     program's own
 */
record FoldTeachers(Map<Integer, List<Path>> byFold) {
  /** No teachers, or those that a recipe names as they are. */
  static FoldTeachers none() {
    return new FoldTeachers(Map.of());
  }

  /**
   * The teachers that a recipe names: of the folder of a cross-validation on the same folds all
   * models of the fold, whatever their seed.
   *
   * @param independent whether the program knows that other teachers have seen none of the images
   * @throws io.github.twohead.RecipeException if a teacher may have seen what is tested
   */
  static FoldTeachers of(Recipe recipe, CrossValidation validation, boolean independent) {
    return recipe.value(OtherModels.TEACHER).isEmpty()
        ? none()
        : recipe.at(
            OtherModels.TEACHER,
            () -> of(recipe.paths(OtherModels.TEACHER), validation, independent));
  }

  private static FoldTeachers of(
      List<Path> given, CrossValidation validation, boolean independent) {
    if (!independent && (given.isEmpty() || !given.stream().allMatch(Files::isDirectory))) {
      throw new IllegalArgumentException(
          "one teacher of all folds may have learned from the photos that a fold tests: name the"
              + " folder of a cross-validation on the same folds, whose models each teach their fold;"
              + " or say independentTeacher() where it has seen none of these photos");
    }
    Map<Integer, List<Path>> byFold = new HashMap<>();
    for (Path teacher : given) {
      if (Files.isDirectory(teacher)) {
        CrossValidation taught = FoldFolder.finished(teacher);
        validation.checkSameFolds(taught);
        taught.rounds().forEach(round -> add(byFold, round, FoldFolder.model(teacher, round)));
      } else {
        validation.rounds().stream()
            .filter(round -> round.seed() == validation.rounds().get(0).seed())
            .forEach(round -> add(byFold, round, teacher));
      }
    }
    return new FoldTeachers(byFold);
  }

  private static void add(Map<Integer, List<Path>> byFold, Round round, Path model) {
    byFold.computeIfAbsent(round.fold(), fold -> new ArrayList<>()).add(model);
  }

  /** A recipe with the teachers of a round. */
  Recipe in(Recipe recipe, Round round) {
    List<Path> models = byFold.getOrDefault(round.fold(), List.of());
    return models.isEmpty() ? recipe : recipe.with(OtherModels.TEACHER, models);
  }
}
