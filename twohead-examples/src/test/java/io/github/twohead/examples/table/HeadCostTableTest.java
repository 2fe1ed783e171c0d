package io.github.twohead.examples.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.examples.table.HeadCostTable.HeadShape;
import io.github.twohead.examples.table.Latency.Interval;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadCostTableTest {
  private static HeadCostTable.Row row(ConfusionCounts... models) {
    return new HeadCostTable.Row(
        new HeadShape(true, 256),
        List.of(models).stream()
            .map(counts -> Map.of("screen", CountedHead.of("screen", counts)))
            .toList(),
        new Interval(1.25, 1.2, 1.3),
        new Interval(0.011, -0.002, 0.024),
        new Interval(0.07, 0.06, 0.08),
        987_654);
  }

  @Test
  void should_average_over_the_models_of_a_shape() {
    // F1 0.5 and 1
    HeadCostTable.Row row = row(ConfusionCounts.of(1, 1, 1, 0), ConfusionCounts.of(2, 0, 0, 1));

    assertThat(row.f1("screen")).isCloseTo(0.75, within(1e-9));
  }

  @Test
  void should_tell_what_was_measured() {
    HeadCostTable table =
        new HeadCostTable(List.of(row(ConfusionCounts.of(2, 0, 0, 1))), List.of("As it was."));

    assertThat(table.toMarkdown().lines())
        .containsExactly(
            "| heads | screen: F1 | models | one head, ms (95 %) | a second head | seven more |"
                + " TFLite of two |",
            "|---|---:|---:|---:|---:|---:|---:|",
            "| pool first, 256 | 1.000 | 1 | 1.25 (1.20 to 1.30) | +1.1 % (-0.2 to +2.4) |"
                + " +7.0 % (+6.0 to +8.0) | 0.99 MB |",
            "",
            "- As it was.");
  }
}
