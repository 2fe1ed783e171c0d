package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.Once;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What decides which epoch's weights are kept: a metric of a head on the validation table, the
 * validation loss, or that an epoch is the last. Immutable.
 *
 * <pre>{@code
 * model.trainer().keep(EpochSelection.by(screen, Metric.AVERAGE_PRECISION).smoothed(3))
 * }</pre>
 */
public final class EpochSelection {
  private static final Pattern SMOOTHED = Pattern.compile("(.*?) ?\\( ?smoothed (\\d{1,6}) ?\\)");
  private static final String LOSS = "validation loss";
  private static final String LAST = "last epoch";

  private final @Nullable HeadSpec head;
  private final @Nullable Metric metric;
  private final boolean last;
  private final Once<Integer> window;

  private EpochSelection(
      @Nullable HeadSpec head, @Nullable Metric metric, boolean last, Once<Integer> window) {
    this.head = head;
    this.metric = metric;
    this.last = last;
    this.window = window;
  }

  private static EpochSelection of(@Nullable HeadSpec head, @Nullable Metric metric, boolean last) {
    return new EpochSelection(head, metric, last, new Once<>("smoothed"));
  }

  /**
   * Returns what decides by a metric on the validation table.
   *
   * @param head whose metric
   * @param metric the metric
   * @return what decides
   */
  public static EpochSelection by(HeadSpec head, Metric metric) {
    return of(Arguments.notNull("head", head), Arguments.notNull("metric", metric), false);
  }

  /**
   * Returns what decides by the validation loss, of all heads together as {@link Trainer#loss}
   * weighs them.
   *
   * @return what decides
   */
  public static EpochSelection byLoss() {
    return of(null, null, false);
  }

  /**
   * Returns that each epoch is better than those before it, so that the last one's weights are
   * kept.
   *
   * @return what decides
   */
  public static EpochSelection last() {
    return of(null, null, true);
  }

  /**
   * Returns what decides where nothing was set.
   *
   * @param main the main head
   * @return its F1, or its accuracy if it is categorical
   */
  public static EpochSelection usual(HeadSpec main) {
    return by(main, Arguments.notNull("main", main).isCategorical() ? Metric.ACCURACY : Metric.F1);
  }

  /**
   * Reads what decides from text.
   *
   * @param text {@code loss}, {@code last}, or a head and its metric such as {@code screen F1};
   *     with {@code (smoothed 3)} behind it for {@link #smoothed}
   * @return what decides, for a head of this name of either kind
   * @throws IllegalArgumentException if the text is none of these
   */
  public static EpochSelection parse(String text) {
    String name = Arguments.notNull("text", text).strip();
    Matcher smoothed = SMOOTHED.matcher(name);
    if (smoothed.matches()) {
      return parse(smoothed.group(1)).smoothed(Integer.parseInt(smoothed.group(2)));
    }
    if (name.equals("loss") || name.equals(LOSS)) {
      return byLoss();
    }
    if (name.equals("last") || name.equals(LAST)) {
      return last();
    }
    int space = name.indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException(
          "must be a head and its metric, such as screen F1, or loss, but is \"" + text + "\"");
    }
    return by(
        HeadSpec.binary(name.substring(0, space)), Metric.parse(name.substring(space + 1).strip()));
  }

  /**
   * Returns the same over a window: an epoch counts with the mean of its own score and those of the
   * epochs before it, so that a lucky one does not win by chance. The weights that are kept are
   * those of the window's last epoch. The first epochs have fewer before them, and count with the
   * mean over these.
   *
   * @param epochs the length of the window, 1 (no smoothing) to 1,000
   * @return a changed copy
   * @throws IllegalStateException if a window was given already, or the last epoch is kept
   */
  public EpochSelection smoothed(int epochs) {
    Checks.inRange("smoothed", epochs, 1, 1000);
    if (last) {
      throw new IllegalStateException("the last epoch is kept, whatever it scores");
    }
    return new EpochSelection(head, metric, false, window.with(epochs));
  }

  /** The same of the model's own head, after a check that its metric is one of this kind. */
  EpochSelection of(List<HeadSpec> heads) {
    if (head == null || metric == null) {
      return this;
    }
    HeadSpec own = ModelConfig.head(heads, head.name());
    BuiltInMetrics.checkFits(metric, own);
    return new EpochSelection(own, metric, false, window);
  }

  /** Whether a recipe can only name it, as the metric is a program's own. */
  boolean isOwn() {
    return metric != null && BuiltInMetrics.isOwn(metric);
  }

  /**
   * Returns the head whose metric decides.
   *
   * @return the head; empty if no head's metric decides
   */
  public Optional<HeadSpec> head() {
    return Optional.ofNullable(head);
  }

  /**
   * Returns the metric that decides.
   *
   * @return the metric; empty if no head's metric decides
   */
  public Optional<Metric> metric() {
    return Optional.ofNullable(metric);
  }

  /**
   * Returns over how many epochs scores are averaged.
   *
   * @return the length of the window; 1 without {@link #smoothed}
   */
  public int window() {
    return window.orElse(1);
  }

  /**
   * Returns the score of one epoch, without its window.
   *
   * @param epoch the epoch
   * @return the metric, the validation loss, or the epoch's number where the last one is kept
   */
  public double score(EpochReport epoch) {
    Arguments.notNull("epoch", epoch);
    if (last) {
      return epoch.epoch();
    }
    return head == null || metric == null
        ? epoch.validationLoss()
        : epoch.evaluation().head(head).score(metric);
  }

  /**
   * Says whether one score is better than another.
   *
   * @param score a score
   * @param than another score
   * @return whether it is
   */
  public boolean isBetter(double score, double than) {
    return higherIsBetter() ? score > than : score < than;
  }

  /**
   * Says which scores are better.
   *
   * @return whether higher ones are
   */
  public boolean higherIsBetter() {
    return last || (metric != null && metric.higherIsBetter());
  }

  /** The text that {@link #parse} reads. */
  String text() {
    return toString().replace(LOSS, "loss").replace(LAST, "last");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EpochSelection that
        && toString().equals(that.toString())
        && head().equals(that.head())
        && metric().equals(that.metric());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /**
   * Returns a text such as {@code screen F1}, {@code validation loss(smoothed 3)} or {@code last
   * epoch}, as provenance keeps it.
   */
  @Override
  public String toString() {
    String one = last ? LAST : LOSS;
    String what = head == null || metric == null ? one : head + " " + metric.name();
    return what + window.optional().map(epochs -> "(smoothed " + epochs + ")").orElse("");
  }
}
