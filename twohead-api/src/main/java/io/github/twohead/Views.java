package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Test-time augmentation: several views of an image, of which each is predicted, and whose
 * probabilities make up one answer. It costs a run of the network for each view; the image is
 * decoded once. Views are the same every time. Immutable.
 *
 * <p>There are ten, five places in pairs with their mirror images, after the ten crops of
 * Krizhevsky et al. (2012): the image itself, then moved by a sixteenth of each side to the left
 * and up, to the right and up, to the left and down, and to the right and down. Pixels of the edge
 * are repeated where nothing moves in. They are made of pixels of the input's size, so that any
 * kind of file sees them.
 *
 * <p>Probabilities are combined as the network gives them: calibrated, where its heads are, and
 * before thresholds decide. An average lies nearer to 0.5 than what it is made of, so a threshold
 * that was chosen without views should be chosen anew with them.
 *
 * <pre>{@code
 * MultiHeadPredictor.builder().views(Views.flipped()).open(file)
 * }</pre>
 *
 * <p>Source: A. Krizhevsky et al., <i>ImageNet Classification with Deep Convolutional Neural
 * Networks</i>, NeurIPS 2012, section 4.1.
 */
public final class Views {
  /** The most views that there are. */
  public static final int MOST = 10;

  private static final Views ONE = new Views(1, false);
  private static final Pattern FORM = Pattern.compile("(mean|max)\\((\\d{1,2})\\)|(\\d{1,2})");

  private final int count;
  private final boolean max;

  private Views(int count, boolean max) {
    this.count = count;
    this.max = max;
  }

  /** {@return the image alone, as where nothing is said} */
  public static Views one() {
    return ONE;
  }

  /** {@return the image and its mirror image} */
  public static Views flipped() {
    return mean(2);
  }

  /**
   * {@return the first of the ten views, of whose probabilities the mean counts}
   *
   * @param count 1 to 10; an even number has all in pairs with their mirror images
   */
  public static Views mean(int count) {
    return new Views(Checks.inRange("views", count, 1, MOST), false);
  }

  /**
   * {@return the first of the ten views, of whose probabilities the highest counts: yes where any
   * view says so} Those of a choice among categories are then divided by their sum.
   *
   * @param count 1 to 10; 1 is {@link #one}
   */
  public static Views max(int count) {
    return Checks.inRange("views", count, 1, MOST) == 1 ? ONE : new Views(count, true);
  }

  /** {@return the number of views, 1 to 10} */
  public int count() {
    return count;
  }

  /** {@return whether the highest probability counts, in place of the mean} */
  public boolean isMax() {
    return max;
  }

  /**
   * Reads views from text.
   *
   * @param text a number such as {@code 2}, {@code mean(2)} or {@code max(2)}, or {@code flip},
   *     which is {@code mean(2)}
   * @return the views
   * @throws IllegalArgumentException if the text is none of them
   */
  public static Views parse(String text) {
    Arguments.notNull("text", text);
    if (text.equals("flip")) {
      return flipped();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "views must be flip, a number from 1 to 10, mean(number) or max(number), but are \""
              + text
              + "\"");
    }
    int count = Integer.parseInt(form.group(form.group(3) == null ? 2 : 3));
    return "max".equals(form.group(1)) ? max(count) : mean(count);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Views that && count == that.count && max == that.max;
  }

  @Override
  public int hashCode() {
    return Objects.hash(count, max);
  }

  /** Returns the text that {@link #parse} reads, such as {@code mean(2)}. */
  @Override
  public String toString() {
    return (max ? "max(" : "mean(") + count + ")";
  }
}
