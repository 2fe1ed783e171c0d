package io.github.twohead.examples.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.examples.table.ArticleTable.TableRow;
import io.github.twohead.examples.table.Latency.Interval;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArticleTableTest {
  private final ArticleTable table =
      new ArticleTable(
          row("one softmax, three outputs", 320, 30, 10, 20, 21.5, 1_400_000, OptionalLong.empty()),
          row("one softmax, three outputs", 256, 30, 10, 30, 16, 1_400_000, OptionalLong.empty()),
          row("two heads", 256, 45, 5, 15, 17, 2_199_000, OptionalLong.of(634_600)),
          new Interval(0.062, 0.05, 0.075),
          List.of("Scores: of 100 photos."));

  @Test
  void should_show_a_row_for_each_network() {
    assertThat(table.toMarkdown().lines().toList())
        .containsSequence(
            "| ShuffleNetV2 x0.5 | screen: precision | recall | other: precision | recall |"
                + " latency, ms (95 %) | weights | TFLite |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
            "| one softmax, three outputs, 320 | 0.750 | 0.600 | 0.500 | 0.250 |"
                + " 21.50 (21.25 to 21.75) | 1.40 MB | – |",
            "| article: three output neurons, 320 | 1.000 | 0.846 | – | – | 29 | – | – |",
            "| one softmax, three outputs, 256 | 0.750 | 0.500 | 0.500 | 0.250 |"
                + " 16.00 (15.75 to 16.25) | 1.40 MB | – |",
            "| article: three output neurons, 256 | 0.993 | 0.855 | – | – | 27 | – | 0.50 MB |",
            "| two heads, 256 | 0.900 | 0.750 | 0.500 | 0.250 |"
                + " 17.00 (16.75 to 17.25) | 2.20 MB | 0.63 MB |",
            "| article: two heads, 256 | 1.000 | 0.873 | – | – | 29 | – | 0.70 MB |");
  }

  @Test
  void should_tell_where_the_articles_rows_are_from() {
    assertThat(table.toMarkdown())
        .contains("Argo Saakyan, \"Two-Headed Classifier Use Case\", Towards AI, 2023")
        .contains("https://towardsai.net/", "own test photos", "RTX 3060");
  }

  @Test
  void should_put_the_articles_figures_beside_the_measured_ones() {
    assertThat(table.toMarkdown().lines().toList())
        .containsSequence(
            "| two heads against one softmax, three outputs, both at 256 | here | article |",
            "|---|---:|---:|",
            "| latency | +6.2 % (95 %: +5.0 to +7.5 %) | +5 to +7 % |",
            "| size | +799 kB in 32 bits, a quarter of it in 8 | +200 kB |",
            "| TFLite file | 0.63 MB with weights in 8 bits | 0.70 MB |",
            "| screen: precision | +0.150 | +0.007 |",
            "| screen: recall | +0.250 | +0.018 |")
        .contains("- Scores: of 100 photos.");
  }

  @Test
  void should_draw_every_row_in_a_colour_of_its_own() {
    BufferedImage chart = TableChart.draw(table);

    // both charts show a bar, and the legend a patch, of each
    for (Color color : TableChart.COLORS) {
      assertThat(columns(chart, color)).as(color.toString()).isGreaterThan(100);
    }
  }

  /** How many columns of an image hold a colour. */
  private static long columns(BufferedImage image, Color color) {
    return IntStream.range(0, image.getWidth())
        .filter(
            x ->
                IntStream.range(0, image.getHeight())
                    .anyMatch(y -> image.getRGB(x, y) == color.getRGB()))
        .count();
  }

  private static TableRow row(
      String network,
      int size,
      int found,
      int wrong,
      int missed,
      double ms,
      long bytes,
      OptionalLong tflite) {
    Map<String, HeadEvaluation> heads = new LinkedHashMap<>();
    heads.put("screen", CountedHead.of("screen", ConfusionCounts.of(found, wrong, missed, 40)));
    heads.put("other", CountedHead.of("other", ConfusionCounts.of(10, 10, 30, 50)));
    Interval latency = new Interval(ms, ms - 0.25, ms + 0.25);
    return new TableRow(network, size, 1, heads, latency, bytes, tflite);
  }
}
