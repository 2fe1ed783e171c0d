package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Collections;
import java.util.Map;

/**
 * The evaluations of heads by their names. Its public methods are, to users, those of {@link
 * Evaluation}. Immutable.
 */
abstract sealed class EvaluatedHeads permits Evaluation {
  private final Map<String, HeadEvaluation> heads;

  EvaluatedHeads(Map<String, HeadEvaluation> heads) {
    this.heads = Collections.unmodifiableMap(heads);
  }

  /** {@return the heads by name, in the order of the model's} */
  public Map<String, HeadEvaluation> heads() {
    return heads;
  }

  /**
   * {@return the evaluation of a head}
   *
   * @param head the head
   * @throws IllegalArgumentException if the model has no such head
   */
  public HeadEvaluation head(HeadSpec head) {
    return head(Arguments.notNull("head", head).name());
  }

  /**
   * {@return the evaluation of a head}
   *
   * @param name the head's name
   * @throws IllegalArgumentException if the model has no such head
   */
  public HeadEvaluation head(String name) {
    HeadEvaluation head = heads.get(Arguments.notNull("name", name));
    if (head == null) {
      throw new IllegalArgumentException(
          "no head \"" + name + "\": the heads are " + heads.keySet());
    }
    return head;
  }
}
