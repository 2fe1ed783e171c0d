package io.github.twohead.experiments;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How values are written on the command line. */
final class SweepSyntax {
  private SweepSyntax() {}

  static Optional<SweepValues> read(String text) {
    List<String> parts = split(text);
    if (parts.size() > 1) {
      return Optional.of(SweepValues.of(parts));
    }
    if (text.startsWith("choice(")) {
      return Optional.of(SweepValues.of(arguments(text, "choice")));
    }
    if (text.startsWith("range(")) {
      return Optional.of(range(text, numbers(text, "range")));
    }
    if (text.startsWith("interval(")) {
      return Optional.of(interval(text, false));
    }
    if (text.startsWith("tag(")) {
      List<String> tagged = arguments(text, "tag");
      if (tagged.size() != 2 || !tagged.get(0).equals("log")) {
        throw new IllegalArgumentException(text + ": write tag(log,interval(low,high))");
      }
      return Optional.of(interval(tagged.get(1), true));
    }
    return Optional.empty();
  }

  private static SweepValues range(String text, List<BigDecimal> numbers) {
    return switch (numbers.size()) {
      case 1 -> SweepValues.range(BigDecimal.ZERO, numbers.get(0), BigDecimal.ONE);
      case 2 -> SweepValues.range(numbers.get(0), numbers.get(1), BigDecimal.ONE);
      case 3 -> SweepValues.range(numbers.get(0), numbers.get(1), numbers.get(2));
      default -> throw new IllegalArgumentException(text + ": write range(start,stop,step)");
    };
  }

  private static SweepValues interval(String text, boolean logarithmic) {
    List<BigDecimal> ends = numbers(text, "interval");
    if (ends.size() != 2) {
      throw new IllegalArgumentException(text + ": write interval(low,high)");
    }
    return SweepValues.interval(ends.get(0), ends.get(1), logarithmic);
  }

  private static List<BigDecimal> numbers(String text, String function) {
    return arguments(text, function).stream().map(part -> number(text, part)).toList();
  }

  private static BigDecimal number(String text, String part) {
    try {
      return new BigDecimal(part.startsWith("step=") ? part.substring(5) : part);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(text + ": \"" + part + "\" is not a number", e);
    }
  }

  private static List<String> arguments(String text, String function) {
    if (!text.startsWith(function + "(") || !text.endsWith(")")) {
      throw new IllegalArgumentException(text + ": write " + function + "(…)");
    }
    return split(text.substring(function.length() + 1, text.length() - 1));
  }

  /** At the commas outside of brackets and quotes. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else {
        depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      }
      if (c == ',' && depth == 0 && quote == 0) {
        parts.add(part.toString().strip());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString().strip());
    if (parts.size() > 1 && parts.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(text + ": a value is missing beside a comma");
    }
    return List.copyOf(parts);
  }
}
