package io.github.twohead;

import io.github.twohead.spi.Once;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said of the files of teachers that do not say it themselves. Immutable. */
record TeacherFile(
    Once<List<HeadSpec>> heads,
    Once<Normalization> normalization,
    Once<ResizeMode> resize,
    Once<OutputType> outputs) {

  static TeacherFile untold() {
    return new TeacherFile(
        new Once<>("heads"),
        new Once<>("normalization"),
        new Once<>("resize"),
        new Once<>("outputs"));
  }

  TeacherFile heads(List<HeadSpec> specs) {
    return new TeacherFile(heads.with(specs), normalization, resize, outputs);
  }

  TeacherFile normalization(Normalization expected) {
    return new TeacherFile(heads, normalization.with(expected), resize, outputs);
  }

  TeacherFile resize(ResizeMode mode) {
    return new TeacherFile(heads, normalization, resize.with(mode), outputs);
  }

  TeacherFile outputs(OutputType numbers) {
    return new TeacherFile(heads, normalization, resize, outputs.with(numbers));
  }

  MultiHeadPredictor open(Path file) {
    MultiHeadPredictor.Builder opener = MultiHeadPredictor.builder();
    heads.optional().ifPresent(opener::heads);
    normalization.optional().ifPresent(opener::normalization);
    resize.optional().ifPresent(opener::resize);
    outputs.optional().ifPresent(opener::outputs);
    return opener.open(file);
  }

  /** All that was said, such as {@code , heads [kids], normalize none}; empty if nothing was. */
  @Override
  public String toString() {
    return Stream.of(
            heads
                .optional()
                .map(told -> ", heads " + told.stream().map(TeacherFile::text).toList()),
            normalization.optional().map(told -> ", normalize " + told),
            resize.optional().map(told -> ", resize " + told),
            outputs.optional().map(told -> ", outputs " + told))
        .flatMap(told -> told.stream())
        .collect(Collectors.joining());
  }

  private static String text(HeadSpec head) {
    return head.isCategorical() ? head + ":" + head.categories() : head.toString();
  }
}
