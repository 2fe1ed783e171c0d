package io.github.twohead.examples;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a model learns from beside the labels. */
final class TeacherOptions {
  @Option(
      names = "--teacher",
      converter = GivenPath.Input.class,
      paramLabel = "FILE",
      description =
          "Learn from a saved model's or exported file's probabilities too; repeatable, then from"
              + " their mean.")
  List<Path> teachers = List.of();

  @Option(
      names = "--teacher-temperature",
      paramLabel = "T",
      description = "What logits of teacher and student are divided by, 0.1 to 100 (default: 4).")
  @Nullable Double temperature;

  @Option(
      names = "--teacher-weight",
      paramLabel = "SHARE",
      description = "How much the teacher counts beside the labels, above 0 to 1 (default: 0.5).")
  @Nullable Double weight;
}
