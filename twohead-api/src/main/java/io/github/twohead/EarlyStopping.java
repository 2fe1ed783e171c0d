package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When training ends before its last epoch: after some epochs in a row none of which was better
 * than the best one so far by a minimum gain. Which epoch's weights the model then holds is another
 * matter, {@link Trainer#keep}. Immutable.
 *
 * <pre>{@code
 * model.trainer().epochs(50).stopEarly(EarlyStopping.by(screen, Metric.F1).patience(3).minGain(0.001))
 * }</pre>
 */
public final class EarlyStopping {
  private static final Pattern TEXT = Pattern.compile("(.*?) ?(?:\\((.*)\\))?");
  private static final Pattern SETTING = Pattern.compile("(patience|min_gain) ([0-9.eE+-]+)");

  private final EpochSelection by;
  private final Once<Integer> patience;
  private final Once<Double> minGain;

  private EarlyStopping(EpochSelection by, Once<Integer> patience, Once<Double> minGain) {
    this.by = by;
    this.patience = patience;
    this.minGain = minGain;
  }

  private static EarlyStopping of(EpochSelection by) {
    return new EarlyStopping(by, new Once<>("patience"), new Once<>("minGain"));
  }

  /**
   * Returns a rule that watches a metric on the validation table.
   *
   * @param head a head of the model
   * @param metric its metric
   * @return the rule, with a patience of 3 epochs
   */
  public static EarlyStopping by(HeadSpec head, Metric metric) {
    return of(EpochSelection.by(head, metric));
  }

  /**
   * Returns a rule that watches the validation loss.
   *
   * @return the rule, with a patience of 3 epochs
   */
  public static EarlyStopping byLoss() {
    return of(EpochSelection.byLoss());
  }

  /**
   * Reads a rule from text.
   *
   * @param text {@code loss} or a head and its metric, such as {@code screen F1}; or with numbers,
   *     {@code screen F1(patience 3, min_gain 0.001)}
   * @return the rule
   * @throws IllegalArgumentException if the text is none of these
   */
  public static EarlyStopping parse(String text) {
    Matcher parts = TEXT.matcher(Arguments.notNull("text", text).strip());
    if (!parts.matches()) {
      throw unreadable(text);
    }
    EpochSelection watched = EpochSelection.parse(parts.group(1));
    if (watched.equals(EpochSelection.last())) {
      throw unreadable(text);
    }
    EarlyStopping rule = of(watched);
    for (String setting : parts.group(2) == null ? List.<String>of() : settings(parts.group(2))) {
      Matcher number = SETTING.matcher(setting);
      if (!number.matches()) {
        throw unreadable(text);
      }
      try {
        rule =
            number.group(1).equals("min_gain")
                ? rule.minGain(gain(number.group(2)))
                : rule.patience(Integer.parseInt(number.group(2)));
      } catch (NumberFormatException e) {
        throw unreadable(text);
      }
    }
    return rule;
  }

  private static List<String> settings(String texts) {
    return List.of(texts.strip().split(" ?, ?"));
  }

  /** A text names its number as it is written there. */
  private static double gain(String number) {
    return Checks.inRange("min_gain", Double.parseDouble(number), 0, Double.MAX_VALUE);
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "must be such as screen F1(patience 3, min_gain 0.001) or loss(patience 3), but is \""
            + text
            + "\"");
  }

  /**
   * Returns the same with another patience; 3 when not given.
   *
   * @param epochs after how many epochs in a row without a gain training ends, at least 1
   * @return a changed copy
   */
  public EarlyStopping patience(int epochs) {
    Checks.positive("patience", epochs);
    return new EarlyStopping(by, patience.with(epochs), minGain);
  }

  /**
   * Returns the same with a minimum gain; 0 when not given.
   *
   * @param gain by more than this an epoch must be better than the best so far, in the metric's
   *     unit; finite, at least 0
   * @return a changed copy
   */
  public EarlyStopping minGain(double gain) {
    Checks.inRange("minGain", gain, 0, Double.MAX_VALUE);
    return new EarlyStopping(by, patience, minGain.with(gain));
  }

  /** The same of the model's own head. */
  EarlyStopping of(List<HeadSpec> heads) {
    return new EarlyStopping(by.of(heads), patience, minGain);
  }

  /**
   * Returns what is watched.
   *
   * @return a metric of a head, or the validation loss
   */
  public EpochSelection by() {
    return by;
  }

  /**
   * Returns after how many epochs without a gain training ends.
   *
   * @return the number of epochs, at least 1
   */
  public int patience() {
    return patience.orElse(3);
  }

  /**
   * Returns by how much an epoch must be better than the best so far.
   *
   * @return the gain, at least 0
   */
  public double minGain() {
    return minGain.orElse(0.0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EarlyStopping that
        && toString().equals(that.toString())
        && by.equals(that.by);
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /**
   * Returns a text such as {@code screen F1(patience 3, min_gain 0.001)}, which {@link #parse}
   * reads.
   */
  @Override
  public String toString() {
    String gain = minGain() == 0 ? "" : ", min_gain " + Checks.text(minGain());
    return by.text() + "(patience " + patience() + gain + ")";
  }
}
