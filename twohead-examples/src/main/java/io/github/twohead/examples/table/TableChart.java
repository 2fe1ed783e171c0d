package io.github.twohead.examples.table;

import io.github.twohead.ConfusionCounts;
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
  private static final int BARS_WIDTH = 205;
  private static final int LATENCY_WIDTH = 380;

  private TableChart() {}

  /** Draws a table. */
  public static BufferedImage draw(ArticleTable table) {
    int scoresWidth = 2 * BARS_WIDTH * Math.max(2, table.headNames().size());
    BufferedImage image =
        new BufferedImage(
            SCALE * (scoresWidth + LATENCY_WIDTH), SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setBackground(Color.WHITE);
    graphics.clearRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
    scores(table).paint(graphics, scoresWidth, HEIGHT);
    graphics.translate(scoresWidth, 0);
    latency(table)
        .paint(graphics, LATENCY_WIDTH, HEIGHT - LEGEND_HEIGHT); // its plot beside the other
    graphics.dispose();
    return image;
  }

  private static CategoryChart scores(ArticleTable table) {
    CategoryChart chart = chart("Test set: precision and recall of each head", "");
    List<String> labels = new ArrayList<>();
    for (String head : table.headNames()) {
      labels.add(head + " precision");
      labels.add(head + " recall");
    }
    for (TableRow row : table.rows()) {
      List<Double> values = new ArrayList<>();
      for (String head : table.headNames()) {
        ConfusionCounts counts = row.test().head(head);
        values.add(counts.precision());
        values.add(counts.recall());
      }
      chart.addSeries(row.name(), labels, values);
    }
    CategoryStyler styler = chart.getStyler();
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setYAxisMax(1.0);
    styler.setLabelsPosition(0.94);
    styler.setYAxisDecimalPattern("0.0##");
    return chart;
  }

  private static CategoryChart latency(ArticleTable table) {
    CategoryChart chart = chart("Latency of one photo", "milliseconds, mean and its 95 % interval");
    for (TableRow row : table.rows()) {
      Interval ms = row.latency();
      chart.addSeries(
          row.name(),
          List.of("PyTorch, CPU, 1 thread"),
          List.of(ms.mean()),
          List.of(ms.mean() - ms.low()));
    }
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setYAxisDecimalPattern("0.##");
    return chart;
  }

  /** A chart in the style of all. */
  static CategoryChart chart(String title, String unit) {
    CategoryChart chart = new CategoryChartBuilder().title(title).yAxisTitle(unit).build();
    CategoryStyler styler = chart.getStyler();
    styler.setSeriesColors(COLORS);
    styler.setLocale(Locale.ROOT);
    styler.setLabelsVisible(true);
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
