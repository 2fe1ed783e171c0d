package io.github.twohead.bench;

import io.github.twohead.bench.Report.Question;
import io.github.twohead.bench.ResultFile.Result;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Results side by side, in Markdown. */
final class Table {
  private static final int MOST_ROWS_OPEN = 12;
  private static final int DIGITS = 3;
  private static final int ERROR_DIGITS = 2;
  private static final String NO_NUMBER = "–";

  private final Question question;
  private final List<Result> rows;
  private final Optional<Result> baseline;
  private final List<String> columns;
  private final boolean heap;

  Table(Question question, List<Result> rows) {
    this.question = question;
    baseline = rows.stream().filter(question::isBaseline).findFirst();
    heap = rows.stream().anyMatch(row -> !Double.isNaN(row.heapBytes()));
    Set<String> all = new LinkedHashSet<>();
    rows.forEach(row -> all.addAll(row.columns().keySet()));
    columns =
        all.stream()
            .filter(column -> !question.tables().contains(column))
            .filter(column -> rows.stream().map(row -> cell(row, column)).distinct().count() > 1)
            .toList();
    this.rows = grouped(rows, columns);
  }

  /** Rows that agree in the first column side by side, where the first of them stood. */
  private static List<Result> grouped(List<Result> rows, List<String> columns) {
    if (columns.isEmpty()) {
      return rows;
    }
    Map<String, List<Result>> groups = new LinkedHashMap<>();
    for (Result row : rows) {
      groups.computeIfAbsent(cell(row, columns.get(0)), value -> new ArrayList<>()).add(row);
    }
    return groups.values().stream().flatMap(List::stream).toList();
  }

  /** What all rows have in common, such as {@code heads 2, size 256}. */
  String title() {
    return question.tables().stream()
        .filter(rows.get(0).columns()::containsKey)
        .map(column -> column + " " + cell(rows.get(0), column))
        .collect(Collectors.joining(", "));
  }

  /** The table; a long one can be folded. */
  String markdown() {
    List<String> header = new ArrayList<>(columns);
    header.addAll(List.of("mean", "±"));
    baseline.ifPresent(row -> header.add("ratio"));
    if (heap) {
      header.add("heap");
    }
    StringBuilder text = new StringBuilder(line(header));
    text.append(line(header.stream().map(column -> "---").toList()));
    rows.forEach(row -> text.append(line(cells(row))));
    if (rows.size() > MOST_ROWS_OPEN) {
      return "<details open><summary>" + title() + "</summary>\n\n" + text + "\n</details>\n";
    }
    return title().isEmpty() ? text.toString() : title() + "\n\n" + text;
  }

  private List<String> cells(Result row) {
    List<String> cells = new ArrayList<>();
    columns.forEach(column -> cells.add(cell(row, column)));
    cells.add(number(row.score(), DIGITS) + " " + unit(row));
    cells.add(number(row.error(), ERROR_DIGITS));
    baseline.ifPresent(base -> cells.add(ratio(row, base)));
    if (heap) {
      cells.add(bytes(row.heapBytes()));
    }
    return cells;
  }

  @SuppressWarnings("ReferenceEquality") // the row itself, not one with equal numbers
  private static String ratio(Result row, Result base) {
    String ratio = String.format(Locale.ROOT, "%.2f", row.score() / base.score());
    if (row == base) {
      return "**1**";
    }
    return row.overlaps(base) ? ratio + " ≈" : ratio;
  }

  private String unit(Result row) {
    return row.unit().replace("ops/", question.operation() + "/").replace("/op", "");
  }

  private static String cell(Result row, String column) {
    return row.columns().getOrDefault(column, "");
  }

  private static String bytes(double bytes) {
    if (Double.isNaN(bytes)) {
      return NO_NUMBER;
    }
    return bytes < 1000 ? number(bytes, DIGITS) + " B" : number(bytes / 1000, DIGITS) + " kB";
  }

  /** As many significant digits, without an exponent. */
  private static String number(double number, int digits) {
    if (!Double.isFinite(number)) {
      return NO_NUMBER;
    }
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(digits));
    int places = rounded.scale() + digits - rounded.precision();
    return rounded.setScale(Math.max(0, places)).toPlainString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
