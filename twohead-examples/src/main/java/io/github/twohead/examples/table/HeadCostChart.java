package io.github.twohead.examples.table;

import io.github.twohead.examples.table.Latency.Interval;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What heads of several shapes answer, and beside it what they cost. */
public final class HeadCostChart {
  private static final int SCALE = 2;
  private static final int LEAST_PANEL = 600;
  private static final int SHAPE = 160;
  private static final int HEIGHT = 460;
  private static final int POINT = 10;

  private HeadCostChart() {}

  /** Draws a table. */
  public static BufferedImage draw(HeadCostTable table) {
    int panel = Math.max(LEAST_PANEL, SHAPE * table.rows().size());
    BufferedImage image =
        new BufferedImage(2 * SCALE * panel, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    scores(table).paint(graphics, panel, HEIGHT);
    graphics.translate(panel, 0);
    costs(table).paint(graphics, panel, HEIGHT);
    graphics.dispose();
    return image;
  }

  private static List<String> shapes(HeadCostTable table) {
    return table.rows().stream().map(row -> row.shape().name()).toList();
  }

  /** A point per trained model, beside those of the same shape, so that equal ones are seen. */
  private static CategoryChart scores(HeadCostTable table) {
    CategoryChart chart = TableChart.chart("Test set: F1 of each head", "F1, a point per seed");
    List<String> heads = table.headNames();
    int models = table.rows().stream().mapToInt(row -> row.test().size()).max().orElse(0);
    for (int i = 0; i < heads.size(); i++) {
      for (int model = 0; model < models; model++) {
        String name = heads.get(i) + (model == 0 ? "" : " " + model);
        CategorySeries series =
            chart.addSeries(name, shapes(table), f1(table, heads.get(i), model));
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(TableChart.COLORS[(i + 1) % TableChart.COLORS.length]);
        series.setShowInLegend(model == 0);
      }
    }
    style(chart);
    chart.getStyler().setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Scatter);
    chart.getStyler().setMarkerSize(POINT);
    chart.getStyler().setYAxisDecimalPattern("0.00");
    chart.getStyler().setYAxisMin(Math.floor(100 * lowest(table) - 1) / 100);
    chart.getStyler().setYAxisMax(1.0);
    return chart;
  }

  /** The scores of the rows' models of one number; null where there are fewer. */
  private static List<@Nullable Double> f1(HeadCostTable table, String head, int model) {
    List<@Nullable Double> values = new ArrayList<>();
    for (HeadCostTable.Row row : table.rows()) {
      values.add(model < row.test().size() ? row.f1(head, model) : null);
    }
    return values;
  }

  private static double lowest(HeadCostTable table) {
    return table.rows().stream()
        .flatMap(row -> row.test().stream())
        .flatMap(heads -> heads.values().stream())
        .mapToDouble(head -> head.counts().f1())
        .min()
        .orElse(0);
  }

  private static CategoryChart costs(HeadCostTable table) {
    CategoryChart chart =
        TableChart.chart("Latency that further heads add", "% of one head, with 95 % interval");
    add(chart, "a second head", table, HeadCostTable.Row::second);
    add(chart, "seven more heads", table, HeadCostTable.Row::sevenMore);
    style(chart);
    chart.getStyler().setYAxisMin(null);
    return chart;
  }

  private static void add(
      CategoryChart chart,
      String name,
      HeadCostTable table,
      Function<HeadCostTable.Row, Interval> cost) {
    List<Double> means = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    for (HeadCostTable.Row row : table.rows()) {
      Interval interval = cost.apply(row);
      means.add(100 * interval.mean());
      errors.add(100 * (interval.mean() - interval.low()));
    }
    chart.addSeries(name, shapes(table), means, errors);
  }

  private static void style(CategoryChart chart) {
    chart.getStyler().setLegendVisible(true);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setLabelsVisible(false);
    chart.getStyler().setYAxisTicksVisible(true);
  }
}
