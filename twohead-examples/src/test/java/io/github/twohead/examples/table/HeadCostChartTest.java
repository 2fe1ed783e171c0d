package io.github.twohead.examples.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.examples.table.HeadCostTable.HeadShape;
import io.github.twohead.examples.table.Latency.Interval;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadCostChartTest {
  private static final ConfusionCounts COUNTS = ConfusionCounts.of(9, 1, 1, 9);

  private static HeadCostTable.Row row(int width, int models) {
    Map<String, HeadEvaluation> heads = Map.of("screen", CountedHead.of("screen", COUNTS));
    Interval interval = new Interval(0.1, 0.05, 0.15);
    return new HeadCostTable.Row(
        new HeadShape(true, width),
        Collections.nCopies(models, heads),
        interval,
        interval,
        interval,
        1);
  }

  /** How many separate stretches of the columns of an image hold the points' colour. */
  private static int stretches(BufferedImage image, int fromX, int toX) {
    List<Boolean> columns = new ArrayList<>();
    int rgb = TableChart.COLORS[1].getRGB();
    for (int x = fromX; x < toX; x++) {
      boolean found = false;
      for (int y = 0; y < image.getHeight() * 4 / 5; y++) { // above the legend
        found |= image.getRGB(x, y) == rgb;
      }
      columns.add(found);
    }
    int stretches = 0;
    for (int i = 1; i < columns.size(); i++) {
      stretches += columns.get(i) && !columns.get(i - 1) ? 1 : 0;
    }
    return stretches;
  }

  @Test
  void should_show_as_many_equal_scores_as_there_are_models() {
    HeadCostTable table = new HeadCostTable(List.of(row(256, 3), row(64, 2)), List.of());

    BufferedImage chart = HeadCostChart.draw(table);

    assertThat(stretches(chart, 0, chart.getWidth() / 2)).isEqualTo(3 + 2);
  }
}
