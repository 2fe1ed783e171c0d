package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is subtracted from and divided out of the pixels, after they were scaled to 0..1.
 *
 * <p>It belongs to the weights that a network starts from, and travels with the model.
 *
 * @param redMean mean of the red channel, 0 to 1
 * @param greenMean mean of the green channel, 0 to 1
 * @param blueMean mean of the blue channel, 0 to 1
 * @param redStd standard deviation of the red channel, 0.001 to 1
 * @param greenStd standard deviation of the green channel, 0.001 to 1
 * @param blueStd standard deviation of the blue channel, 0.001 to 1
 */
public record Normalization(
    float redMean, float greenMean, float blueMean, float redStd, float greenStd, float blueStd) {

  /** The statistics of ImageNet, which torchvision's pretrained weights expect. */
  public static final Normalization IMAGENET =
      new Normalization(0.485f, 0.456f, 0.406f, 0.229f, 0.224f, 0.225f);

  /** Pixels stay in 0..1. */
  public static final Normalization NONE = new Normalization(0, 0, 0, 1, 1, 1);

  private static final String NUMBER = "\\s*([-+]?\\d*\\.?\\d+(?:[eE][-+]?\\d+)?)\\s*";
  private static final String THREE = NUMBER + "," + NUMBER + "," + NUMBER;
  private static final Pattern STATISTICS = Pattern.compile(THREE + "/" + THREE);

  public Normalization {
    checkMean("red", redMean);
    checkMean("green", greenMean);
    checkMean("blue", blueMean);
    checkStd("red", redStd);
    checkStd("green", greenStd);
    checkStd("blue", blueStd);
  }

  /**
   * Returns the mean of a channel.
   *
   * @param channel 0 red, 1 green, 2 blue
   * @return the mean, 0 to 1
   * @throws IndexOutOfBoundsException if there is no such channel
   */
  public float mean(int channel) {
    return switch (channel) {
      case 0 -> redMean;
      case 1 -> greenMean;
      case 2 -> blueMean;
      default -> throw new IndexOutOfBoundsException(channel);
    };
  }

  /**
   * Returns the standard deviation of a channel.
   *
   * @param channel 0 red, 1 green, 2 blue
   * @return the standard deviation, 0.001 to 1
   * @throws IndexOutOfBoundsException if there is no such channel
   */
  public float std(int channel) {
    return switch (channel) {
      case 0 -> redStd;
      case 1 -> greenStd;
      case 2 -> blueStd;
      default -> throw new IndexOutOfBoundsException(channel);
    };
  }

  /**
   * Reads a normalisation from text.
   *
   * @param text {@code imagenet}, {@code none}, or the means of red, green and blue and their
   *     standard deviations, such as {@code 0.5,0.5,0.5/0.25,0.25,0.25}
   * @return the normalisation
   * @throws IllegalArgumentException if the text is none of these, or a number is out of range
   */
  public static Normalization parse(String text) {
    return switch (Arguments.notNull("text", text).strip().toLowerCase(Locale.ROOT)) {
      case "imagenet" -> IMAGENET;
      case "none" -> NONE;
      default -> parseStatistics(text);
    };
  }

  private static Normalization parseStatistics(String text) {
    Matcher numbers = STATISTICS.matcher(text);
    if (numbers.matches()) {
      float[] n = new float[numbers.groupCount()];
      for (int i = 0; i < n.length; i++) {
        n[i] = Float.parseFloat(numbers.group(i + 1));
      }
      return new Normalization(n[0], n[1], n[2], n[3], n[4], n[5]);
    }
    throw new IllegalArgumentException(
        "normalization must be imagenet, none, or means/standard deviations such as"
            + " 0.5,0.5,0.5/0.25,0.25,0.25, but is \""
            + text
            + "\"");
  }

  /** Returns the text that {@link #parse} reads. */
  @Override
  public String toString() {
    if (equals(IMAGENET)) {
      return "imagenet";
    }
    if (equals(NONE)) {
      return "none";
    }
    return redMean + "," + greenMean + "," + blueMean + "/" + redStd + "," + greenStd + ","
        + blueStd;
  }

  private static void checkMean(String channel, float mean) {
    Checks.inRange("the mean of " + channel + ", on a scale of 0 to 1,", mean, 0, 1);
  }

  private static void checkStd(String channel, float std) {
    Checks.inRange(
        "the standard deviation of " + channel + ", on a scale of 0 to 1,", std, 0.001, 1);
  }
}
