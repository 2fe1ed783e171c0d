package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.DataProblems;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tables of images cannot be used; every problem that was found is listed at once.
 *
 * <p>The message shows the first ones of each kind and counts the others, so that a moved folder of
 * 200,000 photos does not hide what else is wrong; {@link #problems} holds them all.
 */
public final class DataException extends TwoheadException {
  private static final int SHOWN_OF_A_KIND = 10;
  private static final int SHOWN_KINDS = 10;

  private final List<String> problems;

  /**
   * Creates an exception. Problems that differ only in numbers and in what is quoted are of one
   * kind.
   *
   * @param problems what is wrong, each with its file and line; not empty
   */
  public DataException(List<String> problems) {
    this(message(byKind(Arguments.copy("problems", problems))), problems);
  }

  /**
   * Creates an exception.
   *
   * @param problems what is wrong, each with its file and line, by kind; not empty
   */
  public DataException(Map<String, ? extends List<String>> problems) {
    this(
        message(Arguments.copy("problems", problems)),
        problems.values().stream().<String>flatMap(List::stream).toList());
  }

  private DataException(String message, List<String> problems) {
    super(message);
    this.problems = List.copyOf(problems);
  }

  private static Map<String, List<String>> byKind(List<String> problems) {
    DataProblems collected = new DataProblems();
    collected.addAll(problems);
    return collected.byKind();
  }

  /**
   * Returns every problem, also those that the message leaves out.
   *
   * @return the problems
   */
  public List<String> problems() {
    return problems;
  }

  private static String message(Map<String, ? extends List<String>> byKind) {
    int count = byKind.values().stream().mapToInt(List::size).sum();
    if (count == 1) {
      return byKind.values().iterator().next().get(0);
    }
    StringBuilder text = new StringBuilder(count(count) + " problems in the data:");
    int left = count;
    for (List<String> kind : byKind.values().stream().limit(SHOWN_KINDS).toList()) {
      kind.stream().limit(SHOWN_OF_A_KIND).forEach(problem -> text.append("\n  ").append(problem));
      if (kind.size() > SHOWN_OF_A_KIND) {
        String more = count(kind.size() - SHOWN_OF_A_KIND);
        text.append("\n  … and ").append(more).append(" more of this kind");
      }
      left -= kind.size();
    }
    if (left > 0) {
      text.append("\n  … and ").append(count(left)).append(" of other kinds");
    }
    return text.toString();
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
