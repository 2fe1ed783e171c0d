package io.github.twohead.examples.table;

import io.github.twohead.LearningRateTest;
import io.github.twohead.LearningRateTest.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The loss over the learning rate, and the rate that is suggested. */
public final class LearningRateChart {
  private static final int SCALE = 2;
  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;

  /** Higher losses, up to this part more than the first one, would flatten the others. */
  private static final double HIGHEST = 1.5;

  private LearningRateChart() {}

  /** Draws a test. */
  public static BufferedImage draw(LearningRateTest test) {
    BufferedImage image =
        new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    chart(test).paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return image;
  }

  private static XYChart chart(LearningRateTest test) {
    List<Point> points =
        test.points().stream().filter(point -> Double.isFinite(point.smoothed())).toList();
    double top = HIGHEST * points.stream().limit(5).mapToDouble(Point::loss).max().orElse(1);
    XYChart chart =
        new XYChartBuilder()
            .title("Learning-rate range test")
            .xAxisTitle("learning rate")
            .yAxisTitle("training loss")
            .build();
    double bottom = 0.8 * points.stream().mapToDouble(Point::loss).min().orElse(0);
    style(chart.getStyler(), bottom, top);
    line(chart, "each batch", points, point -> Math.min(top, point.loss()), 1);
    line(chart, "smoothed", points, point -> Math.min(top, point.smoothed()), 3);
    String name = String.format(Locale.ROOT, "suggested: %.1e", test.suggested());
    List<Double> rate = List.of(test.suggested(), test.suggested());
    style(chart.addSeries(name, rate, List.of(bottom, top)), 2);
    return chart;
  }

  private static void line(
      XYChart chart, String name, List<Point> points, ToDoubleFunction<Point> y, float width) {
    List<Double> rates = points.stream().map(Point::rate).toList();
    List<Double> losses = points.stream().mapToDouble(y).boxed().toList();
    style(chart.addSeries(name, rates, losses), width);
  }

  private static void style(XYSeries series, float width) {
    series.setMarker(SeriesMarkers.NONE);
    series.setLineStyle(new BasicStroke(width));
  }

  private static void style(XYStyler styler, double bottom, double top) {
    styler.setLocale(Locale.ROOT);
    styler.setSeriesColors(TableChart.COLORS);
    styler.setXAxisLogarithmic(true);
    styler.setYAxisMin(bottom);
    styler.setYAxisMax(top);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
  }
}
