package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.List;
import java.util.stream.Collectors;

/** Every head's answer about one image. Immutable. */
public final class Prediction {
  private final List<HeadPrediction> heads;

  private Prediction(List<HeadPrediction> heads) {
    this.heads = heads;
  }

  /**
   * Returns a prediction.
   *
   * @param heads the answers, in the order of the model's heads
   * @return the prediction
   */
  public static Prediction of(List<HeadPrediction> heads) {
    return new Prediction(Arguments.copy("heads", heads));
  }

  /**
   * Returns the answers of all heads.
   *
   * @return the answers, in the order of the model's heads
   */
  public List<HeadPrediction> heads() {
    return heads;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof Prediction that && heads.equals(that.heads);
  }

  @Override
  public int hashCode() {
    return heads.hashCode();
  }

  /** Returns a line such as {@code screen 0.981, not_document 0.013}. */
  @Override
  public String toString() {
    return heads.stream().map(HeadPrediction::toString).collect(Collectors.joining(", "));
  }
}
