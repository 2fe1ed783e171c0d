package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Every head's answer about one image.
 *
 * @param heads the answers, in the order of the model's heads
 */
public record Prediction(List<HeadPrediction> heads) {

  public Prediction {
    heads = Arguments.copy("heads", heads);
  }

  /**
   * Returns a head's answer.
   *
   * @param head the head
   * @return its answer
   * @throws IllegalArgumentException if the model has no such head
   */
  public HeadPrediction head(HeadSpec head) {
    return head(Arguments.notNull("head", head).name());
  }

  /**
   * Returns a head's answer.
   *
   * @param name the head's name
   * @return its answer
   * @throws IllegalArgumentException if the model has no such head
   */
  public HeadPrediction head(String name) {
    Arguments.notNull("name", name);
    for (HeadPrediction answer : heads) {
      if (answer.head().name().equals(name)) {
        return answer;
      }
    }
    throw new IllegalArgumentException(
        "no head \""
            + name
            + "\": the heads are "
            + heads.stream().map(HeadPrediction::head).toList());
  }

  /** Returns a line such as {@code screen 0.981, not_document 0.013}. */
  @Override
  public String toString() {
    return heads.stream()
        .map(a -> String.format(Locale.ROOT, "%s %.3f", a.head(), a.probability()))
        .collect(Collectors.joining(", "));
  }
}
