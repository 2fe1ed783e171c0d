package io.github.twohead;

import io.github.twohead.spi.Once;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  /** What a file from elsewhere answers: the recipe's heads, and others that say yes or no. */
  void heads(List<HeadSpec> known, List<String> names) {
    HeadSpec[] specs =
        names.stream()
            .map(
                name ->
                    known.stream()
                        .filter(head -> head.name().equals(name))
                        .findFirst()
                        .orElseGet(() -> HeadSpec.binary(name)))
            .toArray(HeadSpec[]::new);
    from = Optional.of(given().heads(specs));
  }

  void normalization(String text) {
    from = Optional.of(given().normalization(Normalization.parse(text)));
  }

  void resize(String text) {
    from = Optional.of(given().resize(ResizeMode.parse(text)));
  }

  void outputs(String text) {
    from = Optional.of(given().outputs(OutputType.parse(text)));
  }

  /** What was said of the files of teachers; null if it was not. */
  static @Nullable Object told(RecipeSource source, Function<TeacherFile, Once<?>> part) {
    return source
        .training()
        .distillation()
        .flatMap(from -> part.apply(from.file()).optional())
        .map(RecipeTeacher::written)
        .orElse(null);
  }

  private static Object written(Object told) {
    return told instanceof List<?> heads
        ? heads.stream().map(Object::toString).toList()
        : told.toString();
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
    return from.filter(known -> !recipe.isNameOnly(KEY));
  }
}
