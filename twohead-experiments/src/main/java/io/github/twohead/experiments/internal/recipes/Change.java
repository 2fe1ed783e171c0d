package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.RecipeException;
import io.github.twohead.experiments.internal.recipes.Tree.Fields;
import io.github.twohead.experiments.internal.recipes.Tree.Items;
import io.github.twohead.experiments.internal.recipes.Tree.Scalar;
import io.github.twohead.spi.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An override, as a command line gives it: {@code key=value} sets, {@code +key=value} adds a value
 * that is not there or elements to a list, {@code ~key} removes.
 *
 * @param path the parts of the key
 * @param value what is set or added; nothing where something is removed
 */
record Change(Kind kind, List<String> path, Tree value) {
  private static final Pattern FORM =
      Pattern.compile("(?<kind>[+~]?)(?<key>[^=~+\\s][^=\\s]*)(=(?<value>.*))?", Pattern.DOTALL);

  /** What an override does, by its first letter. */
  enum Kind {
    SET,
    ADD,
    REMOVE
  }

  /** Reads overrides. */
  static List<Change> parse(List<String> texts) {
    List<Change> changes = new ArrayList<>();
    for (String text : texts) {
      changes.add(parse(text, new Origin("override " + (changes.size() + 1), 0)));
    }
    return changes;
  }

  /** Changes values; no two overrides may change the same one. */
  static Fields apply(List<Change> changes, Fields recipe) {
    Map<List<String>, Change> byLeaf = new LinkedHashMap<>();
    Fields changed = recipe;
    for (Change change : changes) {
      for (List<String> leaf : change.leaves()) {
        byLeaf.forEach((other, earlier) -> change.requireApart(leaf, other, earlier));
      }
      change.leaves().forEach(leaf -> byLeaf.put(leaf, change));
      changed = change.applyTo(changed);
    }
    return changed;
  }

  private static Change parse(String text, Origin origin) {
    Matcher form = FORM.matcher(text.strip());
    boolean removes = text.strip().startsWith("~");
    if (!form.matches() || removes == (form.group("value") != null)) {
      throw origin.problem(Names.quoted(text) + " is not key=value, +key=value or ~key");
    }
    List<String> path = Keys.parts(form.group("key"));
    if (removes) {
      return new Change(Kind.REMOVE, path, new Scalar(null, "", null, origin));
    }
    Kind kind = form.group("kind").isEmpty() ? Kind.SET : Kind.ADD;
    return new Change(kind, path, YamlText.readValue(form.group("value"), origin.source()));
  }

  private void requireApart(List<String> leaf, List<String> other, Change earlier) {
    int shared = Math.min(leaf.size(), other.size());
    if (leaf.subList(0, shared).equals(other.subList(0, shared))) {
      throw twice(String.join(".", leaf), earlier.origin());
    }
  }

  /** {@return what is wrong with a second override of one key} */
  RecipeException twice(String what, Origin earlier) {
    return origin().problem(what + " was already changed by " + earlier);
  }

  /** The keys of what it changes: those of the values in a value. */
  private List<List<String>> leaves() {
    List<List<String>> leaves = new ArrayList<>();
    addLeaves(path, value, leaves);
    return leaves;
  }

  private static void addLeaves(List<String> path, Tree value, List<List<String>> leaves) {
    if (value instanceof Fields fields && !fields.values().isEmpty()) {
      fields.values().forEach((name, inner) -> addLeaves(Keys.join(path, name), inner, leaves));
    } else {
      leaves.add(path);
    }
  }

  Origin origin() {
    return value.origin();
  }

  /** The key, with dots. */
  String key() {
    return String.join(".", path);
  }

  /** Returns changed values. */
  Fields applyTo(Fields fields) {
    if (kind == Kind.SET) {
      requireEntries(fields);
    }
    return changed(fields, path);
  }

  /** Refuses to make a head of a misspelt one. */
  private void requireEntries(Fields fields) {
    Tree above = fields;
    for (int i = 0; i < path.size() && above instanceof Fields inner; i++) {
      above = inner.values().get(path.get(i));
      List<String> entry = path.subList(0, i + 1);
      if (above == null && Keys.isEntry(entry)) {
        throw origin()
            .problem(
                "there is no "
                    + String.join(".", entry)
                    + ": +"
                    + key()
                    + "=… adds it"
                    + Nearest.suggestion(path.get(i), inner.values().keySet()));
      }
    }
  }

  private Fields changed(Fields fields, List<String> rest) {
    String name = rest.get(0);
    Map<String, Tree> values = new LinkedHashMap<>(fields.values());
    Tree earlier = values.get(name);
    if (earlier == null && kind == Kind.REMOVE) {
      throw notThere(name, values.keySet());
    }
    if (rest.size() > 1) {
      values.put(name, changed(inner(earlier), rest.subList(1, rest.size())));
    } else if (kind == Kind.REMOVE) {
      values.remove(name);
    } else {
      values.put(name, kind == Kind.SET ? set(earlier) : added(earlier));
    }
    return new Fields(values, fields.origin());
  }

  private Fields inner(@Nullable Tree value) {
    if (value instanceof Fields fields) {
      return fields;
    }
    if (value != null && !value.isEmpty()) {
      throw origin()
          .problem(key() + " cannot be: " + value.origin() + " says " + value.kind() + " there");
    }
    return new Fields(Map.of(), origin());
  }

  private RecipeException notThere(String name, Set<String> there) {
    return origin()
        .problem(key() + " is not there to be removed" + Nearest.suggestion(name, there));
  }

  private Tree set(@Nullable Tree earlier) {
    return earlier instanceof Fields fields && value instanceof Fields more
        ? fields.with(more)
        : value;
  }

  private Tree added(@Nullable Tree earlier) {
    if (earlier == null) {
      return value;
    }
    if (earlier instanceof Items items) {
      List<Tree> all = new ArrayList<>(items.values());
      all.addAll(value instanceof Items more ? more.values() : List.of(value));
      return new Items(all, origin());
    }
    if (earlier instanceof Fields fields && value instanceof Fields more) {
      more.values().forEach((name, inner) -> requireNew(name, fields.values().get(name)));
      return fields.with(more);
    }
    requireNew("", earlier);
    return value;
  }

  private void requireNew(String name, @Nullable Tree earlier) {
    if (earlier != null) {
      String whole = name.isEmpty() ? key() : key() + "." + name;
      throw origin()
          .problem(whole + " was already given in " + earlier.origin() + ": set it without the +");
    }
  }
}
