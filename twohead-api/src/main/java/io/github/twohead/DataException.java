package io.github.twohead;

import java.util.List;

/** A table of images cannot be used; every problem that was found is listed at once. */
public final class DataException extends TwoheadException {
  private static final int SHOWN = 30;

  private final List<String> problems;

  /**
   * Creates an exception.
   *
   * @param problems what is wrong, each with its file and line; not empty
   */
  public DataException(List<String> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns every problem, also those that the message leaves out.
   *
   * @return the problems, in the order in which they were found
   */
  public List<String> problems() {
    return problems;
  }

  private static String message(List<String> problems) {
    if (problems.size() == 1) {
      return problems.get(0);
    }
    StringBuilder text = new StringBuilder(problems.size() + " problems in the data:");
    problems.stream().limit(SHOWN).forEach(problem -> text.append("\n  ").append(problem));
    if (problems.size() > SHOWN) {
      text.append("\n  … and ").append(problems.size() - SHOWN).append(" more");
    }
    return text.toString();
  }
}
