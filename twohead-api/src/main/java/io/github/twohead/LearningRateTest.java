package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a range test of the learning rate saw: the loss of batch after batch while the rate rises
 * exponentially. Immutable.
 *
 * <p>Source: L. Smith, <a href="https://arxiv.org/abs/1506.01186">arXiv:1506.01186</a>; the rise
 * and the smoothing are those of fastai.
 */
public final class LearningRateTest {
  private static final double BELOW_LOWEST = 10;

  private final List<Point> points;

  /** A batch. Immutable. */
  public static final class Point {
    private final double rate;
    private final double loss;
    private final double smoothed;

    private Point(double rate, double loss, double smoothed) {
      this.rate = rate;
      this.loss = loss;
      this.smoothed = smoothed;
    }

    /**
     * Makes a point, as an engine does.
     *
     * @param rate the learning rate, above 0
     * @param loss the loss before the step with this rate
     * @param smoothed the exponential moving average of the losses so far
     * @return the point
     */
    public static Point of(double rate, double loss, double smoothed) {
      return new Point(rate, loss, smoothed);
    }

    /** {@return the learning rate, above 0} */
    public double rate() {
      return rate;
    }

    /** {@return the loss before the step with this rate} */
    public double loss() {
      return loss;
    }

    /** {@return the exponential moving average of the losses so far} */
    public double smoothed() {
      return smoothed;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Point that
          && Double.compare(rate, that.rate) == 0
          && Double.compare(loss, that.loss) == 0
          && Double.compare(smoothed, that.smoothed) == 0;
    }

    @Override
    public int hashCode() {
      return Objects.hash(rate, loss, smoothed);
    }

    /** Returns a text such as {@code rate 1.2e-02: loss 0.350, smoothed 0.345}. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "rate %.1e: loss %.3f, smoothed %.3f", rate, loss, smoothed);
    }
  }

  private LearningRateTest(List<Point> points) {
    this.points = points;
  }

  /**
   * Makes a report, as an engine does.
   *
   * @param points at least one, with rising rates
   * @return the report
   */
  public static LearningRateTest of(List<Point> points) {
    List<Point> all = Arguments.copy("points", points);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("points must not be empty");
    }
    return new LearningRateTest(all);
  }

  /**
   * Returns all batches. The last one is where the test ended: at the highest rate, where the
   * smoothed loss was more than four times its lowest value or no number, or at an interrupt.
   *
   * @return the points, with rising rates
   */
  public List<Point> points() {
    return points;
  }

  /**
   * Returns where the smoothed loss was lowest.
   *
   * @return the first such point
   */
  public Point lowest() {
    return points.stream()
        .filter(point -> Double.isFinite(point.smoothed))
        .min(Comparator.comparingDouble(Point::smoothed))
        .orElse(points.get(0));
  }

  /**
   * Returns the rate to train with: a tenth of that at which the smoothed loss was {@linkplain
   * #lowest lowest}, as fastai's {@code minimum} does. With {@link
   * LearningRateSchedule#oneCycle()}, whose rate is high for a short time only, up to the lowest
   * one's rate may work.
   *
   * @return the learning rate
   */
  public double suggested() {
    return lowest().rate / BELOW_LOWEST;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LearningRateTest that && points.equals(that.points);
  }

  @Override
  public int hashCode() {
    return points.hashCode();
  }

  /**
   * Returns a line such as {@code suggested learning rate 1.2e-03: a tenth of 1.2e-02, where the
   * smoothed loss is lowest, 0.345}.
   */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "suggested learning rate %.1e: a tenth of %.1e, where the smoothed loss is lowest, %.3f",
        suggested(),
        lowest().rate,
        lowest().smoothed);
  }
}
