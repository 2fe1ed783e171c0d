package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.Augmentation;
import io.github.twohead.EpochReport;
import io.github.twohead.HeadLoss;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Optimizer;
import io.github.twohead.Preprocessing;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import io.github.twohead.Sampling;
import io.github.twohead.TaskBalance;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingReport;
import io.github.twohead.WeightedMultiLoss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is repeated from what its model keeps. */
class RecipeReplayTest {
  private static final HeadSpec SCREEN = HeadSpec.builder("screen").width(32).build();
  private static final HeadSpec OTHER = HeadSpec.builder("not_document").width(32).build();

  @TempDir private Path folder;

  @BeforeEach
  void draw() throws IOException {
    SceneFolder.draw(folder, 60, 1);
  }

  private ImageTable table(String name) {
    LabelSplitter labels =
        LabelSplitter.builder().positive(SCREEN, 2).positive(OTHER, 1).unknown(SCREEN, 1).build();
    return ImageTable.readCsv(folder.resolve(name), labels);
  }

  private List<String> fit(LearningRateSchedule schedule) {
    WeightedMultiLoss loss =
        WeightedMultiLoss.builder().weight(SCREEN, 3).labelSmoothing(0.05).build();
    return fit(schedule, loss, Sampling.shuffled());
  }

  private List<String> fit(
      LearningRateSchedule schedule, WeightedMultiLoss loss, Sampling sampling) {
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(SCREEN, OTHER)
            .poolFirst()
            .preprocessing(Preprocessing.standard().size(48, 32))
            .seed(7)
            .threads(1)
            .build()) {
      Trainer trainer =
          model
              .trainer()
              .loss(loss)
              .sampling(sampling)
              .optimizer(Optimizer.adamW(2e-3).backboneFactor(0.5).clipNorm(1))
              .schedule(schedule)
              .augmentation(
                  Augmentation.builder()
                      .rotation(5)
                      .horizontalFlip()
                      .randomCrop(0.9)
                      .trivialAugment()
                      .randAugment(1, 9)
                      .jpeg(40)
                      .mixup(0.4)
                      .build())
              .emaDecay(0.8)
              .keepBestBy(SCREEN, Metric.ROC_AUC)
              .epochs(2)
              .batchSize(16);
      TrainingReport report = trainer.fit(table("train.csv"), table("val.csv"));
      model.save(folder.resolve("m.twohead"));
      return losses(report);
    }
  }

  private static List<String> losses(TrainingReport report) {
    return report.epochs().stream().map(RecipeReplayTest::losses).toList();
  }

  private static String losses(EpochReport epoch) {
    return epoch.loss() + " " + epoch.validationLoss() + " " + epoch.counts();
  }

  private Recipe saved() {
    try (MultiHeadPredictor model = MultiHeadPredictor.open(folder.resolve("m.twohead"))) {
      return model.provenance().recipe().orElseThrow();
    }
  }

  private static List<String> replay(Recipe recipe) {
    try (MultiHeadModel model = recipe.model()) {
      return losses(recipe.trainer(model).fit(recipe.train(), recipe.validation()));
    }
  }

  @Test
  void should_give_the_same_losses_to_the_bit() {
    List<String> losses = fit(LearningRateSchedule.cosine().warmup(0.5));

    Recipe recipe = saved();

    assertThat(recipe.ownSteps()).isEmpty();
    assertThat(recipe.toString()).doesNotContain(folder.getFileName().toString());
    assertThat(replay(recipe.with("data.folder", folder))).isEqualTo(losses);
  }

  @Test
  void should_repeat_what_is_done_for_rare_positives() {
    WeightedMultiLoss loss =
        WeightedMultiLoss.builder()
            .weight(SCREEN, 3)
            .loss(SCREEN, HeadLoss.focal(1.5, 0.4))
            .balanced(OTHER)
            .labelSmoothing(OTHER, 0)
            .balance(TaskBalance.UNCERTAINTY)
            .build();
    Sampling sampling = Sampling.balanced(SCREEN, Map.of("negative", 2.0)).epochLength(50);
    List<String> losses = fit(LearningRateSchedule.step(), loss, sampling);

    Recipe recipe = saved();

    assertThat(recipe.value("data.sampling")).hasValue("balanced(screen, negative 2)");
    assertThat(replay(recipe.with("data.folder", folder))).isEqualTo(losses);
  }

  @Test
  void should_say_which_step_of_the_program_is_missing() {
    LearningRateSchedule own = LearningRateSchedule.of("half", (progress, epochs) -> 0.5);
    List<String> losses = fit(own);

    Recipe recipe = saved().with("data.folder", folder);

    assertThat(recipe.ownSteps()).containsOnlyKeys("training.schedule").containsValue("half");
    assertThatThrownBy(recipe::model)
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("training.schedule: own(half) is a step of a program's own");
    assertThat(replay(recipe.with("training.schedule", own))).isEqualTo(losses);
  }

  @Test
  void should_not_claim_to_repeat_what_went_on_from_a_trained_model() {
    List<String> unused = fit(LearningRateSchedule.step());
    try (MultiHeadModel model = MultiHeadModel.open(folder.resolve("m.twohead"))) {
      model.trainer().epochs(1).fit(table("train.csv"), table("val.csv"));
      model.save(folder.resolve("m.twohead"));
    }

    assertThat(saved().ownSteps()).containsEntry("backbone.weights", "a trained model");
  }
}
