package io.github.twohead.examples.table;

import java.util.List;
import java.util.OptionalLong;

/**
 * A row of the article's own table.
 *
 * @param network what the article calls it
 * @param size the width and height of its input in pixels
 * @param precision of the main task
 * @param recall of the main task
 * @param seconds of one image, transforms and softmax included
 * @param tfliteBytes the size of its TFLite file, where the article says it
 */
public record ArticleRow(
    String network,
    int size,
    double precision,
    double recall,
    double seconds,
    OptionalLong tfliteBytes) {

  /** The article's three rows, in the order of {@link ArticleTable#rows}. */
  public static final List<ArticleRow> ALL =
      List.of(
          new ArticleRow("three output neurons", 320, 1.0, 0.846, 0.029, OptionalLong.empty()),
          new ArticleRow(
              "three output neurons", 256, 0.993, 0.855, 0.027, OptionalLong.of(500_000)),
          new ArticleRow("two heads", 256, 1.0, 0.873, 0.029, OptionalLong.of(700_000)));

  /** Where they are from, and what they were measured on. */
  public static final String SOURCE =
      "Article: Argo Saakyan, \"Two-Headed Classifier Use Case\", Towards AI, 2023,"
          + " https://towardsai.net/p/machine-learning/two-headed-classifier-use-case. Its rows are"
          + " of its main task, on its author's own test photos; its latency is the mean of one"
          + " image, with transforms and softmax, on an RTX 3060.";

  /** What tables call the row, such as {@code article: two heads, 256}. */
  public String name() {
    return "article: " + network + ", " + size;
  }
}
