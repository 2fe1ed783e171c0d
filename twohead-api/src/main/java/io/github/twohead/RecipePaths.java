package io.github.twohead;

import io.github.twohead.spi.FileProblem;
import io.github.twohead.spi.RecipeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The paths of a recipe, for a file in another folder or on another machine. */
final class RecipePaths {
  private static final String FOLDER = "data.folder";
  private static final Path HERE = Path.of("");

  private RecipePaths() {}

  static String relative(Path path, Path base) {
    Path there = path.toAbsolutePath().normalize();
    Path from = base.toAbsolutePath().normalize();
    boolean sameRoot = Objects.equals(there.getRoot(), from.getRoot());
    Path shortest = sameRoot ? from.relativize(there) : there;
    return shortest.toString().isEmpty() ? "." : shortest.toString().replace('\\', '/');
  }

  /** Writes a recipe, with paths from the folder of its file. */
  static void write(Recipe recipe, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    String text = RecipeFormat.find().write(recipe.relativeTo(folder == null ? file : folder));
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new RecipeException(file + " cannot be written: " + FileProblem.why(e), e);
    }
  }

  /** What becomes of a path, or of each in a list. */
  static Object each(Object value, UnaryOperator<String> change) {
    return value instanceof List<?> list
        ? list.stream().map(path -> change.apply(path.toString())).toList()
        : change.apply(value.toString());
  }

  /** Relative paths from a folder in place of those from the current one, also in a list. */
  static Object relative(Object value, Path base) {
    if (value instanceof Path path && !path.isAbsolute()) {
      return relative(path, base);
    }
    return value instanceof List<?> list
        ? list.stream()
            .map(one -> one instanceof Path ? relative((Object) one, base) : one)
            .toList()
        : value;
  }

  /** The path that a value is, or each in its list; none if it is something else. */
  static List<String> of(RecipeEntry entry) {
    RecipeSetting.Type type = entry.setting().type();
    boolean paths = type == RecipeSetting.Type.PATH || type == RecipeSetting.Type.PATHS;
    if (!paths || entry.value() instanceof OwnStep) {
      return List.of();
    }
    List<?> all = entry.value() instanceof List<?> list ? list : List.of(entry.value());
    return all.stream().map(Object::toString).toList();
  }

  /** Whether code has set the same files. */
  static boolean areSame(List<Path> paths, Object value) {
    List<?> files = value instanceof List<?> list ? list : List.of(value);
    return files.size() == paths.size()
        && IntStream.range(0, paths.size())
            .allMatch(i -> files.get(i) instanceof Path file && isSame(paths.get(i), file));
  }

  private static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  /** The same paths from another folder. */
  static RecipeEntries from(Path other, RecipeEntries recipe) {
    String back = relative(recipe.folder(), other);
    return recipe.changed(
        (key, entry) -> {
          boolean moves = recipe.isOfFolder(key) && hasRelative(entry);
          if (moves && entry.isMasked()) {
            return entry.below(back);
          }
          return moves
              ? entry.at(each(entry.value(), path -> moved(path, recipe.folder(), other)))
              : entry;
        },
        other);
  }

  private static String moved(String path, Path folder, Path other) {
    return isRelative(path) ? relative(folder.resolve(path), other) : path;
  }

  static boolean isRelative(String path) {
    return !Path.of(path).isAbsolute();
  }

  /** Whether it is a path that is relative, or a list of which one is. */
  private static boolean hasRelative(RecipeEntry entry) {
    return of(entry).stream().anyMatch(RecipePaths::isRelative);
  }

  /**
   * For a file that others get: tables are relative to their folder, other paths to the current
   * one, and of a folder outside of it not even the name is told.
   */
  static RecipeEntries portable(RecipeEntries recipe) {
    Path tables = folderOfTables(recipe);
    RecipeEntries kept = recipe.changed((key, entry) -> portable(recipe, key, tables), HERE);
    String folder = tables == null ? ".." : relative(tables, HERE);
    return isOutside(folder) || folder.equals(".") || kept.has(FOLDER)
        ? kept
        : kept.with(FOLDER, folder);
  }

  private static @Nullable RecipeEntry portable(
      RecipeEntries recipe, String key, @Nullable Path tables) {
    RecipeEntry entry = recipe.entry(key);
    List<Path> paths = recipe.paths(key);
    if (paths.isEmpty() || entry.isMasked()) {
      return entry;
    }
    if (key.equals(FOLDER)) {
      return null; // the one that all tables lie in takes its place
    }
    if (recipe.isMasked(FOLDER) && !recipe.isOfFolder(key) && hasRelative(entry)) {
      return entry;
    }
    Path start = tables != null && RecipeSettings.isOfTables(entry.setting()) ? tables : HERE;
    return entry.at(each(entry.value(), path -> shortest(recipe.resolved(key, path), start)));
  }

  private static String shortest(Path path, Path start) {
    String shortest = relative(path, start);
    return isOutside(shortest) ? String.valueOf(path.getFileName()) : shortest;
  }

  private static boolean isOutside(String path) {
    return path.equals("..") || path.startsWith("../") || Path.of(path).isAbsolute();
  }

  /** The folder that all tables lie in; null if there is none, or the environment names it. */
  private static @Nullable Path folderOfTables(RecipeEntries recipe) {
    List<Path> folders = new ArrayList<>();
    recipe.forEach(
        (key, entry) -> {
          if (RecipeSettings.isOfTables(entry.setting())
              && !key.equals(FOLDER)
              && !entry.isMasked()) {
            recipe.path(key).ifPresent(path -> folders.add(parent(path)));
          }
        });
    Path common = recipe.isMasked(FOLDER) || folders.isEmpty() ? null : folders.get(0);
    for (Path folder : folders) {
      while (common != null && !folder.startsWith(common)) {
        common = common.getParent();
      }
    }
    return common == null || common.getNameCount() == 0 ? null : common;
  }

  private static Path parent(Path path) {
    Path there = path.toAbsolutePath().normalize();
    return Objects.requireNonNullElse(there.getParent(), there);
  }
}
