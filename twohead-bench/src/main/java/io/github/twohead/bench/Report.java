package io.github.twohead.bench;

import io.github.twohead.bench.ResultFile.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Turns results into tables, by question.
 *
 * <pre>java -cp twohead-bench/target/benchmarks.jar io.github.twohead.bench.Report \
 *     results.json docs/performance.md</pre>
 *
 * <p>The tables replace what stands between two comments in the text file; without one they are
 * printed.
 */
public final class Report {
  /** Where the tables begin. */
  static final String BEGIN = "<!-- performance: begin -->";

  /** Where they end. */
  static final String END = "<!-- performance: end -->";

  private Report() {}

  /**
   * Writes the report.
   *
   * @param args the results, and the file to change if there is one
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 1 && args.length != 2) {
      throw new IllegalArgumentException("expected: results.json [docs/performance.md]");
    }
    String report = markdown(ResultFile.read(Path.of(args[0])));
    if (args.length == 1) {
      System.out.print(report);
      return;
    }
    Path readme = Path.of(args[1]);
    Files.writeString(readme, replaced(Files.readString(readme), report));
  }

  /**
   * A text with another report.
   *
   * @throws IllegalArgumentException if the text lacks one of the comments
   */
  static String replaced(String text, String report) {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the file needs the lines " + BEGIN + " and " + END);
    }
    return text.substring(0, begin + BEGIN.length()) + "\n" + report + text.substring(end);
  }

  /** The report, by question. */
  static String markdown(ResultFile file) {
    StringBuilder text = new StringBuilder(conditions(file));
    questions(file.results())
        .forEach(
            question -> {
              List<Result> answers =
                  file.results().stream()
                      .filter(result -> question.groups().contains(result.group()))
                      .toList();
              if (!answers.isEmpty()) {
                text.append("\n### ").append(question.title()).append("\n");
                tables(question, answers)
                    .forEach(
                        rows -> text.append('\n').append(new Table(question, rows).markdown()));
              }
            });
    return text.toString();
  }

  private static String conditions(ResultFile file) {
    StringBuilder text = new StringBuilder();
    file.machine()
        .ifPresent(
            machine ->
                text.append(
                        "%s, %s, %d cores, %s, "
                            .formatted(
                                machine.date(),
                                machine.processor(),
                                machine.cores(),
                                machine.system()))
                    .append(file.jvm())
                    .append("; ")
                    .append(machine.libraries())
                    .append(".\n`")
                    .append(machine.command())
                    .append("`\n\n"));
    return text.append(
            "± is half of JMH's 99.9 % confidence interval; ratios are to the row with **1**, and ≈"
                + " marks those whose\ninterval overlaps that row's. Heap is what one operation"
                + " allocates.\n")
        .toString();
  }

  private static List<Question> questions(List<Result> results) {
    List<String> known =
        Question.ALL.stream().flatMap(question -> question.groups().stream()).toList();
    Stream<Question> others =
        results.stream()
            .map(Result::group)
            .distinct()
            .filter(group -> !known.contains(group))
            .map(Question::other);
    return Stream.concat(Question.ALL.stream(), others).toList();
  }

  private static Collection<List<Result>> tables(Question question, List<Result> answers) {
    Map<List<String>, List<Result>> tables = new LinkedHashMap<>();
    for (Result row : answers) {
      List<String> key =
          question.tables().stream().map(column -> row.columns().getOrDefault(column, "")).toList();
      tables.computeIfAbsent(key, table -> new ArrayList<>()).add(row);
    }
    return tables.values();
  }

  /**
   * A question that benchmarks answer in one table or several.
   *
   * @param title the question
   * @param groups the benchmark classes with the answers
   * @param tables the columns whose values each get a table of their own
   * @param baseline the columns of the row that the others are compared with; empty for no
   *     comparison
   * @param operation what one operation is, for benchmarks that count them
   */
  record Question(
      String title,
      List<String> groups,
      List<String> tables,
      Map<String, String> baseline,
      String operation) {

    /** All questions, in the order of the report. */
    static final List<Question> ALL =
        List.of(
            new Question(
                "How long does one prediction take, by runtime?",
                List.of("DjlPredictorBenchmark", "ForwardPassBenchmark"),
                List.of("heads", "size", "threads"),
                Map.of("subject", "DJL_PYTORCH"),
                "predictions"),
            new Question(
                "What does another head cost, and what would the alternatives?",
                List.of("DesignBenchmark"),
                List.of("runtime", "size"),
                Map.of("design", "ONE_HEAD"),
                "predictions"),
            new Question(
                "Where does the time go from a photo to a prediction?",
                List.of("PhotoBenchmark"),
                List.of("photo", "subject"),
                Map.of(Result.METHOD, "whole"),
                "photos"),
            new Question(
                "Which decoder?",
                List.of("DecoderBenchmark"),
                List.of("photo"),
                Map.of("decoder", "IMAGEIO_FULL"),
                "photos"),
            new Question(
                "How fast is training, and does the input keep up?",
                List.of("TrainingBenchmark"),
                List.of(),
                Map.of(Result.METHOD, "step"),
                "images"));

    /** The question of benchmarks that none of {@link #ALL} knows. */
    static Question other(String group) {
      return new Question(group, List.of(group), List.of(), Map.of(), "operations");
    }

    /** Whether a row is what the others are compared with. */
    boolean isBaseline(Result row) {
      return !baseline.isEmpty() && row.columns().entrySet().containsAll(baseline.entrySet());
    }
  }
}
