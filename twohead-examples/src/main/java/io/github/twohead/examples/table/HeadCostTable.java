package io.github.twohead.examples.table;

import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.examples.table.Latency.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What heads of several shapes answer, and what each further one costs.
 *
 * @param rows the shapes
 * @param measured how it was measured, in sentences
 */
public record HeadCostTable(List<Row> rows, List<String> measured) {

  /**
   * Heads of one shape.
   *
   * @param shape the shape
   * @param test the heads of trained models on the test set, by name, a model per seed
   * @param one milliseconds of a network with one head
   * @param second what a second head adds, as a share of the network with one: 0.05 for 5 %
   * @param sevenMore what the second to the eighth head add together
   * @param tfliteBytes the size of a TFLite file with two heads and 32-bit weights
   */
  public record Row(
      HeadShape shape,
      List<Map<String, HeadEvaluation>> test,
      Interval one,
      Interval second,
      Interval sevenMore,
      long tfliteBytes) {

    /** The mean F1 of a head over the trained models. */
    public double f1(String head) {
      return IntStream.range(0, test.size())
          .mapToDouble(model -> f1(head, model))
          .average()
          .orElse(Double.NaN);
    }

    /** The F1 of a head of one of them. */
    double f1(String head, int model) {
      return Objects.requireNonNull(test.get(model).get(head)).counts().f1();
    }
  }

  /** The heads' names, the main one first. */
  public List<String> headNames() {
    return List.copyOf(rows.get(0).test().get(0).keySet());
  }

  /** The table and the notes, as Markdown. */
  public String toMarkdown() {
    List<String> titles = new ArrayList<>(List.of("heads"));
    headNames().forEach(head -> titles.add(head + ": F1"));
    titles.addAll(
        List.of("models", "one head, ms (95 %)", "a second head", "seven more", "TFLite of two"));
    List<String> lines =
        new ArrayList<>(List.of(Markdown.line(titles), Markdown.rule(titles.size())));
    rows.forEach(row -> lines.add(Markdown.line(cells(row))));
    lines.add("");
    measured.forEach(note -> lines.add("- " + note));
    return String.join("\n", lines) + "\n";
  }

  private List<String> cells(Row row) {
    List<String> cells = new ArrayList<>(List.of(row.shape().name()));
    headNames().forEach(head -> cells.add(Markdown.text("%.3f", row.f1(head))));
    cells.add(Integer.toString(row.test().size()));
    Interval ms = row.one();
    cells.add(Markdown.text("%.2f (%.2f to %.2f)", ms.mean(), ms.low(), ms.high()));
    cells.add(percent(row.second()));
    cells.add(percent(row.sevenMore()));
    cells.add(Markdown.text("%.2f MB", row.tfliteBytes() / 1e6));
    return cells;
  }

  private static String percent(Interval share) {
    return Markdown.text(
        "%+.1f %% (%+.1f to %+.1f)", 100 * share.mean(), 100 * share.low(), 100 * share.high());
  }

  /**
   * How the heads of a model are built.
   *
   * @param poolFirst whether they pool before their convolutions
   * @param width the channels of a head's convolution
   */
  public record HeadShape(boolean poolFirst, int width) {

    /**
     * The shape of a model's heads.
     *
     * @throws IllegalArgumentException if they have several
     */
    public static HeadShape of(MultiHeadModel model) {
      if (model.heads().stream().mapToInt(HeadSpec::width).distinct().count() > 1) {
        throw new IllegalArgumentException("heads of several widths are no row: " + model.heads());
      }
      return new HeadShape(model.poolsFirst(), model.heads().get(0).width());
    }

    /** Starts a model with so many heads of this shape. */
    public MultiHeadModel.Builder model(int heads) {
      HeadSpec[] specs = new HeadSpec[heads];
      for (int i = 0; i < heads; i++) {
        specs[i] = HeadSpec.builder("head" + i).width(width).build();
      }
      MultiHeadModel.Builder builder = MultiHeadModel.builder().heads(specs);
      return poolFirst ? builder.poolFirst() : builder;
    }

    /** What tables call it, such as {@code width 256} or {@code pool first, 1024}. */
    public String name() {
      return (poolFirst ? "pool first, " : "width ") + width;
    }
  }
}
