package io.github.twohead.experiments;

import static java.util.stream.Collectors.joining;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.internal.runs.TextColumns;
import io.github.twohead.experiments.internal.runs.WholeFile;
import io.github.twohead.spi.Arguments;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of the runs of a {@link Sweep}, a row for each. Of the same data, recipe and machine it
 * is the same, whether the sweep was killed on the way or not. Immutable.
 */
public final class SweepTable {
  private final RunScore by;
  private final List<Row> rows;

  SweepTable(RunScore by, List<Row> rows) {
    this.by = by;
    this.rows = List.copyOf(rows);
  }

  /** A run. Immutable. */
  public static final class Row {
    private final int number;
    private final Map<String, String> settings;
    private final RunResult result;
    private final Path folder;

    private Row(int number, Map<String, String> settings, RunResult result, Path folder) {
      this.number = number;
      this.settings = Arguments.copy("settings", settings);
      this.result = Arguments.notNull("result", result);
      this.folder = Arguments.notNull("folder", folder);
    }

    /**
     * Returns a run, as for the test of a {@link Sweep.Listener}.
     *
     * @param number of the run, from 1
     * @param settings what was set, by key
     * @param result how it ended
     * @param folder what it left behind
     * @return the run
     */
    public static Row of(int number, Map<String, String> settings, RunResult result, Path folder) {
      return new Row(number, settings, result, folder);
    }

    /** {@return the number of the run, from 1} */
    public int number() {
      return number;
    }

    /** {@return what was set, by key in the order of the sweep; the seed is one of them} */
    public Map<String, String> settings() {
      return settings;
    }

    /** {@return how it ended} */
    public RunResult result() {
      return result;
    }

    /** {@return the {@linkplain RunFolder folder} that it left behind} */
    public Path folder() {
      return folder;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Row that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
      return values().hashCode();
    }

    private List<Object> values() {
      return List.of(number, settings, result, folder);
    }

    /** Returns its number, settings and end. */
    @Override
    public String toString() {
      return number + " " + settings + ": " + result;
    }
  }

  /** {@return the runs, in the order of their numbers} */
  public List<Row> rows() {
    return rows;
  }

  /** {@return what runs are compared by, such as {@code screen F1}} */
  public String by() {
    return by.name();
  }

  /** {@return whether more of it is better} */
  public boolean higherIsBetter() {
    return by.higherIsBetter();
  }

  /**
   * {@return the score of a run by which it is compared; empty if it failed}
   *
   * @param row the run
   */
  public OptionalDouble score(Row row) {
    return by.validation(row.result());
  }

  /** The runs that differ in their seed alone. Immutable. */
  public static final class Configuration {
    private final Map<String, String> settings;
    private final List<Row> rows;
    private final double mean;

    private Configuration(Map<String, String> settings, List<Row> rows, double mean) {
      this.settings = Collections.unmodifiableMap(settings);
      this.rows = List.copyOf(rows);
      this.mean = mean;
    }

    /** {@return what was set, by key, without the seed} */
    public Map<String, String> settings() {
      return settings;
    }

    /** {@return the runs, in the order of their numbers} */
    public List<Row> rows() {
      return rows;
    }

    /** {@return the mean of their scores; NaN if one of them failed} */
    public double mean() {
      return mean;
    }

    /** Returns the settings and the mean. */
    @Override
    public String toString() {
      return settings + ": " + mean;
    }
  }

  /**
   * {@return what was tried, the best first; of equal ones that of the lower validation loss, or
   * the earlier one}
   */
  public List<Configuration> ranked() {
    Map<Map<String, String>, List<Row>> bySettings = new LinkedHashMap<>();
    for (Row row : rows) {
      Map<String, String> settings = new LinkedHashMap<>(row.settings());
      settings.remove(Sweep.SEED);
      bySettings.computeIfAbsent(settings, key -> new ArrayList<>()).add(row);
    }
    return bySettings.entrySet().stream()
        .map(one -> new Configuration(one.getKey(), one.getValue(), mean(one.getValue())))
        .sorted(
            Comparator.comparing((Configuration one) -> Double.isNaN(one.mean()))
                .thenComparingDouble(one -> -by.ranked(one.mean()))
                .thenComparingDouble(
                    one -> one.rows().stream().mapToDouble(SweepTable::loss).sum()))
        .toList();
  }

  private static double loss(Row row) {
    return row.result().validation().getOrDefault("loss", Double.MAX_VALUE);
  }

  private double mean(List<Row> of) {
    return of.stream().mapToDouble(row -> score(row).orElse(Double.NaN)).average().orElseThrow();
  }

  /** {@return the best run of the best settings, as they are ranked; empty if all failed} */
  public Optional<Row> best() {
    return ranked().get(0).rows().stream()
        .filter(row -> score(row).isPresent())
        .min(
            Comparator.comparingDouble((Row row) -> -by.ranked(score(row).getAsDouble()))
                .thenComparingDouble(SweepTable::loss));
  }

  /**
   * Writes a row for each run: its number, settings, state, best epoch, and all scores of the
   * validation table and of the test table, named as trackers name them: {@code
   * validation/screen/f1}.
   *
   * @param file the file to write; one that is there is replaced
   */
  public void writeCsv(Path file) {
    List<String> settings = names(row -> row.settings().keySet());
    List<String> validation = names(row -> row.result().validation().keySet());
    List<String> test = names(row -> row.result().test().keySet());
    List<String> header = new ArrayList<>(List.of("run"));
    header.addAll(settings);
    header.addAll(List.of("state", "best_epoch"));
    validation.forEach(name -> header.add("validation/" + name));
    test.forEach(name -> header.add("test/" + name));
    header.add("error");
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(header);
      rows.forEach(row -> csv.writeRecord(fields(row, settings, validation, test)));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // text in memory
    }
    WholeFile.write(Arguments.notNull("file", file), text.toString());
  }

  private static List<String> fields(
      Row row, List<String> settings, List<String> validation, List<String> test) {
    RunResult result = row.result();
    List<String> fields = new ArrayList<>(List.of(Integer.toString(row.number())));
    settings.forEach(name -> fields.add(row.settings().getOrDefault(name, "")));
    fields.add(result.state().name().toLowerCase(Locale.ROOT));
    fields.add(Integer.toString(result.bestEpoch()));
    validation.forEach(name -> fields.add(text(result.validation().get(name))));
    test.forEach(name -> fields.add(text(result.test().get(name))));
    fields.add(result.error());
    return fields;
  }

  private static String text(@Nullable Double score) {
    return score == null ? "" : score.toString();
  }

  private List<String> names(Function<Row, Set<String>> of) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(of.apply(row)));
    return List.copyOf(names);
  }

  /** Returns the settings, best first, a line for each, with the mean and range of their scores. */
  @Override
  public String toString() {
    List<String> settings = names(row -> row.settings().keySet());
    List<List<String>> lines = new ArrayList<>();
    List<String> header = new ArrayList<>(settings);
    header.remove(Sweep.SEED);
    List<String> titles = new ArrayList<>(header);
    titles.addAll(List.of("runs", by.name(), "test"));
    lines.add(titles);
    for (Configuration one : ranked()) {
      List<String> line = new ArrayList<>();
      header.forEach(key -> line.add(one.settings().getOrDefault(key, "")));
      line.add(runs(one));
      line.add(scores(one, this::score));
      line.add(scores(one, row -> by.test(row.result())));
      lines.add(line);
    }
    return TextColumns.of(lines);
  }

  private static String runs(Configuration one) {
    return one.rows().stream().map(row -> Integer.toString(row.number())).collect(joining(","));
  }

  /** The mean, and where there are several the lowest and the highest. */
  private static String scores(Configuration of, Function<Row, OptionalDouble> score) {
    DoubleSummaryStatistics scores =
        of.rows().stream().map(score).flatMapToDouble(OptionalDouble::stream).summaryStatistics();
    long missing = of.rows().size() - scores.getCount();
    if (scores.getCount() == 0) {
      boolean failed = of.rows().stream().anyMatch(row -> row.result().state() == State.FAILED);
      return failed ? "failed" : "";
    }
    String mean = String.format(Locale.ROOT, "%.3f", scores.getAverage());
    String range = String.format(Locale.ROOT, " (%.3f to %.3f)", scores.getMin(), scores.getMax());
    return mean
        + (scores.getCount() > 1 ? range : "")
        + (missing > 0 ? ", " + missing + " failed" : "");
  }
}
