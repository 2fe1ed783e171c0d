package io.github.twohead;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A loss as text: a name, and settings in brackets, each a word and a number. */
final class LossSettings {
  private static final Pattern TEXT = Pattern.compile("(\\w+)(?: ?\\((.*)\\))?");

  private final String text;
  private final String name;
  private final List<String> left;

  private LossSettings(String text, String name, List<String> left) {
    this.text = text;
    this.name = name;
    this.left = left;
  }

  static LossSettings of(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    boolean fits = matcher.matches();
    String inside = fits && matcher.group(2) != null ? matcher.group(2).strip() : "";
    List<String> settings = inside.isEmpty() ? List.of() : List.of(inside.split(" *, *", -1));
    return new LossSettings(text, fits ? matcher.group(1) : "", new ArrayList<>(settings));
  }

  /** Refuses a setting out of its range; where recipes name the loss, this names the setting. */
  static void check(String loss, String setting, double value, double largest) {
    if (!(value >= 0 && value <= largest)) {
      throw new IllegalArgumentException(
          String.format(
              "the loss %s takes %s from 0 to %s, but gets %s",
              loss, setting, Checks.text(largest), Checks.text(value)));
    }
  }

  /** The loss; each setting that is not given has the paper's value. */
  HeadLoss loss() {
    return switch (name) {
      case "cross_entropy" -> all(HeadLoss.crossEntropy());
      case "focal" -> all(HeadLoss.focal(take("gamma", 2), take("alpha", 0.25)));
      case "asymmetric" ->
          all(
              HeadLoss.asymmetric(
                  take("gamma_negative", 4), take("gamma_positive", 1), take("clip", 0.05)));
      default -> throw isNone();
    };
  }

  /** A setting, which is done with then. */
  private double take(String key, double usual) {
    for (String setting : left) {
      String[] words = setting.split(" +", -1);
      if (words.length == 2 && words[0].equals(key)) {
        left.remove(setting);
        return number(words[1]);
      }
    }
    return usual;
  }

  private double number(String word) {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw isNone();
    }
  }

  /** The loss, once every setting was taken. */
  private HeadLoss all(HeadLoss loss) {
    if (!left.isEmpty()) {
      throw isNone();
    }
    return loss;
  }

  private IllegalArgumentException isNone() {
    return new IllegalArgumentException(
        "a loss must be cross_entropy, focal, asymmetric, or such as focal(gamma 2, alpha 0.25)"
            + " or asymmetric(gamma_negative 4, gamma_positive 1, clip 0.05), but is \""
            + text
            + "\"");
  }
}
