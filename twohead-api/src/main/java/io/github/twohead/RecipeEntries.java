package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.RecipeValue;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The values of a recipe with the places where they were given, in the order of the settings. */
final class RecipeEntries {
  private static final String FOLDER = "data.folder";
  private static final String DATA = "data.";
  private static final RecipeEntries NONE = new RecipeEntries(Map.of(), Path.of(""));

  private final Map<String, RecipeEntry> entries;
  private final Path folder;

  private RecipeEntries(Map<String, RecipeEntry> entries, Path folder) {
    this.entries = entries;
    this.folder = folder;
  }

  static RecipeEntries none() {
    return NONE;
  }

  Path folder() {
    return folder;
  }

  RecipeEntries in(Path base) {
    return new RecipeEntries(entries, base);
  }

  /** The same with a value, which is of the right type then. */
  RecipeEntries with(String key, RecipeValue given) {
    RecipeSetting<?> setting = RecipeSettings.find(Arguments.notNull("key", key), given.place());
    Object value = given.value();
    String name = given.name().isEmpty() ? key : given.name();
    Map<String, RecipeEntry> changed = new LinkedHashMap<>(entries);
    try {
      Object kept = setting.kept(RecipePaths.relative(value, base(key)));
      Object written = given.shown().equals(value) ? kept : given.shown();
      changed.put(key, new RecipeEntry(setting, kept, written, given.place(), name));
    } catch (IllegalArgumentException e) {
      RecipeEntry entry = new RecipeEntry(setting, value, given.shown(), given.place(), name);
      throw entry.problem(String.valueOf(e.getMessage()));
    }
    return new RecipeEntries(RecipeSettings.sorted(changed), folder);
  }

  /** The same with a value of code. */
  RecipeEntries with(String key, Object value) {
    return with(key, RecipeValue.of(value));
  }

  /** The same with what code has set in place of what was given. */
  RecipeEntries read(RecipeSource source) {
    RecipeEntries all = source.hasTables() ? withoutData() : this;
    for (RecipeSetting<?> setting : RecipeSettings.ALL) {
      for (String head : setting.isPerHead() ? source.heads() : List.of("")) {
        all = all.read(setting, setting.keyOf(head), setting.read(source, head));
      }
    }
    return new RecipeEntries(RecipeSettings.sorted(all.entries, source.heads()), folder);
  }

  private RecipeEntries read(RecipeSetting<?> setting, String key, @Nullable Object value) {
    if (value == null) {
      return setting.isUnread() || RecipeSettings.isOfTables(setting) ? this : without(key);
    }
    return isGiven(key, value) ? this : with(key, value);
  }

  /** Whether a recipe has said just this, perhaps by the name of an environment variable. */
  private boolean isGiven(String key, Object value) {
    RecipeEntry entry = entries.get(key);
    List<Path> paths = paths(key);
    return paths.isEmpty()
        ? entry != null && entry.value().equals(entry.setting().kept(value))
        : RecipePaths.areSame(paths, value);
  }

  /** Without what is said of tables and of the classes in them. */
  private RecipeEntries withoutData() {
    Map<String, RecipeEntry> others = new LinkedHashMap<>(entries);
    others.values().removeIf(entry -> RecipeSettings.isOfTables(entry.setting()));
    return new RecipeEntries(others, folder);
  }

  RecipeEntries without(String key) {
    Map<String, RecipeEntry> changed = new LinkedHashMap<>(entries);
    changed.keySet().removeIf(given -> given.equals(key) || given.startsWith(key + "."));
    return new RecipeEntries(changed, folder);
  }

  void forEach(BiConsumer<String, RecipeEntry> seen) {
    entries.forEach(seen);
  }

  Map<String, Object> shown() {
    Map<String, Object> shown = new LinkedHashMap<>();
    entries.forEach((key, entry) -> shown.put(key, entry.written()));
    return Collections.unmodifiableMap(shown);
  }

  Optional<Object> value(String key) {
    RecipeSetting<?> unused = RecipeSettings.find(key, "");
    return Optional.ofNullable(entries.get(key))
        .map(entry -> entry.value() instanceof OwnStep own ? own.text() : entry.value());
  }

  RecipeEntry entry(String key) {
    return Arguments.notNull(key, entries.get(key));
  }

  /** Whether the environment gives it. */
  boolean isMasked(String key) {
    return has(key) && entry(key).isMasked();
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** Whether it is a step of a program's own that is known by its name alone. */
  boolean isNameOnly(String key) {
    return has(key) && entry(key).value() instanceof OwnStep own && own.step() == null;
  }

  /** The steps of a program's own: their names by key. */
  Map<String, String> ownSteps() {
    Map<String, String> names = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.value() instanceof OwnStep own) {
            names.put(key, own.name());
          }
        });
    return Collections.unmodifiableMap(names);
  }

  /** Where a path leads to; empty where there is none, or something else in its place. */
  Optional<Path> path(String key) {
    return paths(key).stream().findFirst();
  }

  /** Where a path leads to, or several. */
  List<Path> paths(String key) {
    return Optional.ofNullable(entries.get(key)).map(RecipePaths::of).orElse(List.of()).stream()
        .map(path -> resolved(key, path))
        .toList();
  }

  Path resolved(String key, String path) {
    return base(key).resolve(path);
  }

  private Path base(String key) {
    boolean ofData = key.startsWith(DATA) && !key.equals(FOLDER);
    return ofData ? path(FOLDER).orElse(folder) : folder;
  }

  /** Whether a path is relative to the recipe's folder, and not to that of its data. */
  boolean isOfFolder(String key) {
    return base(key).equals(folder);
  }

  /** The same with each value as a change makes it; without those of which it makes null. */
  RecipeEntries changed(BiFunction<String, RecipeEntry, @Nullable RecipeEntry> change, Path base) {
    Map<String, RecipeEntry> changed = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          RecipeEntry other = change.apply(key, entry);
          if (other != null) {
            changed.put(key, other);
          }
        });
    return new RecipeEntries(changed, base);
  }

  /** Checks every value, by giving it to the builder that it is for. */
  void check() {
    RecipeDraft draft = draft();
    if (path("data.train").isPresent()) {
      Optional<LabelSplitter> unused = draft.tables.labels();
    }
  }

  /** Does what all values say, without a model to train. */
  RecipeDraft draft() {
    return draft(Optional.empty(), (bytes, total) -> {});
  }

  /** Does what all values say. */
  RecipeDraft draft(Optional<Trainer> trainer, DownloadListener progress) {
    RecipeDraft draft = new RecipeDraft(this, trainer, progress);
    entries.forEach(
        (key, entry) ->
            at(
                key,
                () -> {
                  entry.setting().apply(draft, entry.setting().head(key), entry.value());
                  return draft;
                }));
    draft.finish();
    return draft;
  }

  /** Does something for a setting, whose place its errors then tell. */
  @CanIgnoreReturnValue
  <T> T at(String key, Supplier<T> work) {
    try {
      return work.get();
    } catch (RecipeException | DataException e) {
      throw e; // they tell places of their own
    } catch (IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException
        | TwoheadException e) {
      throw problem(key, e);
    }
  }

  /** What went wrong with a setting. */
  RecipeException problem(String key, RuntimeException cause) {
    String what = RecipeMasks.masked(this, String.valueOf(cause.getMessage()));
    RecipeException problem = problem(key, what);
    problem.initCause(cause);
    return problem;
  }

  /** What is wrong with a setting or several that begin alike. */
  RecipeException problem(String key, String what) {
    RecipeEntry exact = entries.get(key);
    if (exact != null) {
      return exact.problem(what);
    }
    return entries.entrySet().stream()
        .filter(given -> given.getKey().startsWith(key + "."))
        .findFirst()
        .map(given -> given.getValue().ofGroup(given.getKey(), key).problem(what))
        .orElseGet(() -> RecipeEntry.problem(key, what));
  }

  /**
   * Refuses a recipe whose files are missing, or whose own steps are names alone.
   *
   * @param section of which nothing is needed, as a model is there already; empty for none
   */
  RecipeEntries requireThereBut(String section) {
    entries.forEach(
        (key, entry) -> {
          if (!key.startsWith(section + ".")) {
            requireThere(key, entry);
          }
        });
    return this;
  }

  private void requireThere(String key, RecipeEntry entry) {
    if (entry.value() instanceof OwnStep own && own.step() == null) {
      throw entry.problem(
          own + " is a step of a program's own, which no file can hold: give it in code");
    }
    Optional<Path> missing = paths(key).stream().filter(Files::notExists).findFirst();
    if (entry.setting().isInput() && missing.isPresent()) {
      throw entry.problem((entry.isMasked() ? entry.shown() : missing.get()) + " does not exist");
    }
  }
}
