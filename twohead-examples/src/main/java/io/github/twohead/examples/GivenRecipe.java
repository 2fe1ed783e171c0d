package io.github.twohead.examples;

import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.spi.RecipeFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A recipe that options override: of a file, or of a model. */
final class GivenRecipe {
  @ArgGroup Source source = new Source();

  /** Where it is. */
  static final class Source {
    @Option(
        names = "--config",
        converter = GivenPath.Input.class,
        paramLabel = "FILE",
        description =
            "A recipe in YAML, whose paths are relative to its folder; further options override"
                + " it.")
    @Nullable Path config;

    @Option(
        names = "--like",
        converter = GivenPath.Input.class,
        paramLabel = "MODEL",
        description = "In place of a file: train as a model was trained, on --data.")
    @Nullable Path like;

    boolean isEmpty() {
      return config == null && like == null;
    }
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the recipe, such as training.epochs=20; +KEY=VALUE adds one, ~KEY leaves"
              + " one out.")
  List<String> overrides = List.of();

  /** Of the tables that the model was trained on, which is repeated. */
  private final Map<String, String> digests = new LinkedHashMap<>();

  /** Whether anything of a recipe is given, which options may override. */
  boolean isGiven() {
    return !source.isEmpty() || !overrides.isEmpty();
  }

  /** The recipe, with what overrides it, which options may complete; empty if none is given. */
  Optional<RecipeBuilder> recipe() {
    if (source.config != null) {
      return Optional.of(RecipeFormat.find().begin(source.config, overrides));
    }
    return Optional.ofNullable(source.like).map(model -> overridden(like(model)).toBuilder());
  }

  /** The tables that a run did not share with the model that it repeats. */
  List<String> others(Map<String, String> environment) {
    return digests.entrySet().stream()
        .filter(table -> !table.getValue().equals(environment.get(table.getKey() + "_digest")))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What made a model; where it is saved to is another matter. */
  private Recipe like(Path model) {
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(model)) {
      predictor.provenance().tables().forEach((name, table) -> digests.put(name, table.digest()));
      return predictor
          .provenance()
          .recipe()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "--like: " + model + " does not tell by which recipe it was trained"))
          .without("export");
    }
  }

  Recipe overridden(Recipe recipe) {
    return overrides.isEmpty() ? recipe : recipe.overridden(overrides.toArray(String[]::new));
  }
}
