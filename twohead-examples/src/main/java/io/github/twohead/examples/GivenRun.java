package io.github.twohead.examples;

import io.github.twohead.Backbone;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What is trained on what, and how: by options, or by a recipe that they override. */
final class GivenRun {
  @Mixin GivenRecipe given = new GivenRecipe();

  @Option(
      names = "--data",
      converter = GivenPath.InputFolder.class,
      paramLabel = "DIR",
      description =
          "Folder with train.csv, val.csv and optionally test.csv: rows of path|class, or columns"
              + " path, class or heads, and others under a header; or with folders train, val and test that"
              + " hold a folder for each class. With a classes.txt (a class and its name in each"
              + " line), other classes are refused. With a recipe, where its tables lie.")
  @Nullable Path data;

  @Option(
      names = "--head",
      converter = HeadOption.Converter.class,
      paramLabel = "NAME=POSITIVES[/NEGATIVES]",
      description =
          "A head and its classes, such as screen=2/0,1; a class in neither list is unknown,"
              + " without /NEGATIVES all others are negative. Or a head of categories, such as"
              + " kind=paper:0,1/screen:2; \"paper:\" alone is the class paper. Or a head"
              + " whose labels are in the column of its name, such as screen, or kind:paper/screen:"
              + " 1, 0 or nothing, or a category. Repeatable; the first head is the main one.")
  List<HeadOption> heads = List.of();

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "A column, such as sender, that may have no text in two of the files.")
  @Nullable String group;

  @Option(
      names = "--backbone",
      defaultValue = "shufflenet_v2_x0_5",
      paramLabel = "NAME",
      completionCandidates = Backbones.class,
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Backbone.BuiltIn backbone;

  @Mixin NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--heads-from-conv5",
      description =
          "Start the heads from the same weights' last convolution, with --pretrained or"
              + " --weights.")
  boolean headsFromConv5;

  @Mixin TrainingOptions training = new TrainingOptions();

  /** The recipe of the run. */
  Recipe recipe(CommandSpec spec) {
    Optional<RecipeBuilder> base = given.recipe();
    if (base.isEmpty() && (data == null || heads.isEmpty())) {
      throw Examples.mistake(spec, "give --data and --head, or a recipe with --config or --like");
    }
    RecipeOptions options = base.map(RecipeOptions::new).orElseGet(RecipeOptions::new);
    if (data != null) {
      options.data(data);
    }
    Recipe recipe =
        options
            .heads(heads)
            .best(training.best)
            .others(spec.commandLine().getParseResult())
            .beside(given.overrides)
            .recipe();
    return base.isPresent() ? recipe : given.overridden(recipe);
  }

  /** The names of backbones. */
  static final class Backbones implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Backbone.builtIn().stream().map(Backbone::name).iterator();
    }
  }
}
