package io.github.twohead;

import io.github.twohead.spi.RecipeValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recipe as a text that models keep: its version, then a line {@code key: value} for each
 * setting. A backslash stands before what would be part of a list or a reference to the
 * environment.
 */
final class RecipeText {
  private static final String VERSION = "version";
  private static final Pattern SPECIAL = Pattern.compile("[\\\\,:\\[\\]{}$]");
  private static final Pattern SPECIAL_ALONE = Pattern.compile("[\\\\$]");
  private static final String ATOM = "\\\\.|\\$\\{env:[^{}]*\\}";
  private static final Pattern ITEM = Pattern.compile("(?:" + ATOM + "|[^\\\\,])+");
  private static final Pattern CATEGORY =
      Pattern.compile("((?:" + ATOM + "|[^\\\\:])+): \\[((?:" + ATOM + "|[^\\\\\\]])*)\\](?:, )?");

  /** What is not itself in what is written of a recipe that names environment variables. */
  private static final Pattern MASKED = Pattern.compile("\\\\\\$\\{|\\$\\{env:[^{}]*\\}");

  private static final Pattern PART = Pattern.compile("\\\\(.)|\\$\\{env:(\\w+)(?:,([^{}]*))?\\}");

  private RecipeText() {}

  static String of(RecipeEntries recipe) {
    StringJoiner lines = new StringJoiner("\n");
    lines.add(VERSION + ": " + Recipe.VERSION);
    recipe.forEach(
        (key, entry) -> {
          if (!key.equals(VERSION)) {
            lines.add(key + ": " + text(entry));
          }
        });
    return lines.toString();
  }

  private static String text(RecipeEntry entry) {
    Object written = entry.written();
    Pattern special = isStructured(entry.setting()) ? SPECIAL : SPECIAL_ALONE;
    UnaryOperator<String> leaf =
        entry.isMasked() ? text -> masked(special, text) : text -> escaped(special, text);
    if (written instanceof Map<?, ?> map) {
      StringJoiner lists = new StringJoiner(", ", "{", "}");
      map.forEach(
          (name, list) ->
              lists.add(leaf.apply(name.toString()) + ": " + list((List<?>) list, leaf)));
      return lists.toString();
    }
    return written instanceof List<?> list ? list(list, leaf) : leaf.apply(written.toString());
  }

  private static boolean isStructured(RecipeSetting<?> setting) {
    return switch (setting.type()) {
      case TEXTS, PATHS, NUMBERS, CATEGORIES -> true;
      default -> false;
    };
  }

  private static String list(List<?> list, UnaryOperator<String> leaf) {
    StringJoiner items = new StringJoiner(", ", "[", "]");
    list.forEach(item -> items.add(leaf.apply(item.toString())));
    return items.toString();
  }

  private static String escaped(Pattern special, String text) {
    return special.matcher(text).replaceAll("\\\\$0").replace("\n", "\\n").replace("\r", "\\r");
  }

  /** References as they are, and all else as it is escaped. */
  private static String masked(Pattern special, String text) {
    StringBuilder all = new StringBuilder();
    Matcher part = MASKED.matcher(text);
    int end = 0;
    while (part.find()) {
      all.append(escaped(special, text.substring(end, part.start())));
      boolean plain = part.group().startsWith("\\");
      all.append(plain ? escaped(special, "${") : part.group());
      end = part.end();
    }
    return all + escaped(special, text.substring(end));
  }

  /**
   * Reads what {@link #of} wrote, with environment variables in the places of their names.
   *
   * @throws RecipeException if it is no such text, or there is a setting that this version does not
   *     know
   */
  static Recipe parse(String text) {
    RecipeEntries entries = RecipeEntries.none().in(Path.of(""));
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(": ");
      if (colon < 0) {
        throw new RecipeException(
            "the recipe in the model is damaged: \"" + line + "\" is no setting and its value");
      }
      String key = line.substring(0, colon);
      String value = line.substring(colon + 2);
      if (key.equals(VERSION)) {
        requireKnown(value);
      } else {
        RecipeSetting<?> setting = RecipeSettings.find(key, "");
        Object shown = value(setting, value, true);
        entries = entries.with(key, RecipeValue.at("", value(setting, value, false), shown));
      }
    }
    return new Recipe(entries);
  }

  private static void requireKnown(String version) {
    if (!version.equals(String.valueOf(Recipe.VERSION))) {
      throw new RecipeException(
          "the recipe in the model is of version "
              + version
              + ", and this version of twohead reads "
              + Recipe.VERSION
              + ": update it");
    }
  }

  /** A value, or what is written in its place. */
  private static Object value(RecipeSetting<?> setting, String text, boolean written) {
    boolean structured = isStructured(setting);
    if (structured && text.startsWith("[") && text.endsWith("]")) {
      return items(text.substring(1, text.length() - 1), written);
    }
    return structured && text.startsWith("{") && text.endsWith("}")
        ? categories(text, written)
        : leaf(text, written);
  }

  private static List<String> items(String text, boolean written) {
    List<String> items = new ArrayList<>();
    Matcher item = ITEM.matcher(text);
    while (item.find()) {
      items.add(leaf(item.group().strip(), written));
    }
    return items;
  }

  private static Map<String, List<String>> categories(String text, boolean written) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    Matcher category = CATEGORY.matcher(text.substring(1, text.length() - 1));
    while (category.find()) {
      lists.put(leaf(category.group(1), written), items(category.group(2), written));
    }
    return lists;
  }

  private static String leaf(String text, boolean written) {
    StringBuilder all = new StringBuilder();
    StringBuilder plain = new StringBuilder();
    Matcher part = PART.matcher(text);
    boolean hasVariable = part.results().anyMatch(match -> match.group(2) != null);
    int end = 0;
    part.reset();
    while (part.find()) {
      plain.append(text.substring(end, part.start()));
      end = part.end();
      if (part.group(2) == null) {
        plain.append(unescaped(part.group(1)));
      } else {
        all.append(written ? masked(plain) : plain);
        all.append(written ? part.group() : variable(part));
        plain.setLength(0);
      }
    }
    plain.append(text.substring(end));
    return all.append(written && hasVariable ? masked(plain) : plain).toString();
  }

  private static String masked(StringBuilder plain) {
    return plain.toString().replace("${", "\\${");
  }

  private static String unescaped(String letter) {
    return switch (letter) {
      case "n" -> "\n";
      case "r" -> "\r";
      default -> letter;
    };
  }

  private static String variable(Matcher part) {
    String value = System.getenv(part.group(2));
    String usual = part.group(3);
    if (value == null && usual == null) {
      throw new RecipeException("the environment variable " + part.group(2) + " is not set");
    }
    return value == null ? usual : value;
  }
}
