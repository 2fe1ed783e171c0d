package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What shares of the draws of a {@link Sampling} values of rows get.
 *
 * @param byValue those that were given, above 0, relative to each other; 1 of what is not named
 */
record Shares(Map<String, Double> byValue) {
  static final Shares EQUAL = new Shares(Map.of());

  private static final Pattern READABLE = Pattern.compile("[^,\\v]+");

  static Shares of(Map<String, Double> given) {
    Map<String, Double> copy = new LinkedHashMap<>(Arguments.copy("shares", given));
    copy.forEach((value, share) -> Checks.aboveZero("the share of " + value, share, 1e6));
    copy.keySet().forEach(Shares::requireReadable);
    return new Shares(copy);
  }

  /** Refuses a name that the text of a sampling could not be read with. */
  static void requireReadable(String name) {
    if (!name.equals(name.strip()) || !READABLE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name in a sampling must hold neither a comma nor a line break, nor begin or end with a"
              + " blank, but is \""
              + ClassNames.visible(name)
              + "\"");
    }
  }

  /**
   * How probable rows are, relative to each other.
   *
   * @param values of each row; empty where it says nothing, which keeps the share of the draws that
   *     it has of the table
   * @throws DataException if no row has a value that a share was given for
   */
  double[] weights(List<String> values) {
    Map<String, Long> counts =
        values.stream()
            .filter(value -> !value.isEmpty())
            .collect(
                Collectors.groupingBy(value -> value, LinkedHashMap::new, Collectors.counting()));
    for (String value : byValue.keySet()) {
      if (!counts.containsKey(value) && !values.isEmpty()) {
        throw new DataException(
            List.of(
                "train: sampling gives \""
                    + ClassNames.visible(value)
                    + "\" a share, but no row has it: there are ["
                    + ClassNames.list(counts.keySet())
                    + "]"));
      }
    }
    double known = counts.values().stream().mapToLong(Long::longValue).sum();
    double all = counts.keySet().stream().mapToDouble(this::share).sum();
    return values.stream()
        .mapToDouble(
            value ->
                value.isEmpty() ? 1 : known * share(value) / all / counts.getOrDefault(value, 1L))
        .toArray();
  }

  private double share(String value) {
    return byValue.getOrDefault(value, 1.0);
  }

  /** Returns a text such as {@code , positive 1, negative 3}; empty if none was given. */
  @Override
  public String toString() {
    return byValue.entrySet().stream()
        .map(share -> ", " + share.getKey() + " " + Checks.text(share.getValue()))
        .collect(Collectors.joining());
  }
}
