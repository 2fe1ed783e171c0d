package io.github.twohead.examples;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Refuses options such as {@code --threshold screen=0.2} that are given twice for one name. */
final class Contradictions {
  private Contradictions() {}

  /**
   * Looks at all options that take names with values.
   *
   * @throws ParameterException if one has two values for one name
   */
  static void check(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (Map.class.isAssignableFrom(option.type())) {
        check(parsed, option);
      }
    }
    if (parsed.hasSubcommand()) {
      check(parsed.subcommand());
    }
  }

  private static void check(ParseResult parsed, OptionSpec option) {
    Map<String, String> given = new HashMap<>();
    for (String pair : option.originalStringValues()) {
      String name = pair.split("=", 2)[0];
      String earlier = given.putIfAbsent(name, pair);
      if (earlier != null) {
        String what = option.longestName();
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            what + " " + pair + ": " + name + " is already given by " + what + " " + earlier);
      }
    }
  }
}
