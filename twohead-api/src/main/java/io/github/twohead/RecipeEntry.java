package io.github.twohead;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A value that a recipe was given.
 *
 * @param value as its setting keeps it
 * @param shown what is written in its place; the value itself unless it is secret
 * @param place where it was given; empty in code
 * @param name what it was given as: its key, or an option of a command
 */
record RecipeEntry(
    RecipeSetting<?> setting, Object value, Object shown, String place, String name) {
  private static final Pattern SETTERS = Pattern.compile("[^:]*?(must .*)|(?:takes|needs) .*");
  private static final Pattern ARGUMENT = Pattern.compile("([^:]+?) must ");
  private static final Pattern WORD = Pattern.compile("\\p{L}{3,}");

  /** The same with another path, or a list of them. */
  RecipeEntry at(Object path) {
    return new RecipeEntry(setting, path, path, place, name);
  }

  /** The same below a folder, where the environment gives the path; what is absolute stays. */
  RecipeEntry below(String folder) {
    String plain = folder.equals(".") ? "" : folder + "/";
    String escaped = plain.replace("${", "\\${");
    List<String> paths = RecipePaths.of(this);
    return new RecipeEntry(
        setting, below(value, paths, plain), below(shown, paths, escaped), place, name);
  }

  /** What stands for one path or for each of several, with a prefix where that is relative. */
  private static Object below(Object texts, List<String> paths, String prefix) {
    if (texts instanceof List<?> list) {
      return IntStream.range(0, list.size())
          .mapToObj(i -> below(list.get(i), paths.subList(i, i + 1), prefix))
          .toList();
    }
    return RecipePaths.isRelative(paths.get(0)) ? prefix + texts : texts;
  }

  /** Whether what is written in its place names environment variables. */
  boolean isMasked() {
    return !value.equals(shown);
  }

  /** What is written: a plain value. */
  Object written() {
    return shown instanceof OwnStep own ? own.text() : shown;
  }

  /** The same for the settings that begin alike, unless an option names it. */
  RecipeEntry ofGroup(String key, String start) {
    return new RecipeEntry(setting, value, shown, place, name.equals(key) ? start : name);
  }

  RecipeException problem(String what) {
    String where = place.isEmpty() ? name : place + ": " + name;
    return namesPart(what) ? new RecipeException(where + ": " + line(what)) : problem(where, what);
  }

  /** Whether a setter's message names one of several numbers in a text. */
  private boolean namesPart(String what) {
    Matcher argument = ARGUMENT.matcher(what.strip());
    boolean isText =
        setting.type() == RecipeSetting.Type.TEXT || setting.type() == RecipeSetting.Type.TEXTS;
    return isText
        && argument.lookingAt()
        && WORD.matcher(String.valueOf(value))
            .results()
            .anyMatch(word -> argument.group(1).contains(word.group()));
  }

  private static String line(String what) {
    return what.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** A setter's message names its own argument, in whose place the setting is named. */
  static RecipeException problem(String where, String what) {
    String line = line(what);
    Matcher setters = SETTERS.matcher(line);
    return new RecipeException(
        where
            + (setters.matches()
                ? " " + line.substring(setters.start(1) < 0 ? 0 : setters.start(1))
                : ": " + line));
  }
}
