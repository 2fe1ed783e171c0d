package io.github.twohead.examples;

import io.github.twohead.Calibration;
import io.github.twohead.HeadSpec;
import io.github.twohead.ThresholdRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is fitted to labelled photos that training did not see: thresholds and calibrations. */
final class TuningOptions {
  @Option(
      names = "--rule",
      converter = RuleConverter.class,
      paramLabel = "NAME:RULE",
      description =
          "What the threshold of a head is chosen by: f1, youden, recall>=0.9, precision>=0.95 or"
              + " fpr<=0.01, with your own number; such as 'screen:recall>=0.9'. Repeatable.")
  List<HeadRule> rules = List.of();

  @Option(
      names = "--calibrate",
      paramLabel = "METHOD",
      description =
          "Make all heads' probabilities mean what they say: temperature or platt; a categorical"
              + " head gets a temperature either way.")
  Calibration.@Nullable Method calibrate;

  /** A head and what its threshold is chosen by. */
  record HeadRule(String head, ThresholdRule rule) {}

  /** Reads a rule of a head. */
  static final class RuleConverter implements ITypeConverter<HeadRule> {
    @Override
    public HeadRule convert(String text) {
      int colon = text.indexOf(':');
      if (colon < 1) {
        throw new TypeConversionException(
            "\"" + text + "\" is not name:rule, such as screen:recall>=0.9");
      }
      try {
        return new HeadRule(
            HeadSpec.binary(text.substring(0, colon).strip()).name(),
            ThresholdRule.parse(text.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  boolean isEmpty() {
    return rules.isEmpty() && calibrate == null;
  }

  /**
   * The rules by head.
   *
   * @param heads those that there are
   * @throws IllegalArgumentException if there is no such head, it has no threshold, or two rules
   */
  Map<String, ThresholdRule> rules(List<HeadSpec> heads) {
    Map<String, ThresholdRule> rules = rules();
    HeadOption.requireKnown("--rule", rules.keySet(), heads.stream().map(HeadSpec::name).toList());
    for (HeadSpec head : heads) {
      if (head.isCategorical() && rules.containsKey(head.name())) {
        throw new IllegalArgumentException(
            "--rule: head \"" + head + "\" has no threshold: its answer is a category");
      }
    }
    return rules;
  }

  /**
   * Refuses a rule for a head whose threshold is given.
   *
   * @param thresholds those that are given by head
   */
  void requireNone(Map<String, Double> thresholds) {
    for (HeadRule given : rules) {
      if (thresholds.containsKey(given.head)) {
        throw new IllegalArgumentException(
            "--threshold "
                + given.head
                + "="
                + thresholds.get(given.head)
                + " and --rule "
                + given.head
                + ":"
                + given.rule
                + " exclude each other");
      }
    }
  }

  /**
   * The rules by head, before the heads are known.
   *
   * @throws IllegalArgumentException if one has two
   */
  Map<String, ThresholdRule> rules() {
    Map<String, ThresholdRule> byHead = new LinkedHashMap<>();
    for (HeadRule given : rules) {
      ThresholdRule earlier = byHead.putIfAbsent(given.head, given.rule);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "--rule: head \""
                + given.head
                + "\" has one threshold, but is given the rules "
                + earlier
                + " and "
                + given.rule);
      }
    }
    return byHead;
  }
}
