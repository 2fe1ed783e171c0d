package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  private final String rule;
  private final boolean own;
  private final List<String> settings;
  private final Factor factor;
  private final Once<Double> warmup;
  private final Optional<Plateau> plateau;

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
      String rule,
      boolean own,
      List<String> settings,
      Factor factor,
      Once<Double> warmup,
      Optional<Plateau> plateau) {
    this.rule = rule;
    this.own = own;
    this.settings = settings;
    this.factor = factor;
    this.warmup = warmup;
    this.plateau = plateau;
  }

  private LearningRateSchedule(String rule, List<String> settings, Factor factor) {
    this(rule, false, settings, factor, new Once<>("warmup"), Optional.empty());
  }

  private LearningRateSchedule(List<String> longer, Once<Double> rise, LearningRateSchedule of) {
    this(of.rule, of.own, longer, of.factor, rise, of.plateau);
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
    return new LearningRateSchedule(
        name.strip(), true, List.of(), factor, new Once<>("warmup"), Optional.empty());
  }

  /**
   * Reads a schedule from text.
   *
   * @param text {@code step}, {@code cosine}, {@code constant}, {@code one_cycle}, or such as
   *     {@code step(every 3, factor 0.1)}, {@code plateau(loss, factor 0.1, patience 2)}, {@code
   *     cosine(warmup 0.5)} and any other {@link #name} of a schedule that is not one's own
   * @return the schedule
   * @throws IllegalArgumentException if the text is none of these
   */
  public static LearningRateSchedule parse(String text) {
    return ScheduleNames.parse(Arguments.notNull("text", text));
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
   * Returns the one-cycle policy of L. Smith and N. Topin, <a
   * href="https://arxiv.org/abs/1708.07120">arXiv:1708.07120</a>, with a rise of 0.3.
   *
   * @return the schedule
   */
  public static LearningRateSchedule oneCycle() {
    return oneCycle(0.3);
  }

  /**
   * Returns the one-cycle policy: half a cosine up from 1/25 of the optimizer's learning rate to
   * all of it, and another one down to 1/250,000. It is PyTorch's {@code OneCycleLR} with cosine
   * annealing, for the rate alone: the momentum stays. PyTorch reaches the peak and the end one
   * step earlier.
   *
   * @param rise the share of training in which the rate rises, above 0, below 1
   * @return the schedule
   */
  public static LearningRateSchedule oneCycle(double rise) {
    Checks.between("rise", rise, 0, 1);
    return new LearningRateSchedule(
        "one_cycle",
        List.of("rise " + Checks.text(rise)),
        (progress, epochs) -> {
          double done = progress / epochs;
          return done < rise
              ? between(1.0 / 25, 1, done / rise)
              : between(1, 1.0 / 25 / 10_000, (done - rise) / (1 - rise));
        });
  }

  private static double between(double from, double to, double share) {
    return to + (from - to) / 2 * (1 + Math.cos(Math.PI * share));
  }

  /**
   * Returns a rate that is lowered each time that epochs stop to get better, as PyTorch's {@code
   * ReduceLROnPlateau} does without cooldown and without a smallest rate: once more than {@code
   * patience} epochs in a row were not better than the best one so far by 0.01 % of its score, the
   * next epoch's rate is the present one times {@code factor}, and counting starts again.
   *
   * @param by a metric of a head on the validation table, or the loss; neither the last epoch nor
   *     smoothed
   * @param factor above 0, below 1
   * @param patience at least 0
   * @return the schedule
   */
  public static LearningRateSchedule plateau(EpochSelection by, double factor, int patience) {
    Plateau plateau = new Plateau(by, factor, patience);
    return new LearningRateSchedule(
        "plateau",
        false,
        List.of(plateau.toString()),
        (progress, epochs) -> 1,
        new Once<>("warmup"),
        Optional.of(plateau));
  }

  /** The same of the model's own heads. */
  LearningRateSchedule of(List<HeadSpec> heads) {
    return plateau.isEmpty()
        ? this
        : new LearningRateSchedule(
            rule, own, settings, factor, warmup, plateau.map(when -> when.of(heads)));
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
    return new LearningRateSchedule(List.copyOf(longer), given, this);
  }

  /**
   * Returns what the learning rate is multiplied by.
   *
   * @param progress the epochs done so far with their fraction, from 0 to below {@code epochs}
   * @param epochs the number of epochs in all
   * @return what the rule gives, which for a rule of your own may be no number to train with; of a
   *     {@link #plateau()} without what epochs lowered it by
   */
  public double factor(double progress, int epochs) {
    double full = factor.at(progress, epochs);
    return warmup.optional().map(rise -> full * Math.min(1, progress / rise)).orElse(full);
  }

  /**
   * Returns when the rate is lowered by what epochs score.
   *
   * @return when; empty unless this is a {@link #plateau(EpochSelection, double, int)}
   */
  public Optional<Plateau> plateau() {
    return plateau;
  }

  /** The length of its rise, where it has one. */
  Optional<Double> warmup() {
    return warmup.optional();
  }

  /** The schedule without its rise, which was said last. */
  LearningRateSchedule withoutWarmup() {
    boolean rises = warmup.optional().isPresent();
    List<String> others = rises ? settings.subList(0, settings.size() - 1) : settings;
    return new LearningRateSchedule(others, new Once<>("warmup"), this);
  }

  /** The name without settings. */
  String rule() {
    return rule;
  }

  /** Whether its rule is a user's own. */
  boolean isOwn() {
    return own || plateau.filter(when -> when.by().isOwn()).isPresent();
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
