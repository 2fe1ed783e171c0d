package io.github.twohead.bench;

import java.util.List;
import java.util.Map;

/**
 * A question that benchmarks answer in one table or several.
 *
 * @param title the question
 * @param groups the benchmark classes with the answers
 * @param tables the columns whose values each get a table of their own
 * @param baseline the columns of the row that the others are compared with; empty for no comparison
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
