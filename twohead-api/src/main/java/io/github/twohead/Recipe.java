package io.github.twohead;

import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.RecipeFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model is made: its data, heads, backbone, training, evaluation and exports, as settings by
 * key. A file and code are two views of it: {@link #read} reads it from a file, {@link #model},
 * {@link #train} and {@link #trainer} do what it says, {@link Trainer#recipe} says what code does,
 * and {@link Provenance#recipe} what made a model. Immutable; two are equal if their {@link
 * #values} are, whatever folder they are of and whatever environment variables hold.
 *
 * <p>What is not given has the default of the code, which {@link #complete} writes down. A step of
 * a program's own, such as a schedule, stands in it by its name, and {@link #ownSteps} says that it
 * cannot be replayed from its file alone. What is wrong with a setting is found when it is made.
 *
 * <pre>{@code
 * Recipe recipe = Recipe.read(Path.of("documents.yaml"), "training.epochs=20");
 * try (MultiHeadModel model = recipe.model()) {
 *   recipe.trainer(model).fit(recipe.train(), recipe.validation());
 * }
 * }</pre>
 */
public final class Recipe extends RecipeContent {
  /** The version of this form of recipes. */
  public static final int VERSION = 1;

  Recipe(RecipeEntries entries) {
    super(entries);
  }

  /** {@return every setting that there is, in the order in which recipes are written} */
  public static List<RecipeSetting<?>> settings() {
    return RecipeSettings.ALL;
  }

  /** {@return a builder of a recipe without settings} */
  public static RecipeBuilder builder() {
    return new RecipeBuilder(RecipeEntries.none());
  }

  /**
   * Reads a recipe from a file, which needs {@code twohead-experiments} on the class path.
   *
   * @param file the file; paths in it are relative to its folder
   * @param overrides changes such as {@code training.epochs=20}, {@code +tags=[a]} and {@code
   *     ~export.onnx}
   * @return the recipe
   * @throws RecipeException if it cannot be read, a setting is not known or its value wrong
   * @throws IllegalStateException if nothing on the class path reads recipes
   */
  public static Recipe read(Path file, String... overrides) {
    Arguments.notNull("file", file);
    List<String> changes = copy(overrides);
    return RecipeFormat.find().read(file, changes);
  }

  /**
   * {@return what the text of a file says, as {@link #read} reads it}
   *
   * @param text the text
   * @param folder what paths are relative to
   * @param overrides changes
   */
  public static Recipe parse(String text, Path folder, String... overrides) {
    Arguments.notNull("text", text);
    Arguments.notNull("folder", folder);
    List<String> changes = copy(overrides);
    return RecipeFormat.find().parse(text, folder, changes);
  }

  private static List<String> copy(String... overrides) {
    return Arguments.copy("overrides", Arrays.asList(Arguments.notNull("overrides", overrides)));
  }

  /**
   * Writes the recipe to a file, in which paths are relative to its folder.
   *
   * @param file the file to write; an existing one is replaced
   * @throws RecipeException if it cannot be written
   */
  public void write(Path file) {
    RecipePaths.write(this, Arguments.notNull("file", file));
  }

  /**
   * {@return the recipe with changes, as {@link #read} takes them}
   *
   * @param overrides such as {@code training.epochs=20}
   * @throws RecipeException if a setting is not known, or its value wrong
   */
  public Recipe overridden(String... overrides) {
    List<String> changes = copy(overrides);
    return RecipeFormat.find().override(this, changes);
  }

  /**
   * {@return the recipe with another value}
   *
   * @param key the setting, such as {@code training.epochs} or {@code heads.screen.weight}
   * @param value what {@link RecipeSetting#type} says; a {@link Path}, relative to the current
   *     folder; or a step of one's own, such as a {@link LearningRateSchedule}
   * @throws RecipeException if there is no such setting, or the value is wrong
   */
  public Recipe with(String key, Object value) {
    return toBuilder().set(key, value).build();
  }

  /**
   * {@return the recipe without some settings}
   *
   * @param key a setting, or the start of several, such as {@code export} or {@code heads.screen}
   */
  public Recipe without(String key) {
    return toBuilder().remove(key).build();
  }

  /** {@return the same with every setting that decides about the weights, given or not} */
  public Recipe complete() {
    return new Recipe(entries.draft().source().completed(entries));
  }

  /** {@return a builder that begins with this recipe} */
  public RecipeBuilder toBuilder() {
    return new RecipeBuilder(entries);
  }

  /**
   * {@return the same recipe for a file in another folder: relative paths lead to the same files}
   *
   * @param folder the folder
   */
  public Recipe relativeTo(Path folder) {
    return new Recipe(RecipePaths.from(Arguments.notNull("folder", folder), entries));
  }

  /** {@return the heads, the main one first} */
  public List<HeadSpec> heads() {
    return entries.draft().tables.specs();
  }

  /** {@return what classes say about heads; empty if each head has a column} */
  public Optional<LabelSplitter> labels() {
    return entries.draft().tables.labels();
  }

  /**
   * {@return a model with first weights}
   *
   * @throws RecipeException if a file is missing, or a step of a program's own
   * @throws TwoheadException as {@link MultiHeadModel.Builder#build} throws it
   */
  public MultiHeadModel model() {
    return model((bytes, total) -> {});
  }

  /**
   * {@return a model with first weights, as {@link #model()} builds it}
   *
   * @param progress sees published weights being downloaded
   */
  public MultiHeadModel model(DownloadListener progress) {
    Arguments.notNull("progress", progress);
    return entries.requireThereBut("").draft(Optional.empty(), progress).build();
  }

  /**
   * {@return a trainer that does what the recipe says, and takes listeners}
   *
   * @param model a model that this recipe has built, or one with the same heads
   * @throws RecipeException if a step of a program's own is missing, or a teacher is a folder
   * @throws IllegalArgumentException if the model has other heads
   */
  public Trainer trainer(MultiHeadModel model) {
    return TrainerRecipe.trainer(Arguments.notNull("model", model), this, entries);
  }

  /**
   * {@return the images to learn from}
   *
   * @throws RecipeException if none was given, or a file is missing
   * @throws DataException if the file cannot be read, or a group is in two tables
   */
  public ImageTable train() {
    tables().check();
    return tables().required("data.train");
  }

  /** {@return what images become before the network sees them} */
  public Preprocessing preprocessing() {
    return entries.draft().preprocessing;
  }

  /**
   * {@return the random changes of training images}
   *
   * @throws RecipeException if a step of a program's own is missing
   */
  public Augmentation augmentation() {
    return entries.requireThereBut("backbone").draft().changes;
  }

  /** {@return what is seen of each image of the last scores, and when thresholds are chosen} */
  public Views views() {
    return entries.draft().trainer().config().views();
  }

  /** {@return the images that decide which epoch is best, as {@link #train} reads them} */
  public ImageTable validation() {
    return tables().required("data.validation");
  }

  /** {@return the images of the last scores; empty if none were given} */
  public Optional<ImageTable> test() {
    return tables().read("data.test");
  }

  private RecipeTables tables() {
    return entries.requireThereBut("backbone").draft().tables;
  }

  /** {@return the files that the recipe exports to, by format} */
  public Map<ExportFormat, Path> exports() {
    return Collections.unmodifiableMap(entries.draft().exports.files);
  }

  /**
   * {@return an exporter that does what the recipe says}
   *
   * @param model the model
   * @param format the format
   */
  public Exporter exporter(MultiHeadModel model, ExportFormat format) {
    return entries.draft().exporter(model, format);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Recipe that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }
}
