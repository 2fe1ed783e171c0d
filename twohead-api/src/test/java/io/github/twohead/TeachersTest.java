package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What several teachers say together, and which are refused. */
class TeachersTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec GLARE = HeadSpec.binary("glare");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "a", "b");

  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();

  @TempDir private Path folder;

  @BeforeEach
  void addEngine() throws IOException {
    thread.setContextClassLoader(FakeEngine.loader(folder));
  }

  @AfterEach
  void removeEngine() {
    thread.setContextClassLoader(before);
    FakeEngine.refusal = null;
  }

  /** Says the same of every image. */
  private static MultiHeadPredictor saying(HeadPrediction... answers) {
    return new MultiHeadPredictor(
        new FakeEngine.FakePredictor() {
          @Override
          public List<HeadSpec> heads() {
            return Arrays.stream(answers).map(HeadPrediction::head).toList();
          }

          @Override
          public List<Prediction> predict(List<ImageSource> images) {
            return images.stream().map(image -> Prediction.of(List.of(answers))).toList();
          }
        });
  }

  private static HeadPrediction yes(HeadSpec head, double probability) {
    return HeadPrediction.of(head, probability, 0.5);
  }

  @Test
  void should_teach_the_mean_of_what_teachers_say_of_the_heads_of_the_student() {
    HeadPrediction kind = HeadPrediction.of(KIND, new double[] {0.8, 0.2});
    HeadPrediction other = HeadPrediction.of(KIND, new double[] {0.4, 0.6});
    ImageSource image = ImageSource.of(Path.of("1.jpg"));
    try (MultiHeadPredictor one = saying(yes(GLARE, 0.9), yes(SCREEN, 0.3), kind);
        MultiHeadPredictor two = saying(other, yes(SCREEN, 0.7));
        Teachers teachers =
            new Teachers(Distillation.from(one, two).temperature(1), List.of(SCREEN, KIND))) {

      List<float[]> targets = teachers.targets(List.of(image, image, image));

      assertThat(targets)
          .hasSize(3)
          .allSatisfy(
              soft ->
                  assertThat(soft).containsExactly(new float[] {0.5f, 0.6f, 0.4f}, within(1e-6f)));
    }
  }

  @Test
  void should_refuse_a_teacher_without_a_head_of_the_student() {
    try (MultiHeadPredictor one = saying(yes(SCREEN, 0.5), yes(GLARE, 0.5));
        MultiHeadPredictor two = saying(yes(SCREEN, 0.5))) {
      Distillation from = Distillation.from(one, two);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Teachers(from, List.of(SCREEN, GLARE)))
          .withMessage(
              "teacher 2 has no head \"glare\", only [screen]: a teacher must have all heads of the"
                  + " student");
    }
  }

  @Test
  void should_refuse_a_teacher_that_answers_in_another_way() {
    try (MultiHeadPredictor one = saying(yes(HeadSpec.binary("kind"), 0.5))) {
      Distillation from = Distillation.from(one);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Teachers(from, List.of(KIND)))
          .withMessage(
              "teacher 1 answers head \"kind\" by yes or no, the student by the categories [a, b]");
    }
  }

  @Test
  void should_open_files_as_it_is_told_and_close_them() throws IOException {
    Path file = Files.writeString(folder.resolve("t.onnx"), "network");
    Distillation from =
        Distillation.from(file)
            .heads(SCREEN, GLARE)
            .normalization(Normalization.NONE)
            .resize(ResizeMode.PAD)
            .outputs(OutputType.LOGITS);

    from.open(List.of(SCREEN)).close();

    assertThat(FakeEngine.opened.heads()).containsExactly(SCREEN, GLARE);
    assertThat(FakeEngine.opened.normalization()).hasValue(Normalization.NONE);
    assertThat(FakeEngine.opened.resize()).hasValue(ResizeMode.PAD);
    assertThat(FakeEngine.opened.outputs()).hasValue(OutputType.LOGITS);
    assertThat(from.toString())
        .endsWith("heads [screen, glare], normalize none, resize pad, outputs logits");
    assertThat(FakeEngine.predictor.closed).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> from.open(List.of(KIND)))
        .withMessageStartingWith("the teacher " + file + " has no head \"kind\"");
    assertThat(FakeEngine.predictor.closed).isTrue();
  }

  static List<RuntimeException> refusals() {
    return List.of(
        new ModelFileException("say what it answers: heads(…)"),
        new ModelFileException("say what its numbers are: outputs(LOGITS)"),
        new IllegalArgumentException("two numbers, but heads(…) are three"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void should_say_where_a_teacher_is_told_what_its_file_lacks(RuntimeException refusal)
      throws IOException {
    Distillation from = Distillation.from(Files.writeString(folder.resolve("t.onnx"), "network"));
    FakeEngine.refusal = () -> refusal;

    assertThatThrownBy(() -> from.open(List.of(SCREEN)))
        .hasSameClassAs(refusal)
        .hasMessageStartingWith(refusal.getMessage() + ". Of a teacher these are Distillation.")
        .hasCause(refusal);
    FakeEngine.refusal = () -> new ModelFileException("it is damaged");
    assertThatThrownBy(() -> from.open(List.of(SCREEN))).hasMessage("it is damaged");
  }

  @Test
  void should_refuse_a_folder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Teachers.existing(folder))
        .withMessageStartingWith("the teacher " + folder + " is a folder, not a model");
  }
}
