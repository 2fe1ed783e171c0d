package io.github.twohead.examples.table;

import io.github.twohead.experiments.SweepTable;
import io.github.twohead.experiments.SweepTable.Row;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The score of every run over each setting of a sweep, a panel for each; the best run stands out.
 */
public final class SweepChart {
  private static final String SEED = "training.seed";
  private static final int SCALE = 2;
  private static final int PANEL = 420;
  private static final int HEIGHT = 360;
  private static final int ACROSS = 3;
  private static final int POINT = 9;

  /** From this ratio of values on, an axis is logarithmic. */
  private static final double WIDE = 20;

  private SweepChart() {}

  /** Draws a table. */
  public static BufferedImage draw(SweepTable table) {
    List<String> settings = settings(table);
    int across = Math.min(ACROSS, settings.size());
    int down = (settings.size() + across - 1) / across;
    BufferedImage image =
        new BufferedImage(
            SCALE * PANEL * across, SCALE * HEIGHT * down, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setBackground(Color.WHITE);
    graphics.clearRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
    for (int i = 0; i < settings.size(); i++) {
      Graphics2D panel = (Graphics2D) graphics.create();
      panel.translate(i % across * PANEL, i / across * HEIGHT);
      new Panel(table, settings.get(i)).paint(panel);
      panel.dispose();
    }
    graphics.dispose();
    return image;
  }

  /** Those that vary; seeds are points of one value, unless there is nothing else. */
  private static List<String> settings(SweepTable table) {
    Set<String> keys = new LinkedHashSet<>();
    table.rows().forEach(row -> keys.addAll(row.settings().keySet()));
    if (keys.size() > 1) {
      keys.remove(SEED);
    }
    return List.copyOf(keys);
  }

  /** One setting. */
  private static final class Panel {
    private final SweepTable table;
    private final String setting;
    private final List<Row> rows;
    private final List<String> values;
    private final boolean numeric;

    Panel(SweepTable table, String setting) {
      this.table = table;
      this.setting = setting;
      rows = table.rows().stream().filter(row -> table.score(row).isPresent()).toList();
      values = rows.stream().map(this::value).distinct().toList();
      numeric = values.stream().allMatch(Panel::isNumber);
    }

    private String value(Row row) {
      return row.settings().getOrDefault(setting, "");
    }

    private double y(Row row) {
      return table.score(row).orElseThrow();
    }

    private boolean isBest(Row row) {
      return table.best().equals(Optional.of(row));
    }

    void paint(Graphics2D graphics) {
      if (numeric) {
        overNumbers().paint(graphics, PANEL, HEIGHT);
      } else {
        overTexts().paint(graphics, PANEL, HEIGHT);
      }
    }

    private XYChart overNumbers() {
      XYChart chart = new XYChartBuilder().title(setting).yAxisTitle(table.by()).build();
      style(chart.getStyler());
      chart.getStyler().setMarkerSize(POINT);
      chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      chart.getStyler().setXAxisLogarithmic(isWide());
      add(chart, rows.stream().filter(row -> !isBest(row)).toList(), false);
      add(chart, rows.stream().filter(this::isBest).toList(), true);
      return chart;
    }

    private void add(XYChart chart, List<Row> some, boolean best) {
      if (!some.isEmpty()) {
        List<Double> x = some.stream().map(row -> Double.valueOf(value(row))).toList();
        XYSeries series = chart.addSeries("best " + best, x, some.stream().map(this::y).toList());
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(color(best));
      }
    }

    private boolean isWide() {
      double least = values.stream().mapToDouble(Double::parseDouble).min().orElse(0);
      double most = values.stream().mapToDouble(Double::parseDouble).max().orElse(0);
      return least > 0 && most / least >= WIDE;
    }

    /** A series for each run, as a text has one point of each. */
    private CategoryChart overTexts() {
      CategoryChart chart =
          new CategoryChartBuilder().title(setting).yAxisTitle(table.by()).build();
      style(chart.getStyler());
      chart.getStyler().setMarkerSize(POINT);
      chart
          .getStyler()
          .setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Scatter);
      for (Row row : rows) {
        List<@Nullable Double> y = new ArrayList<>(Collections.nCopies(values.size(), null));
        y.set(values.indexOf(value(row)), y(row));
        CategorySeries series = chart.addSeries("run " + row.number(), values, y);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(color(isBest(row)));
      }
      return chart;
    }

    private static Color color(boolean best) {
      return TableChart.COLORS[best ? 2 : 1];
    }

    private static void style(AxesChartStyler styler) {
      styler.setLocale(Locale.ROOT);
      styler.setChartBackgroundColor(Color.WHITE);
      styler.setPlotBorderVisible(false);
      styler.setLegendVisible(false);
      styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    }

    private static boolean isNumber(String text) {
      try {
        return Double.isFinite(Double.parseDouble(text));
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }
}
