package io.github.twohead.examples;

import io.github.twohead.Colors;
import io.github.twohead.HeadSpec;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeBuilder;
import io.github.twohead.RecipeException;
import io.github.twohead.examples.TuningOptions.HeadRule;
import io.github.twohead.spi.RecipeValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options as settings of a recipe: what is given on the command line is what a recipe says. */
final class RecipeOptions {
  private static final String ANY = "*";

  private final RecipeBuilder recipe;
  private final Set<String> there;
  private final Set<String> heads = new LinkedHashSet<>();
  private final Map<String, String> given = new LinkedHashMap<>();

  /** Starts with a recipe that options override. */
  RecipeOptions(RecipeBuilder base) {
    recipe = base;
    there = base.values().keySet();
    there.stream()
        .filter(key -> key.startsWith("heads."))
        .forEach(key -> heads.add(key.split("\\.", -1)[1]));
  }

  /** Starts with options alone. */
  RecipeOptions() {
    recipe = Recipe.builder();
    there = Set.of();
  }

  /** The tables of a folder, as {@code split} writes them; or where a recipe's own tables lie. */
  RecipeOptions data(Path folder) {
    set("data.folder", folder, "--data");
    if (!there.contains("data.train")) {
      set("data.train", name(folder, "train"), "--data");
      set("data.validation", name(folder, "val"), "--data");
      if (Stream.of("test.csv", "test").anyMatch(test -> Files.exists(folder.resolve(test)))) {
        set("data.test", name(folder, "test"), "--data");
      }
    }
    return classes(folder.resolve("classes.txt"));
  }

  /** Every class that there is: the first word of each line of a file, if it is there. */
  RecipeOptions classes(Path file) {
    if (Files.exists(file)) {
      set("data.classes", firstWords(file), "--data");
    }
    return this;
  }

  private static List<String> firstWords(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> !line.isBlank())
          .map(line -> line.strip().split("\\s+", 2)[0])
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e, e);
    }
  }

  private static String name(Path folder, String name) {
    boolean csv =
        Files.exists(folder.resolve(name + ".csv")) || !Files.isDirectory(folder.resolve(name));
    return csv ? name + ".csv" : name;
  }

  /** What heads are taught, in place of what a recipe says of those. */
  RecipeOptions heads(List<HeadOption> options) {
    HeadOption.requireDistinct(options);
    for (HeadOption option : options) {
      heads.add(option.name());
      String head = "heads." + option.name() + ".";
      option.settings().forEach((key, value) -> set(head + key, value, "--head"));
      Stream.of("positive", "negative", "unknown", "categories", "column")
          .filter(key -> !option.settings().containsKey(key))
          .forEach(key -> remove(head + key, "--head"));
    }
    return this;
  }

  /** A head that stands for any, where none matters. */
  RecipeOptions anyHead() {
    recipe.set("heads.any.column", true);
    return this;
  }

  /** What decides which epoch is kept. */
  RecipeOptions best(BestOptions best) {
    best.check(heads);
    best.bestBy.forEach((head, metric) -> keep(best, head + " " + metric.name(), "--keep-best-by"));
    if (best.byLoss) {
      keep(best, "loss", "--keep-best-by-loss");
    }
    if (best.last) {
      keep(best, "last", "--keep-last");
    }
    return this;
  }

  private void keep(BestOptions best, String what, String option) {
    String window = best.smoothed == null ? "" : "(smoothed " + best.smoothed + ")";
    set("training.keep_best_by", what + window, option);
  }

  /** All other options that were given. */
  RecipeOptions others(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      if (OptionKeys.ALL.containsKey(name)) {
        add(OptionKeys.ALL.get(name), option.getValue(), name);
      }
    }
    return this;
  }

  private void add(String key, Object value, String option) {
    if (key.equals(OptionKeys.ALL.get("--augment"))) {
      ((Map<?, ?>) value).forEach((name, amount) -> addChange(key, name, amount, option));
    } else if (value instanceof Map<?, ?> byHead) {
      byHead.forEach((head, one) -> addOfHead(key, head.toString(), one, option));
    } else if (key.equals(OptionKeys.ALL.get("--rule"))) {
      for (Object rule : (Collection<?>) value) {
        addOfHead(key, ((HeadRule) rule).head(), ((HeadRule) rule).rule(), option);
      }
    } else if (key.contains(ANY)) {
      heads.forEach(head -> set(key.replace(ANY, head), value, option));
    } else {
      if (key.equals(OptionKeys.ALL.get("--size"))) {
        remove("preprocessing.width", option);
        remove("preprocessing.height", option);
      }
      set(key, key.endsWith(".colors") ? Colors.SRGB : value, option);
    }
  }

  private void addChange(String key, Object name, Object amount, String option) {
    List<String> numbers = List.of(amount.toString().split(","));
    set(
        key.replace(ANY, name.toString()),
        numbers.size() == 1 ? amount : numbers,
        option + " " + name);
  }

  private void addOfHead(String key, String head, Object value, String option) {
    HeadOption.requireKnown(option, List.of(head), heads);
    boolean several = key.equals(OptionKeys.ALL.get("--class-weights"));
    Object given = several ? List.of(value.toString().split("/", -1)) : value;
    set(key.replace(ANY, HeadSpec.binary(head).name()), given, option + " " + head);
  }

  /** Leaves out what an option takes the place of. */
  private void remove(String key, String option) {
    recipe.remove(key);
    given.put(key, option);
  }

  private void set(String key, Object value, String option) {
    boolean plain =
        value instanceof Number
            || value instanceof Boolean
            || value instanceof Collection<?>
            || value instanceof Map<?, ?>
            || value instanceof Path;
    Object written = value instanceof Enum<?> ? value.toString().toLowerCase(Locale.ROOT) : value;
    recipe.set(key, RecipeValue.option(option, plain ? value : written.toString()));
    given.put(key, option);
  }

  /**
   * Refuses overrides, such as {@code training.epochs=20}, of what an option gives.
   *
   * @throws IllegalArgumentException if an option and an override give the same setting
   */
  RecipeOptions beside(List<String> overrides) {
    for (String override : overrides) {
      String key = override.replaceFirst("^[+~]*", "").replaceFirst("=.*", "");
      given.forEach((other, option) -> requireApart(override, key, other, option));
    }
    return this;
  }

  private static void requireApart(String override, String key, String given, String option) {
    boolean overlap = (key + ".").startsWith(given + ".") || (given + ".").startsWith(key + ".");
    if (overlap) {
      throw new IllegalArgumentException(
          override + ": " + given + " is already given by " + option);
    }
  }

  /**
   * The recipe. What is wrong with an option names others by their options too.
   *
   * @throws RecipeException if a setting is wrong
   */
  Recipe recipe() {
    try {
      return recipe.build();
    } catch (RecipeException e) {
      String message = String.valueOf(e.getMessage());
      for (Map.Entry<String, String> key : OptionKeys.ALL.entrySet()) {
        message =
            message.startsWith("--") ? message.replace(key.getValue(), key.getKey()) : message;
      }
      throw new RecipeException(message, e);
    }
  }
}
