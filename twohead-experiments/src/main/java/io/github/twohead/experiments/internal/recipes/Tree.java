package io.github.twohead.experiments.internal.recipes;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a YAML text says, with the line of every value. Immutable. */
sealed interface Tree {
  /** {@return where the value was written; for one with a name, where the name was} */
  Origin origin();

  /** {@return the same value, with the line of its name} */
  Tree at(Origin origin);

  /** {@return how many values it holds, itself among them} */
  int size();

  /** {@return whether nothing stands there, or no values by name} */
  boolean isEmpty();

  /** {@return what messages call such a value} */
  String kind();

  /**
   * A text, a number, true, false or nothing.
   *
   * @param value a String, Long, Double or Boolean, or null
   * @param text as it is written
   * @param masked what stands for it in all that is written, as it comes out of the environment;
   *     null if it does not
   */
  record Scalar(@Nullable Object value, String text, @Nullable String masked, Origin origin)
      implements Tree {
    @Override
    public Scalar at(Origin place) {
      return new Scalar(value, text, masked, place);
    }

    /** {@return its text as messages may show it} */
    String shown() {
      return masked == null ? text : masked;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public boolean isEmpty() {
      return value == null;
    }

    @Override
    public String kind() {
      if (value == null) {
        return "nothing";
      }
      return value instanceof String ? "the text " + Names.quoted(shown()) : shown();
    }
  }

  /** A list. */
  record Items(List<Tree> values, Origin origin) implements Tree {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public Tree at(Origin place) {
      return new Items(values, place);
    }

    @Override
    public int size() {
      return 1 + values.stream().mapToInt(Tree::size).sum();
    }

    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Values by name, in the order of the text. */
  record Fields(Map<String, Tree> values, Origin origin) implements Tree {
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public Tree at(Origin place) {
      return new Fields(values, place);
    }

    @Override
    public int size() {
      return 1 + values.values().stream().mapToInt(Tree::size).sum();
    }

    @Override
    public boolean isEmpty() {
      return values.isEmpty();
    }

    @Override
    public String kind() {
      return "values by name";
    }

    /** The same values with those of another text, which win; values by name are put together. */
    Fields with(Fields later) {
      Map<String, Tree> merged = new LinkedHashMap<>(values);
      later.values.forEach((name, value) -> merged.merge(name, value, Fields::merged));
      return new Fields(merged, origin);
    }

    private static Tree merged(Tree earlier, Tree later) {
      if (earlier instanceof Fields first && later instanceof Fields second) {
        return first.with(second);
      }
      return earlier instanceof Fields && later.isEmpty() ? earlier : later;
    }
  }
}
