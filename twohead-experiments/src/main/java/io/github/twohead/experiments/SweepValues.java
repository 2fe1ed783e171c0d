package io.github.twohead.experiments;

import io.github.twohead.spi.Arguments;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The values of one setting that a {@link Sweep} tries: a list, or an interval from which they are
 * drawn. Immutable.
 *
 * <pre>{@code
 * SweepValues.of(1e-3, 1e-2);                // 1e-3,1e-2 on the command line, or choice(1e-3,1e-2)
 * SweepValues.range(3, 12, 3);               // range(3,12,3): 3, 6, 9
 * SweepValues.interval(0.0, 0.2);            // interval(0,0.2)
 * SweepValues.logInterval(1e-4, 1e-1);       // tag(log,interval(1e-4,1e-1))
 * }</pre>
 */
public final class SweepValues {
  private static final MathContext DRAWN = new MathContext(4, RoundingMode.HALF_UP);

  /** So that a typing error does not fill the memory. */
  private static final int MOST = 10_000;

  private final String text;
  private final List<String> listed;
  private final @Nullable Interval interval;

  private SweepValues(String text, List<String> listed, @Nullable Interval interval) {
    this.text = text;
    this.listed = listed;
    this.interval = interval;
  }

  /** Where values are drawn from, both ends included. */
  private record Interval(BigDecimal low, BigDecimal high, boolean logarithmic) {
    /** Whole ends ask for whole numbers. */
    private boolean isWhole() {
      return low.scale() <= 0 && high.scale() <= 0;
    }

    private String draw(RandomGenerator random) {
      double from = low.doubleValue();
      double to = high.doubleValue();
      if (isWhole() && !logarithmic) {
        return Long.toString(random.nextLong(low.longValueExact(), high.longValueExact() + 1));
      }
      double share = random.nextDouble();
      double drawn =
          logarithmic
              ? Math.exp(Math.log(from) + share * (Math.log(to) - Math.log(from)))
              : from + share * (to - from);
      BigDecimal value = BigDecimal.valueOf(drawn);
      value = isWhole() ? value.setScale(0, RoundingMode.HALF_UP) : value.round(DRAWN);
      return number(value.max(low).min(high));
    }

    @Override
    public String toString() {
      String upper = number(high);
      boolean looksWhole = strip(low).scale() <= 0 && strip(high).scale() <= 0;
      String ends = number(low) + "," + (looksWhole && !isWhole() ? upper + ".0" : upper);
      return logarithmic ? "tag(log,interval(" + ends + "))" : "interval(" + ends + ")";
    }
  }

  /**
   * Returns values to try, in this order.
   *
   * @param values numbers, texts or whatever the setting takes, each once; at least one
   * @return the values
   * @throws IllegalArgumentException if there is none, or one is there twice
   */
  public static SweepValues of(Object... values) {
    return of(
        Arguments.copy("values", Arrays.asList(values)).stream().map(String::valueOf).toList());
  }

  /** The same of texts. */
  static SweepValues of(List<String> values) {
    Set<String> seen = new LinkedHashSet<>();
    for (String value : values) {
      if (!seen.add(value)) {
        throw new IllegalArgumentException("the values hold " + value + " twice");
      }
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there are no values");
    }
    String text = String.join(",", values);
    return new SweepValues(values.size() == 1 ? "choice(" + text + ")" : text, values, null);
  }

  /**
   * Returns numbers of equal distance, as Python's and Hydra's {@code range} does.
   *
   * @param start the first one
   * @param stop the end, which is not among them
   * @param step the distance, not 0
   * @return the values
   * @throws IllegalArgumentException if there is none, or there are more than 10,000
   */
  public static SweepValues range(double start, double stop, double step) {
    return range(BigDecimal.valueOf(start), BigDecimal.valueOf(stop), BigDecimal.valueOf(step));
  }

  /** The same of exact numbers. */
  static SweepValues range(BigDecimal start, BigDecimal stop, BigDecimal step) {
    String text = "range(" + number(start) + "," + number(stop) + "," + number(step) + ")";
    if (step.signum() == 0) {
      throw new IllegalArgumentException(text + ": the step must not be 0");
    }
    List<String> values = new ArrayList<>();
    for (BigDecimal at = start; at.compareTo(stop) * step.signum() < 0; at = at.add(step)) {
      values.add(number(at));
      if (values.size() > MOST) {
        throw new IllegalArgumentException(text + " holds more than 10,000 numbers");
      }
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException(text + " holds no number: its end is not among them");
    }
    return new SweepValues(text, List.copyOf(values), null);
  }

  /**
   * Returns an interval from which numbers are drawn, each as likely as another; they are rounded
   * to four digits.
   *
   * @param low the lower end
   * @param high the upper end, above the lower one
   * @return the values
   * @throws IllegalArgumentException if the ends are in another order
   */
  public static SweepValues interval(double low, double high) {
    return interval(BigDecimal.valueOf(low), BigDecimal.valueOf(high), false);
  }

  /**
   * Returns an interval from which whole numbers are drawn, each as likely as another.
   *
   * @param low the lower end
   * @param high the upper end, above the lower one
   * @return the values
   * @throws IllegalArgumentException if the ends are in another order
   */
  public static SweepValues interval(long low, long high) {
    return interval(BigDecimal.valueOf(low), BigDecimal.valueOf(high), false);
  }

  /**
   * Returns an interval from which numbers are drawn as {@link #interval(double, double)} does, but
   * each power of ten as likely as another, as learning rates are.
   *
   * @param low the lower end, above 0
   * @param high the upper end, above the lower one
   * @return the values
   * @throws IllegalArgumentException if the ends are in another order or not above 0
   */
  public static SweepValues logInterval(double low, double high) {
    return interval(BigDecimal.valueOf(low), BigDecimal.valueOf(high), true);
  }

  /** The same of exact ends; whole numbers if both are written as such. */
  static SweepValues interval(BigDecimal low, BigDecimal high, boolean logarithmic) {
    Interval interval = new Interval(low, high, logarithmic);
    if (low.compareTo(high) >= 0) {
      throw new IllegalArgumentException(interval + ": the lower end must be below the upper one");
    }
    if (logarithmic && low.signum() <= 0) {
      throw new IllegalArgumentException(interval + ": the lower end must be above 0");
    }
    return new SweepValues(interval.toString(), List.of(), interval);
  }

  /**
   * Reads what stands behind the equals sign of an override, as users of Hydra write it: {@code
   * a,b,c}, {@code choice(a,b)}, {@code range(start,stop,step)}, {@code range(start,stop)}, {@code
   * interval(low,high)} and {@code tag(log,interval(low,high))}; an interval of whole ends gives
   * whole numbers. Commas within brackets and quotes separate nothing.
   *
   * @param text the text
   * @return the values; empty if the text is one value, such as {@code [0.5,0.5,0.5]}
   * @throws IllegalArgumentException if the text is none of these, with what it should be
   */
  public static Optional<SweepValues> parse(String text) {
    return SweepSyntax.read(Arguments.notNull("text", text).strip());
  }

  /** {@return whether these are a list, and not an interval} */
  public boolean isListed() {
    return interval == null;
  }

  /** {@return the values of a list, in order, as overrides hold them; none of an interval} */
  public List<String> listed() {
    return listed;
  }

  /** Values that a setting takes if it takes all: those of a list, the ends of an interval. */
  List<String> outermost() {
    return interval == null ? listed : List.of(number(interval.low), number(interval.high));
  }

  /**
   * Draws a value.
   *
   * @param random where chance comes from
   * @return the value, as overrides hold it
   */
  public String draw(RandomGenerator random) {
    Arguments.notNull("random", random);
    return interval == null ? listed.get(random.nextInt(listed.size())) : interval.draw(random);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SweepValues that
        && text.equals(that.text)
        && listed.equals(that.listed);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the text that {@link #parse} reads. */
  @Override
  public String toString() {
    return text;
  }

  private static BigDecimal strip(BigDecimal number) {
    return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
  }

  /** Without zeros at the end, and without an exponent unless it is shorter. */
  private static String number(BigDecimal number) {
    BigDecimal stripped = strip(number);
    String plain = stripped.toPlainString();
    return plain.length() <= 8 ? plain : stripped.toString();
  }
}
