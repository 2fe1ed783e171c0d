package io.github.twohead.spi;

import io.github.twohead.DataException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is wrong with tables of images, collected by kind. Not safe for several threads.
 *
 * <p>A helper of this library's own modules, which may change with any version.
 */
public final class DataProblems {
  private static final Pattern PARTICULARS = Pattern.compile("(?s)\".*\"|\\d+");

  private final Map<String, List<String>> byKind = new LinkedHashMap<>();

  /**
   * Adds a problem.
   *
   * @param kind what problems of its kind have in common; it is not shown
   * @param problem what is wrong, with file and line
   */
  public void add(String kind, String problem) {
    byKind
        .computeIfAbsent(Arguments.notNull("kind", kind), key -> new ArrayList<>())
        .add(Arguments.notNull("problem", problem));
  }

  /**
   * Adds problems. Those that differ only in numbers and in what is quoted are of one kind.
   *
   * @param problems what is wrong, each with file and line
   */
  public void addAll(List<String> problems) {
    for (String problem : Arguments.copy("problems", problems)) {
      add(PARTICULARS.matcher(problem).replaceAll("…"), problem);
    }
  }

  /**
   * Says whether nothing is wrong.
   *
   * @return whether nothing was added
   */
  public boolean isEmpty() {
    return byKind.isEmpty();
  }

  /**
   * Ends what needs sound tables, unless nothing is wrong.
   *
   * @throws DataException with all that was added
   */
  public void throwIfAny() {
    if (!isEmpty()) {
      throw new DataException(byKind);
    }
  }

  /**
   * Returns the problems.
   *
   * @return the problems by kind, in the order in which they were added
   */
  public Map<String, List<String>> byKind() {
    return Collections.unmodifiableMap(byKind);
  }
}
