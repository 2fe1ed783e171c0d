package io.github.twohead;

import io.github.twohead.spi.RecipeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
      throw new RecipeException(file + " cannot be written: " + e, e);
    }
  }

  /** The same paths from another folder. */
  static RecipeEntries from(Path other, RecipeEntries recipe) {
    String back = relative(recipe.folder(), other);
    return recipe.changed(
        (key, entry) -> {
          boolean moves = isRelative(entry) && recipe.isOfFolder(key);
          if (moves && entry.isMasked()) {
            return entry.below(back);
          }
          return moves ? entry.at(relative(recipe.path(key).orElseThrow(), other)) : entry;
        },
        other);
  }

  private static boolean isRelative(RecipeEntry entry) {
    return entry.setting().type() == RecipeSetting.Type.PATH
        && entry.value() instanceof String path
        && !Path.of(path).isAbsolute();
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
    Path path = recipe.path(key).orElse(null);
    if (path == null || entry.isMasked()) {
      return entry;
    }
    if (key.equals(FOLDER)) {
      return null; // the one that all tables lie in takes its place
    }
    if (recipe.isMasked(FOLDER) && !recipe.isOfFolder(key) && isRelative(entry)) {
      return entry;
    }
    Path start = tables != null && RecipeSettings.isOfTables(entry.setting()) ? tables : HERE;
    String shortest = relative(path, start);
    return entry.at(isOutside(shortest) ? String.valueOf(path.getFileName()) : shortest);
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
