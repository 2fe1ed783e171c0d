package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the learning rate changes while training goes on: a rule, and a name under which saved models
 * remember it. Immutable; two are equal if their names are, so that a name should hold the numbers
 * of its rule.
 *
 * <pre>{@code
 * LearningRateSchedule decay =
 *     LearningRateSchedule.of("0.9 per epoch", (progress, epochs) -> Math.pow(0.9, progress));
 * }</pre>
 */
public final class LearningRateSchedule {
  private static final Pattern STEP =
      Pattern.compile("step ?\\( ?every (\\d{1,9}) ?, ?factor ([0-9.eE-]+) ?\\)");
  private static final Pattern WARMUP =
      Pattern.compile("(\\w+)(?:\\((?:(.*), ?)?warmup ([0-9.eE-]+)\\))");

  private final String rule;
  private final boolean own;
  private final List<String> settings;
  private final Factor factor;
  private final Once<Double> warmup;

  /** The rule of a schedule. */
  @FunctionalInterface
  public interface Factor {

    /**
     * Returns what the learning rate is multiplied by.
     *
     * @param progress the epochs done so far with their fraction, from 0 to below {@code epochs}
     * @param epochs the number of epochs in all
     * @return a factor, finite and at least 0; training ends at any other, with a {@link
     *     TrainingException} that names the epoch
     */
    double at(double progress, int epochs);
  }

  private LearningRateSchedule(
      String rule, boolean own, List<String> settings, Factor factor, Once<Double> warmup) {
    this.rule = rule;
    this.own = own;
    this.settings = settings;
    this.factor = factor;
    this.warmup = warmup;
  }

  private LearningRateSchedule(String rule, List<String> settings, Factor factor) {
    this(rule, false, settings, factor, new Once<>("warmup"));
  }

  /**
   * Returns a schedule of your own.
   *
   * @param name the name under which saved models remember it, with its numbers; not blank
   * @param factor its rule, called before each step on the thread that trains
   * @return the schedule
   */
  public static LearningRateSchedule of(String name, Factor factor) {
    if (Arguments.notNull("name", name).isBlank()) {
      throw new IllegalArgumentException("a schedule's name must not be blank");
    }
    Arguments.notNull("factor", factor);
    return new LearningRateSchedule(name.strip(), true, List.of(), factor, new Once<>("warmup"));
  }

  /**
   * Reads a schedule from text.
   *
   * @param text {@code step}, {@code cosine}, {@code constant}, or such as {@code step(every 3,
   *     factor 0.1)}, {@code cosine(warmup 0.5)} and any other {@link #name} of a schedule that is
   *     not one's own
   * @return the schedule
   * @throws IllegalArgumentException if the text is none of these
   */
  public static LearningRateSchedule parse(String text) {
    String name = Arguments.notNull("text", text).strip();
    Matcher warmup = WARMUP.matcher(name);
    if (warmup.matches()) {
      String others = warmup.group(2) == null ? "" : "(" + warmup.group(2) + ")";
      return parse(warmup.group(1) + others).warmup(Double.parseDouble(warmup.group(3)));
    }
    Matcher step = STEP.matcher(name);
    if (step.matches()) {
      return step(Integer.parseInt(step.group(1)), Double.parseDouble(step.group(2)));
    }
    for (LearningRateSchedule schedule : List.of(step(), cosine(), constant())) {
      if (name.equals(schedule.rule) || name.equals(schedule.name())) {
        return schedule;
      }
    }
    throw new IllegalArgumentException(
        "schedule must be step, cosine, constant, or such as step(every 3, factor 0.1), but is \""
            + text
            + "\"");
  }

  /**
   * Returns the article's schedule: a tenth after every 4/9 of the epochs, in whole epochs.
   *
   * @return the default schedule
   */
  public static LearningRateSchedule step() {
    return new LearningRateSchedule(
        "step",
        List.of("every 4/9 of the epochs", "factor 0.1"),
        (progress, epochs) -> falling(progress, Math.max(1, epochs * 4 / 9), 0.1));
  }

  /**
   * Returns a schedule that multiplies the rate every few epochs.
   *
   * @param every a number of epochs, at least 1
   * @param factor above 0, at most 1
   * @return the schedule
   */
  public static LearningRateSchedule step(int every, double factor) {
    Checks.positive("every", every);
    Checks.aboveZero("factor", factor, 1);
    return new LearningRateSchedule(
        "step",
        List.of("every " + every, "factor " + Checks.text(factor)),
        (progress, epochs) -> falling(progress, every, factor));
  }

  private static double falling(double progress, int every, double factor) {
    return Math.pow(factor, Math.floor(progress / every));
  }

  /**
   * Returns half a cosine from 1 down to 0.
   *
   * @return the schedule
   */
  public static LearningRateSchedule cosine() {
    return new LearningRateSchedule(
        "cosine", List.of(), (progress, epochs) -> (1 + Math.cos(Math.PI * progress / epochs)) / 2);
  }

  /**
   * Returns a rate that never changes.
   *
   * @return the schedule
   */
  public static LearningRateSchedule constant() {
    return new LearningRateSchedule("constant", List.of(), (progress, epochs) -> 1);
  }

  /**
   * Returns this schedule after a rise in a straight line from 0 to it.
   *
   * @param warmupEpochs the length of the rise in epochs, above 0, at most 1,000,000; may be a
   *     fraction
   * @return a changed copy
   * @throws IllegalStateException if this schedule has a warm-up already
   */
  public LearningRateSchedule warmup(double warmupEpochs) {
    Checks.aboveZero("warmup", warmupEpochs, 1e6);
    Once<Double> given = warmup.with(warmupEpochs);
    List<String> longer = new ArrayList<>(settings);
    longer.add("warmup " + Checks.text(warmupEpochs));
    return new LearningRateSchedule(rule, own, List.copyOf(longer), factor, given);
  }

  /**
   * Returns what the learning rate is multiplied by.
   *
   * @param progress the epochs done so far with their fraction, from 0 to below {@code epochs}
   * @param epochs the number of epochs in all
   * @return what the rule gives, which for a rule of your own may be no number to train with
   */
  public double factor(double progress, int epochs) {
    double full = factor.at(progress, epochs);
    return warmup.optional().map(rise -> full * Math.min(1, progress / rise)).orElse(full);
  }

  /** The length of its rise, where it has one. */
  Optional<Double> warmup() {
    return warmup.optional();
  }

  /** The schedule without its rise, which was said last. */
  LearningRateSchedule withoutWarmup() {
    boolean rises = warmup.optional().isPresent();
    List<String> others = rises ? settings.subList(0, settings.size() - 1) : settings;
    return new LearningRateSchedule(rule, own, others, factor, new Once<>("warmup"));
  }

  /** Whether its rule is a user's own. */
  boolean isOwn() {
    return own;
  }

  /**
   * Returns the name of the rule and its settings, as saved models remember them.
   *
   * @return a text such as {@code cosine(warmup 0.5)}, {@code step(every 3, factor 0.1)} or the
   *     name of a schedule of your own
   */
  public String name() {
    return settings.isEmpty() ? rule : rule + "(" + String.join(", ", settings) + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LearningRateSchedule schedule && name().equals(schedule.name());
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }

  /** Returns the {@link #name}. */
  @Override
  public String toString() {
    return name();
  }
}
