package io.github.twohead.examples;

import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.ResizeMode;
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
      names = "--distillation-temperature",
      paramLabel = "T",
      description = "What logits of teacher and student are divided by, 0.1 to 100 (default: 4).")
  @Nullable Double temperature;

  @Option(
      names = "--distillation-weight",
      paramLabel = "SHARE",
      description = "How much the teacher counts beside the labels, above 0 to 1 (default: 0.5).")
  @Nullable Double weight;

  @Option(
      names = "--teacher-heads",
      split = ",",
      paramLabel = "NAME",
      description =
          "What the outputs of a TFLite or ONNX teacher from elsewhere answer, in their order; a head"
              + " of the student has its categories. One that was exported here says it itself.")
  List<String> heads = List.of();

  @Option(
      names = "--teacher-normalize",
      paramLabel = "STATISTICS",
      description = "What such a teacher expects of its pixels, as --normalize takes it.")
  @Nullable Normalization normalization;

  @Option(
      names = "--teacher-resize",
      paramLabel = "MODE",
      description =
          "What becomes of the aspect ratio before it sees a photo: stretch, pad or crop.")
  @Nullable ResizeMode resize;

  @Option(
      names = "--teacher-outputs",
      paramLabel = "TYPE",
      description =
          "What its numbers are, where its last step does not show it: probabilities or logits.")
  @Nullable OutputType outputs;
}
