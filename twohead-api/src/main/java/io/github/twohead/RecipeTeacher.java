package io.github.twohead;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a recipe says of a teacher. */
final class RecipeTeacher {
  static final String KEY = "distillation.teacher";

  private final RecipeEntries recipe;
  private Optional<Distillation> from = Optional.empty();

  RecipeTeacher(RecipeEntries recipe) {
    this.recipe = recipe;
  }

  /** Models of the program's own. */
  void teacher(Distillation own) {
    from = Optional.of(own.teacherAlone());
  }

  void files() {
    List<Path> files = recipe.paths(KEY);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("must name a file");
    }
    from =
        Optional.of(Distillation.from(files.get(0), files.stream().skip(1).toArray(Path[]::new)));
  }

  void temperature(double divisor) {
    from = Optional.of(given().temperature(divisor));
  }

  void weight(double share) {
    from = Optional.of(given().weight(share));
  }

  /** A teacher of a program's own may be a name alone here, which stands for no file. */
  private Distillation given() {
    if (!recipe.has(KEY)) {
      throw new IllegalArgumentException("needs " + KEY);
    }
    return from.orElseGet(() -> Distillation.from(Path.of("")));
  }

  /** What to learn from; empty without a teacher, or if only its name is known. */
  Optional<Distillation> finish() {
    boolean isThere = recipe.has(KEY) && !recipe.isNameOnly(KEY);
    return from.filter(known -> isThere);
  }
}
