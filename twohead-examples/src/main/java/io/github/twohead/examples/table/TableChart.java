package io.github.twohead.examples.table;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.examples.table.ArticleTable.ArticleRow;
import io.github.twohead.examples.table.ArticleTable.TableRow;
import io.github.twohead.examples.table.Latency.Interval;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler;

/** The article's table as two bar charts: what the networks answer, and how long they take. */
public final class TableChart {
  /** Sky blue, blue and orange of Okabe and Ito, which colour-blind readers tell apart too. */
  static final Color[] COLORS = {new Color(0x56B4E9), new Color(0x0072B2), new Color(0xE69F00)};

  private static final int SCALE = 2;
  private static final int HEIGHT = 480;
  private static final int LEGEND_HEIGHT = 40;
  private static final int LEAST_GROUP = 170;
  private static final int LETTER = 9;

  /** Where XChart puts numbers: four pixels above a bar, whatever its height. */
  private static final double ABOVE = 1.04;

  private static final double INSIDE = 0.5;

  /** Room for numbers above bars. */
  private static final double HIGHEST = 1.05;

  private TableChart() {}

  /** Draws a table. */
  public static BufferedImage draw(ArticleTable table) {
    List<String> groups = groups(table);
    int longest = groups.stream().mapToInt(String::length).max().orElseThrow();
    int scoresWidth = groups.size() * Math.max(LEAST_GROUP, LETTER * longest);
    int latencyWidth = 3 * LEAST_GROUP;
    BufferedImage image =
        new BufferedImage(
            SCALE * (scoresWidth + latencyWidth), SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setBackground(Color.WHITE);
    graphics.clearRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
    scores(table).paint(graphics, scoresWidth, HEIGHT);
    graphics.translate(scoresWidth, 0);
    latency(table)
        .paint(graphics, latencyWidth, HEIGHT - LEGEND_HEIGHT); // its plot beside the other
    graphics.dispose();
    return image;
  }

  /** The article's main task stands beside the main head. */
  private static List<String> groups(ArticleTable table) {
    List<String> groups = new ArrayList<>();
    for (String head : table.headNames()) {
      groups.add(head + " precision");
      groups.add(head + " recall");
    }
    groups.addAll(2, List.of("article: precision", "article: recall"));
    return groups;
  }

  private static CategoryChart scores(ArticleTable table) {
    CategoryChart chart = chart("Test set: precision and recall of each head", "");
    for (int i = 0; i < table.rows().size(); i++) {
      TableRow row = table.rows().get(i);
      List<Double> values = new ArrayList<>();
      for (String head : table.headNames()) {
        ConfusionCounts counts = row.counts(head);
        values.add(counts.precision());
        values.add(counts.recall());
      }
      ArticleRow article = ArticleRow.ALL.get(i);
      values.addAll(2, List.of(article.precision(), article.recall()));
      chart.addSeries(row.name(), groups(table), values);
    }
    CategoryStyler styler = chart.getStyler();
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setYAxisMax(HIGHEST);
    styler.setYAxisDecimalPattern("0.000");
    return chart;
  }

  private static CategoryChart latency(ArticleTable table) {
    CategoryChart chart = chart("Latency of one photo, ms", "");
    for (int i = 0; i < table.rows().size(); i++) {
      TableRow row = table.rows().get(i);
      Interval ms = row.latency();
      chart.addSeries(
          row.name(),
          List.of("PyTorch, CPU, 1 thread", "article: RTX 3060"),
          List.of(ms.mean(), 1000 * ArticleRow.ALL.get(i).seconds()),
          List.of(ms.mean() - ms.low(), 0.0));
    }
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setLabelsPosition(INSIDE); // below the ends of the intervals
    chart.getStyler().setYAxisDecimalPattern("0.#");
    return chart;
  }

  /** A chart in the style of all. */
  static CategoryChart chart(String title, String unit) {
    CategoryChart chart = new CategoryChartBuilder().title(title).yAxisTitle(unit).build();
    CategoryStyler styler = chart.getStyler();
    styler.setSeriesColors(COLORS);
    styler.setLocale(Locale.ROOT);
    styler.setLabelsVisible(true);
    styler.setLabelsPosition(ABOVE);
    styler.setYAxisTicksVisible(false); // each bar has its number
    styler.setYAxisMin(0.0);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setAvailableSpaceFill(0.8);
    styler.setErrorBarsColor(Color.BLACK);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    return chart;
  }
}
