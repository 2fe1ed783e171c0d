package io.github.twohead.examples.table;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.examples.table.Latency.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The article's table: one softmax at a large and at the usual size, and heads of their own.
 *
 * @param large one softmax at the large size
 * @param softmax one softmax at the usual size
 * @param heads heads of their own at the usual size
 * @param latencyIncrease how much longer the heads take than the softmax of the same size: 0.05 for
 *     5 %
 * @param measured how it was measured, in sentences
 */
public record ArticleTable(
    TableRow large,
    TableRow softmax,
    TableRow heads,
    Interval latencyIncrease,
    List<String> measured) {
  private static final String NONE = "–";

  /** The rows, in the article's order. */
  public List<TableRow> rows() {
    return List.of(large, softmax, heads);
  }

  /** The heads' names, the main one first. */
  public List<String> headNames() {
    return List.copyOf(heads.test().keySet());
  }

  /** Both tables and the notes, as Markdown. */
  public String toMarkdown() {
    List<String> lines = new ArrayList<>(measurements());
    lines.add("");
    lines.addAll(comparison());
    lines.add("");
    measured.forEach(note -> lines.add("- " + note));
    lines.add("- " + ArticleRow.SOURCE);
    return String.join("\n", lines) + "\n";
  }

  private List<String> measurements() {
    List<String> titles = new ArrayList<>(List.of("ShuffleNetV2 x0.5"));
    for (String head : headNames()) {
      titles.add(head + ": precision");
      titles.add("recall");
    }
    titles.addAll(List.of("latency, ms (95 %)", "weights", "TFLite"));
    List<String> lines =
        new ArrayList<>(List.of(Markdown.line(titles), Markdown.rule(titles.size())));
    for (int i = 0; i < rows().size(); i++) {
      lines.add(Markdown.line(cells(rows().get(i))));
      lines.add(Markdown.line(cells(ArticleRow.ALL.get(i))));
    }
    return lines;
  }

  private List<String> cells(TableRow row) {
    List<String> cells = new ArrayList<>(List.of(row.name()));
    for (String head : headNames()) {
      cells.add(Markdown.text("%.3f", row.counts(head).precision()));
      cells.add(Markdown.text("%.3f", row.counts(head).recall()));
    }
    Interval ms = row.latency();
    cells.add(Markdown.text("%.2f (%.2f to %.2f)", ms.mean(), ms.low(), ms.high()));
    cells.add(megabytes(OptionalLong.of(row.weightBytes())));
    cells.add(megabytes(row.tfliteBytes()));
    return cells;
  }

  /** The article's main task stands beside the main head. */
  private List<String> cells(ArticleRow row) {
    List<String> cells = new ArrayList<>(List.of(row.name()));
    cells.add(Markdown.text("%.3f", row.precision()));
    cells.add(Markdown.text("%.3f", row.recall()));
    cells.addAll(Collections.nCopies(2 * (headNames().size() - 1), NONE));
    cells.add(Markdown.text("%.0f", 1000 * row.seconds()));
    cells.addAll(List.of(NONE, megabytes(row.tfliteBytes())));
    return cells;
  }

  private List<String> comparison() {
    String title = heads.network() + " against " + softmax.network() + ", both at " + heads.size();
    String main = headNames().get(0);
    double kilobytes = (heads.weightBytes() - softmax.weightBytes()) / 1e3;
    return List.of(
        Markdown.line(List.of(title, "here", "article")),
        Markdown.rule(3),
        Markdown.line(List.of("latency", percent(latencyIncrease), "+5 to +7 %")),
        Markdown.line(
            List.of(
                "size",
                Markdown.text("%+.0f kB in 32 bits, a quarter of it in 8", kilobytes),
                "+200 kB")),
        Markdown.line(
            List.of(
                "TFLite file",
                megabytes(heads.tfliteBytes()) + " with weights in 8 bits",
                "0.70 MB")),
        Markdown.line(
            List.of(
                main + ": precision",
                change(ConfusionCounts::precision),
                articleChange(ArticleRow::precision))),
        Markdown.line(
            List.of(
                main + ": recall",
                change(ConfusionCounts::recall),
                articleChange(ArticleRow::recall))));
  }

  private String change(Function<ConfusionCounts, Double> metric) {
    String main = headNames().get(0);
    return Markdown.text(
        "%+.3f", metric.apply(heads.counts(main)) - metric.apply(softmax.counts(main)));
  }

  private static String articleChange(Function<ArticleRow, Double> metric) {
    return Markdown.text(
        "%+.3f", metric.apply(ArticleRow.ALL.get(2)) - metric.apply(ArticleRow.ALL.get(1)));
  }

  private static String percent(Interval share) {
    return Markdown.text(
        "%+.1f %% (95 %%: %+.1f to %+.1f %%)",
        100 * share.mean(), 100 * share.low(), 100 * share.high());
  }

  private static String megabytes(OptionalLong bytes) {
    return bytes.isPresent() ? Markdown.text("%.2f MB", bytes.getAsLong() / 1e6) : NONE;
  }

  /**
   * A trained network and what was measured of it.
   *
   * @param network what it is, such as {@code two heads}
   * @param size the width and height of its input in pixels
   * @param bestEpoch the epoch whose weights were kept
   * @param test its heads on the test set, by name
   * @param latency milliseconds for one photo
   * @param weightBytes the size of its saved 32-bit weights
   * @param tfliteBytes the size of its TFLite file with 8-bit weights, where there is one
   */
  public record TableRow(
      String network,
      int size,
      int bestEpoch,
      Map<String, HeadEvaluation> test,
      Interval latency,
      long weightBytes,
      OptionalLong tfliteBytes) {

    /** The decisions of a head. */
    public ConfusionCounts counts(String head) {
      return Objects.requireNonNull(test.get(head)).counts();
    }

    /** What the article calls the row, such as {@code two heads, 256}. */
    public String name() {
      return network + ", " + size;
    }
  }

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
            + " https://towardsai.net/p/machine-learning/two-headed-classifier-use-case. Its rows"
            + " are of its main task, on its author's own test photos; its latency is the mean of"
            + " one image, with transforms and softmax, on an RTX 3060.";

    /** What tables call the row, such as {@code article: two heads, 256}. */
    public String name() {
      return "article: " + network + ", " + size;
    }
  }
}
