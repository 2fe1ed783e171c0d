package io.github.twohead.experiments;

import io.github.twohead.experiments.internal.runs.TextColumns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs as text for a terminal. */
public final class RunTable {
  private static final String NONE = "-";

  private RunTable() {}

  /**
   * Returns a line for each run: how far it got, how long it took, and its scores.
   *
   * @param runs the runs
   * @param all the folder that their names are relative to
   * @return the lines under a title
   */
  public static String list(List<RunFolder> runs, Path all) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("run", "state", "epochs", "best", "time", "score", "test"));
    for (RunFolder run : runs) {
      String state = run.state().name().toLowerCase(Locale.ROOT);
      lines.add(
          run.result()
              .map(result -> line(name(run, all), state, result))
              .orElse(List.of(name(run, all), state, "", "", "", "", "")));
    }
    return TextColumns.of(lines);
  }

  private static List<String> line(String name, String state, RunResult result) {
    return List.of(
        name,
        state,
        Integer.toString(result.epochs()),
        Integer.toString(result.bestEpoch()),
        time(result.seconds()),
        result.bestScore().isPresent()
            ? result.bestBy() + " " + text(result.bestScore().getAsDouble())
            : result.error(),
        result.testScore().isPresent() ? text(result.testScore().getAsDouble()) : "");
  }

  private static String time(double seconds) {
    if (seconds < 100) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    double minutes = seconds / 60;
    return minutes < 100
        ? String.format(Locale.ROOT, "%.0f min", minutes)
        : String.format(Locale.ROOT, "%.1f h", minutes / 60);
  }

  private static String name(RunFolder run, Path all) {
    return run.path().startsWith(all)
        ? all.relativize(run.path()).toString().replace('\\', '/')
        : run.path().toString();
  }

  /**
   * Returns a column for each run: the settings in which they differ, then all scores.
   *
   * @param runs the runs
   * @param all the folder that their names are relative to
   * @return the lines under a title
   */
  public static String compare(List<RunFolder> runs, Path all) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(line("run", runs, run -> name(run, all)));
    lines.addAll(differences(RunSettings.of(runs, all)));
    lines.add(line("state", runs, run -> run.state().name().toLowerCase(Locale.ROOT)));
    lines.add(line("best epoch", runs, run -> of(run, result -> "" + result.bestEpoch())));
    lines.addAll(scores("validation", runs, RunResult::validation));
    lines.addAll(scores("test", runs, RunResult::test));
    return TextColumns.of(lines);
  }

  private static List<List<String>> differences(List<Map<String, String>> settings) {
    Set<String> keys = new LinkedHashSet<>();
    settings.forEach(one -> keys.addAll(one.keySet()));
    List<List<String>> lines = new ArrayList<>();
    for (String key : keys) {
      String usual = RunSettings.usual(key).map(String::valueOf).orElse(NONE);
      List<String> values = settings.stream().map(one -> one.getOrDefault(key, usual)).toList();
      if (Set.copyOf(values).size() > 1) {
        lines.add(Stream.concat(Stream.of(key), values.stream()).toList());
      }
    }
    return lines;
  }

  private static List<List<String>> scores(
      String table, List<RunFolder> runs, Function<RunResult, Map<String, Double>> scores) {
    Set<String> names = keys(runs, run -> run.result().map(scores).orElse(Map.of()).keySet());
    return names.stream()
        .map(
            name ->
                line(
                    table + "/" + name,
                    runs,
                    run -> {
                      Double score = run.result().map(scores).orElse(Map.of()).get(name);
                      return score == null ? NONE : text(score);
                    }))
        .toList();
  }

  private static String of(RunFolder run, Function<RunResult, String> text) {
    return run.result().map(text).orElse(NONE);
  }

  private static Set<String> keys(List<RunFolder> runs, Function<RunFolder, Set<String>> of) {
    Set<String> keys = new LinkedHashSet<>();
    runs.forEach(run -> keys.addAll(of.apply(run)));
    return keys;
  }

  private static List<String> line(
      String title, List<RunFolder> runs, Function<RunFolder, String> field) {
    return Stream.concat(Stream.of(title), runs.stream().map(field)).toList();
  }

  private static String text(double score) {
    return String.format(Locale.ROOT, "%.4f", score);
  }
}
