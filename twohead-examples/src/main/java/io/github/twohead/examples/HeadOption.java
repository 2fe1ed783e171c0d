package io.github.twohead.examples;

import io.github.twohead.HeadSpec;
import io.github.twohead.LabelSplitter;
import io.github.twohead.Recipe;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A head and the classes that it is taught.
 *
 * <p>{@code name=positives/negatives} asks for yes or no. A class in neither list is unknown;
 * without {@code /negatives} every other class is negative. {@code name=category:classes/…} asks
 * for a category; {@code category:} alone is the class of its own name.
 *
 * <p>{@code name} and {@code name:category/…} are taught by the column of that name instead.
 *
 * @param name the head's name
 * @param positives classes; empty for a head of categories or with a column
 * @param negatives classes; empty for all others
 * @param categories classes by category, none where there is a column; empty for a head that
 *     answers yes or no
 */
record HeadOption(
    String name,
    List<String> positives,
    List<String> negatives,
    Map<String, List<String>> categories) {

  /** How help shows the option's value where a model is there. */
  static final String FORM = "NAME[=CLASSES]";

  /** What help says of it there. */
  static final String FORMS =
      "What classes mean, when it is not what they meant in training: screen=2/0,1 with positive and"
          + " perhaps negative classes, kind=paper:0,1/screen:2 with those of each category; or that"
          + " the labels are in the column of the head's name: screen, kind:paper/screen. All heads"
          + " are given, or none.";

  /** Reads the option. */
  static final class Converter implements ITypeConverter<HeadOption> {
    /** A name, and perhaps categories. */
    private static final Pattern COLUMN = Pattern.compile("([^=:]+)(?::([^=]*))?");

    @Override
    public HeadOption convert(String text) {
      try {
        Matcher column = COLUMN.matcher(text);
        HeadOption head = column.matches() ? ofColumn(text, column) : ofClasses(text);
        HeadSpec unused = head.spec().build(); // refuses categories that none can have
        return head;
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }

    private static HeadOption ofColumn(String text, MatchResult column) {
      Map<String, List<String>> categories = new LinkedHashMap<>();
      if (column.group(2) != null) {
        for (String category : column.group(2).split("/", -1)) {
          if (category.isBlank() || categories.put(category.strip(), List.of()) != null) {
            throw new TypeConversionException(
                "\"" + text + "\" needs categories of different names, such as kind:paper/screen");
          }
        }
      }
      String name = HeadSpec.binary(column.group(1).strip()).name();
      return new HeadOption(name, List.of(), List.of(), categories);
    }

    private static HeadOption ofClasses(String text) {
      int equals = text.indexOf('=');
      String value = text.substring(equals + 1);
      String[] lists = value.split("/", -1);
      boolean categorical = value.contains(":");
      if (equals < 1 || (!categorical && lists.length > 2)) {
        throw new TypeConversionException(
            "\""
                + text
                + "\" is neither name=positives/negatives, such as screen=2/0,1, nor"
                + " name=category:classes/…, such as kind=paper:0,1/screen:2");
      }
      String name = HeadSpec.binary(text.substring(0, equals).strip()).name();
      return categorical
          ? new HeadOption(name, List.of(), List.of(), categories(text, lists))
          : new HeadOption(
              name,
              classes(text, lists[0]),
              lists.length == 1 ? List.of() : classes(text, lists[1]),
              Map.of());
    }

    private static Map<String, List<String>> categories(String text, String... lists) {
      Map<String, List<String>> categories = new LinkedHashMap<>();
      for (String list : lists) {
        int colon = list.indexOf(':');
        String category = list.substring(0, Math.max(colon, 0)).strip();
        if (category.isEmpty() || categories.containsKey(category)) {
          throw new TypeConversionException(
              "\"" + text + "\" needs a category of another name before each colon");
        }
        String classes = list.substring(colon + 1);
        categories.put(category, classes.isBlank() ? List.of(category) : classes(text, classes));
      }
      return categories;
    }

    private static List<String> classes(String text, String list) {
      List<String> classes = Stream.of(list.split(",", -1)).map(String::strip).toList();
      if (classes.contains("")) {
        throw new TypeConversionException("\"" + text + "\" has an empty class");
      }
      return classes;
    }
  }

  /** Starts the head. */
  HeadSpec.Builder spec() {
    HeadSpec.Builder head = HeadSpec.builder(name);
    return categories.isEmpty() ? head : head.categories(List.copyOf(categories.keySet()));
  }

  /** Whether its labels are in a column of its own. */
  boolean isColumn() {
    return positives.isEmpty() && categories.values().stream().allMatch(List::isEmpty);
  }

  /** The lists of classes of which a table should have images, by what they are called. */
  Map<String, List<String>> lists() {
    if (isColumn()) {
      return Map.of();
    }
    Map<String, List<String>> lists = new LinkedHashMap<>(categories);
    if (categories.isEmpty()) {
      lists.put("positive", positives);
    }
    if (!negatives.isEmpty()) {
      lists.put("negative", negatives);
    }
    return lists;
  }

  /** Refuses names of heads in another option that no {@code --head} has. */
  static void requireKnown(String option, Collection<String> names, List<HeadOption> heads) {
    requireKnown(option, names, names(heads));
  }

  /**
   * Refuses what does not fit to a model's heads, before its photos are read. No head may be left
   * out; a column needs no categories.
   */
  static void requireMatching(List<HeadOption> options, List<HeadSpec> heads) {
    List<String> known = heads.stream().map(HeadSpec::name).toList();
    requireKnown("--head", names(options), known);
    requireDistinct(options);
    for (HeadSpec head : heads) {
      HeadOption option =
          options.stream()
              .filter(one -> one.name.equals(head.name()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "--head: head \"" + head + "\" is missing: give all of " + known));
      option.requireKind(head);
    }
  }

  private void requireKind(HeadSpec head) {
    if (!head.isCategorical() && !categories.isEmpty()) {
      throw new IllegalArgumentException(
          "--head: head \"" + name + "\" answers yes or no, but is given categories");
    }
    if (head.isCategorical() && !positives.isEmpty()) {
      throw new IllegalArgumentException(
          "--head: head \""
              + name
              + "\" answers with one of "
              + head.categories()
              + ": give classes of each, such as "
              + name
              + "="
              + head.categories().get(0)
              + ":"
              + String.join(",", positives));
    }
    for (String category : categories.keySet()) {
      if (!head.categories().contains(category)) {
        throw new IllegalArgumentException(
            "--head: head \""
                + name
                + "\" has no category \""
                + category
                + "\"; its categories are "
                + head.categories());
      }
    }
  }

  static void requireDistinct(List<HeadOption> options) {
    Set<String> names = new HashSet<>();
    for (HeadOption option : options) {
      if (!names.add(option.name)) {
        throw new IllegalArgumentException("--head: two heads are named \"" + option.name + "\"");
      }
    }
  }

  /** The names of heads. */
  static List<String> names(List<HeadOption> heads) {
    return heads.stream().map(HeadOption::name).toList();
  }

  /** Refuses names that are not among those known. */
  static void requireKnown(String option, Collection<String> names, Collection<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            option + ": there is no head \"" + name + "\"; the heads are " + known);
      }
    }
  }

  /**
   * Makes a splitter of several heads; empty if each has a column.
   *
   * @param classes a file with a class and its name in each line; if it is there, a row with any
   *     other class is reported
   */
  static Optional<LabelSplitter> splitter(List<HeadOption> options, Path classes) {
    return new RecipeOptions().heads(options).classes(classes).recipe().labels();
  }

  /** The heads of a recipe. */
  static List<HeadOption> of(Recipe recipe) {
    return recipe.heads().stream().map(head -> of(recipe, "heads." + head + ".", head)).toList();
  }

  private static HeadOption of(Recipe recipe, String key, HeadSpec head) {
    boolean column = recipe.value(key + "column").equals(Optional.of(true));
    Map<String, List<String>> categories = new LinkedHashMap<>();
    if (recipe.value(key + "categories").orElse(Map.of()) instanceof Map<?, ?> lists) {
      lists.forEach((category, classes) -> categories.put(category.toString(), texts(classes)));
    }
    if (!column) {
      categories.replaceAll((name, classes) -> classes.isEmpty() ? List.of(name) : classes);
    }
    return new HeadOption(
        head.name(),
        texts(recipe.value(key + "positive").orElse(List.of())),
        texts(recipe.value(key + "negative").orElse(List.of())),
        categories);
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(Object::toString).toList();
  }

  /** What a recipe says of the head, by the last word of the keys. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (!categories.isEmpty()) {
      settings.put("categories", categories);
    }
    if (isColumn()) {
      settings.put("column", true);
    }
    if (!positives.isEmpty()) {
      settings.put("positive", positives);
    }
    if (!negatives.isEmpty()) {
      settings.put("negative", negatives);
    }
    return settings;
  }
}
