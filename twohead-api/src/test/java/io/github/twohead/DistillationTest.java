package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillationTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");
  private static final HeadSpec KIND = HeadSpec.categorical("kind", "a", "b", "c");

  @TempDir Path folder;

  /** The numbers are those of torch.sigmoid and torch.softmax of logits that are divided by 4. */
  @Test
  void should_soften_probabilities_as_pytorch_does() {
    double[] said = {0.9525741268224334, 0.9755587549443865, 0.006573263185309083, 0.0178679818703};

    float[] soft = Teachers.softened(List.of(SCREEN, KIND), said, 4);

    assertThat(soft)
        .containsExactly(
            new float[] {0.67917870f, 0.60445450f, 0.1731791f, 0.22236638f}, within(1e-6f));
    assertThat(Teachers.softened(List.of(SCREEN), new double[] {0}, 4)[0])
        .isCloseTo(0.01798621f, within(1e-6f)); // a logit of -16
    assertThat(Teachers.softened(List.of(SCREEN), new double[] {1}, 1)[0])
        .isEqualTo(1, within(2e-7f));
  }

  @Test
  void should_tell_what_it_is_made_of() {
    Distillation from = Distillation.from(Path.of("a/large.twohead"), Path.of("b.onnx"));

    assertThat(from.files()).containsExactly(Path.of("a/large.twohead"), Path.of("b.onnx"));
    assertThat(from).hasToString("from [large.twohead, b.onnx], temperature 4, weight 0.5");
    assertThat(from.temperature(2.5).weight(1))
        .hasToString("from [large.twohead, b.onnx], temperature 2.5, weight 1");
    assertThatIllegalArgumentException()
        .isThrownBy(from::digests)
        .withMessage("the teacher a/large.twohead does not exist".replace('/', File.separatorChar));
  }

  /** The digest is that of the standard's own example. */
  @Test
  void should_tell_files_by_their_sha_256() throws IOException {
    Path file = Files.writeString(folder.resolve("a.twohead"), "abc");

    assertThat(Distillation.from(file).digests())
        .containsExactly("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void should_tell_in_recipes_what_a_file_from_elsewhere_answers() {
    HeadSpec[] heads = {HeadSpec.binary("screen"), HeadSpec.binary("other")};
    Trainer trainer = new Trainer(new FakeModel(), Map.of());
    trainer.distill(
        Distillation.from(Path.of("a.onnx"))
            .heads(heads)
            .normalization(Normalization.NONE)
            .resize(ResizeMode.PAD)
            .outputs(OutputType.LOGITS));

    Recipe recipe = trainer.recipe();

    assertThat(recipe.values())
        .containsEntry("distillation.teacher_heads", List.of("screen", "other"))
        .containsEntry("distillation.teacher_normalize", "none")
        .containsEntry("distillation.teacher_resize", "pad")
        .containsEntry("distillation.teacher_outputs", "logits");
    assertThat(recipe.complete().values()).containsAllEntriesOf(recipe.values());
    assertThatIllegalStateException()
        .isThrownBy(() -> Distillation.from(Path.of("a.onnx")).heads(heads).heads(heads))
        .withMessage("heads was already set to [screen, other]");
    assertThat(Distillation.from(Path.of("a.onnx")).heads(heads))
        .hasToString("from [a.onnx], temperature 4, weight 0.5, heads [screen, other]");
  }

  @Test
  void should_refuse_what_makes_no_sense() {
    Distillation from = Distillation.from(Path.of("a.twohead"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> from.temperature(0))
        .withMessage("temperature must be from 0.1 to 100, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> from.weight(0))
        .withMessage("weight must be above 0 and at most 1, but is 0");
    assertThatIllegalStateException()
        .isThrownBy(() -> from.weight(0.5).weight(0.4))
        .withMessage("weight was already set to 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> from.open(List.of(SCREEN)))
        .withMessage("the teacher a.twohead does not exist");
  }

  @Test
  void should_be_what_a_recipe_says_wherever_its_file_lies() throws IOException {
    Path large = Files.writeString(folder.resolve("large.twohead"), "");
    Recipe recipe =
        Recipe.builder()
            .folder(folder)
            .set("heads.screen.positive", "2")
            .set("distillation.teacher", List.of("large.twohead", "gone.onnx"))
            .set("distillation.temperature", 3)
            .build();

    Trainer trainer = new Trainer(new FakeModel(), Map.of());
    trainer.distill(Distillation.from(large).weight(0.7));

    assertThat(trainer.recipe().values())
        .containsEntry("distillation.temperature", 4.0)
        .containsEntry("distillation.weight", 0.7);
    assertThat(trainer.recipe().folder().resolve(first(trainer.recipe())).toRealPath())
        .isEqualTo(large.toRealPath());
    assertThat(recipe.relativeTo(folder.resolve("below")).values())
        .containsEntry("distillation.teacher", List.of("../large.twohead", "../gone.onnx"));
    assertThat(recipe.toString()).contains("distillation.teacher: [large.twohead, gone.onnx]");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(recipe::model)
        .withMessageContaining("gone.onnx does not exist");
  }

  private static String first(Recipe recipe) {
    return ((List<?>) recipe.values().get("distillation.teacher")).get(0).toString();
  }

  @Test
  void should_stand_in_a_recipe_by_name_where_the_teacher_is_a_programs_own() {
    try (MultiHeadPredictor own = new MultiHeadPredictor(new FakeEngine.FakePredictor())) {
      Trainer trainer = new Trainer(new FakeModel(), Map.of());
      trainer.distill(Distillation.from(own).temperature(2));

      Recipe recipe = trainer.recipe();

      assertThat(recipe.ownSteps()).containsEntry("distillation.teacher", "Distillation");
      assertThat(recipe.values()).containsEntry("distillation.temperature", 2.0);
      assertThat(taught(recipe)).hasValue(Distillation.from(own).temperature(2));
      assertThat(taught(RecipeText.parse(recipe.toString()))).isEmpty();
    }
  }

  private static Optional<Distillation> taught(Recipe recipe) {
    return recipe.toBuilder().entries().draft().trainer().config().distillation();
  }

  @Test
  void should_need_a_teacher() {
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(
            () ->
                Recipe.builder()
                    .set("heads.screen.positive", "2")
                    .set("distillation.weight", 0.3)
                    .build())
        .withMessageContaining("distillation.weight needs distillation.teacher");
  }
}
