package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.experiments.internal.recipes.Tree.Fields;
import io.github.twohead.experiments.internal.recipes.Tree.Items;
import io.github.twohead.experiments.internal.recipes.Tree.Scalar;
import io.github.twohead.spi.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts values in the place of references: {@code ${key}} is another value of the recipe, {@code
 * ${env:NAME}} an environment variable, {@code ${env:NAME,default}} one that need not be set; a
 * backslash before it keeps the text as it is. What comes out of the environment is masked.
 */
final class References {
  private static final Pattern REFERENCE =
      Pattern.compile("(?<escaped>\\\\\\$\\{)|\\$\\{(?<inner>[^{}]*)}|\\$\\{");

  private static final Pattern VARIABLE =
      Pattern.compile("env:(?<name>\\w+)(,(?<default>.*))?", Pattern.DOTALL);

  private static final int MAX_DEPTH = 50;
  private static final int MAX_LENGTH = 65_536;
  private static final int MAX_VALUES = 10_000;

  private final Fields recipe;
  private final Sources sources;
  private final Map<String, Tree> resolved = new HashMap<>();
  private final Set<String> open = new LinkedHashSet<>();
  private int copied;

  /**
   * Where values are found that the recipe does not hold.
   *
   * @param environment the value of a variable; empty if it is not set
   * @param usual the value of a setting that is not given; empty if there is none
   */
  record Sources(
      Function<String, Optional<String>> environment, Function<String, Optional<String>> usual) {}

  References(Fields recipe, Sources sources) {
    this.recipe = recipe;
    this.sources = sources;
  }

  /** Returns the recipe without references. */
  Fields resolve() {
    return fields(recipe);
  }

  /** {@return a text that is read as itself, whatever it holds} */
  static String escaped(String text) {
    return text.replace("${", "\\${");
  }

  private Tree tree(Tree tree) {
    if (tree instanceof Fields fields) {
      return fields(fields);
    }
    return tree instanceof Items items
        ? new Items(items.values().stream().map(this::tree).toList(), items.origin())
        : scalar((Scalar) tree);
  }

  private Fields fields(Fields fields) {
    Map<String, Tree> values = new LinkedHashMap<>(fields.values());
    values.replaceAll((name, value) -> tree(value));
    return new Fields(values, fields.origin());
  }

  private Tree scalar(Scalar scalar) {
    if (!(scalar.value() instanceof String text) || !text.contains("${")) {
      return scalar;
    }
    Matcher reference = REFERENCE.matcher(text);
    if (reference.matches() && reference.group("inner") != null) {
      Tree target = target(reference.group("inner"), scalar.origin());
      copied += target.size();
      if (copied > MAX_VALUES) {
        throw scalar.origin().problem("references repeat more than " + MAX_VALUES + " values");
      }
      return target.at(scalar.origin());
    }
    return new Mixture(scalar.origin()).of(text, reference.reset());
  }

  /** A text that is put together. */
  private final class Mixture {
    private final Origin origin;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder masked = new StringBuilder();
    private boolean isMasked;

    Mixture(Origin origin) {
      this.origin = origin;
    }

    Scalar of(String pattern, Matcher reference) {
      int end = 0;
      while (reference.find()) {
        add(pattern.substring(end, reference.start()));
        end = reference.end();
        if (reference.group("escaped") != null) {
          add("${");
        } else {
          add(part(reference.group("inner")));
        }
      }
      add(pattern.substring(end));
      return new Scalar(
          text.toString(), text.toString(), isMasked ? masked.toString() : null, origin);
    }

    private Scalar part(@Nullable String inner) {
      if (inner == null) {
        throw origin.problem(
            "\"${\" begins a reference that no } ends: write \\${ for the text itself");
      }
      if (target(inner, origin) instanceof Scalar scalar
          && (scalar.value() != null || VARIABLE.matcher(inner).matches())) {
        return scalar;
      }
      throw origin.problem("${" + inner + "} is no value that can stand in a text");
    }

    private void add(String plain) {
      text.append(plain);
      masked.append(escaped(plain));
    }

    private void add(Scalar part) {
      text.append(part.text());
      masked.append(part.masked() == null ? escaped(part.text()) : part.masked());
      isMasked |= part.masked() != null;
      if (text.length() + masked.length() > MAX_LENGTH) {
        throw origin.problem("references make a text longer than " + MAX_LENGTH + " letters");
      }
    }
  }

  private Tree target(String inner, Origin from) {
    Matcher variable = VARIABLE.matcher(inner);
    if (variable.matches()) {
      return variable(variable, from);
    }
    if (inner.contains(":")) {
      throw from.problem(
          "${"
              + inner
              + "} is neither a setting's value, such as ${training.epochs}, nor ${env:NAME}");
    }
    Tree known = resolved.get(inner);
    if (known != null) {
      return known;
    }
    if (open.contains(inner)) {
      throw from.problem("references go round: " + String.join(" → ", open) + " → " + inner);
    }
    if (open.size() == MAX_DEPTH) {
      throw from.problem("more than " + MAX_DEPTH + " references, one behind the other");
    }
    open.add(inner);
    Tree value = tree(find(inner, from));
    open.remove(inner);
    resolved.put(inner, value);
    return value;
  }

  private Scalar variable(Matcher variable, Origin from) {
    String name = variable.group("name");
    Optional<String> value = sources.environment.apply(name);
    if (value.isPresent()) {
      Scalar plain = YamlText.plain(value.get(), from);
      return new Scalar(plain.value(), plain.text(), "${env:" + name + "}", from);
    }
    String instead = variable.group("default");
    if (instead == null) {
      throw from.problem(
          "the environment variable " + name + " is not set: set it, or say ${env:" + name + ",…}");
    }
    return YamlText.plain(instead.strip(), from);
  }

  private Tree find(String key, Origin from) {
    Tree found = recipe;
    for (String name : key.split("\\.", -1)) {
      found = found instanceof Fields fields ? fields.values().get(name) : null;
    }
    if (found != null) {
      return found;
    }
    return sources
        .usual
        .apply(key)
        .<Tree>map(value -> YamlText.plain(value, from))
        .orElseThrow(
            () ->
                from.problem(
                    "${" + key + "} is not set in this recipe" + Nearest.suggestion(key, keys())));
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    addKeys("", recipe, keys);
    return keys;
  }

  private static void addKeys(String start, Fields fields, List<String> keys) {
    fields
        .values()
        .forEach(
            (name, value) -> {
              keys.add(start + name);
              if (value instanceof Fields inner) {
                addKeys(start + name + ".", inner, keys);
              }
            });
  }
}
