package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One yes/no question about an image, and the shape of the head that answers it.
 *
 * <p>A head is a 1×1 convolution to {@link #width} channels, batch normalisation, ReLU, global
 * average pooling, and a linear layer to one logit; {@link MultiHeadModel.Builder#poolFirst} moves
 * the pooling to the front. Immutable.
 *
 * <pre>{@code
 * HeadSpec screen = HeadSpec.binary("screen");
 * HeadSpec small = HeadSpec.builder("glare").width(256).threshold(0.7).build();
 * }</pre>
 */
public final class HeadSpec {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,64}");
  private static final int DEFAULT_WIDTH = 1024;
  private static final double DEFAULT_THRESHOLD = 0.5;

  private final String name;
  private final int width;
  private final double threshold;

  private HeadSpec(String name, int width, double threshold) {
    this.name = name;
    this.width = width;
    this.threshold = threshold;
  }

  /**
   * Returns a head of the default width, 1024, and threshold, 0.5.
   *
   * @param name 1 to 64 letters, digits, {@code _} or {@code -}
   * @return the head
   * @throws IllegalArgumentException if the name has any other character
   */
  public static HeadSpec binary(String name) {
    return builder(name).build();
  }

  /**
   * Starts a head whose width or threshold is not the default.
   *
   * @param name 1 to 64 letters, digits, {@code _} or {@code -}
   * @return a builder
   * @throws IllegalArgumentException if the name has any other character
   */
  public static Builder builder(String name) {
    if (!NAME.matcher(Arguments.notNull("name", name)).matches()) {
      throw new IllegalArgumentException(
          "a head's name must be 1 to 64 letters, digits, _ or -, but is \"" + name + "\"");
    }
    return new Builder(name);
  }

  /**
   * Returns the name, unique within a model.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Returns the number of channels of the head's convolution.
   *
   * @return the width, 1 to 65,536
   */
  public int width() {
    return width;
  }

  /**
   * Returns the probability from which on the answer is yes.
   *
   * @return the threshold, 0 to 1
   */
  public double threshold() {
    return threshold;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeadSpec that
        && name.equals(that.name)
        && width == that.width
        && threshold == that.threshold;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, width, threshold);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Builds a {@link HeadSpec}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final String name;
    private final Once<Integer> width = new Once<>("width");
    private final Once<Double> threshold = new Once<>("threshold");

    private Builder(String name) {
      this.name = name;
    }

    /**
     * Sets the number of channels of the head's convolution; 1024 when not given. A narrower head
     * costs less: the convolution is most of a head's parameters and arithmetic.
     *
     * @param channels 1 to 65,536
     * @return this
     */
    public Builder width(int channels) {
      width.set(Checks.inRange("width", channels, 1, 65_536));
      return this;
    }

    /**
     * Sets the probability from which on the answer is yes; 0.5 when not given. Scores during
     * training and every prediction use it.
     *
     * @param probability 0 to 1
     * @return this
     */
    public Builder threshold(double probability) {
      threshold.set(Checks.inRange("threshold", probability, 0, 1));
      return this;
    }

    /**
     * Returns the head.
     *
     * @return the head
     */
    @CheckReturnValue
    public HeadSpec build() {
      return new HeadSpec(name, width.orElse(DEFAULT_WIDTH), threshold.orElse(DEFAULT_THRESHOLD));
    }
  }
}
