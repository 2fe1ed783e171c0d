package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several teachers say together, and which are refused. */
class TeachersTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec GLARE = HeadSpec.binary("glare");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "a", "b");

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
  void should_refuse_a_folder(@TempDir Path folder) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Teachers.existing(folder))
        .withMessageStartingWith("the teacher " + folder + " is a folder, not a model");
  }
}
