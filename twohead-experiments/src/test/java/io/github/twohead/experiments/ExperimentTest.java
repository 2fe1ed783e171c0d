package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.EpochReport;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.ImageTable;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.TwoheadException;
import io.github.twohead.Views;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.spi.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentTest {
  @TempDir Path folder;
  private Recipe recipe;

  @BeforeEach
  void draw() throws IOException {
    recipe = Recipe.read(TinyPhotos.recipe(folder));
  }

  private Experiment experiment() {
    return Experiment.of(recipe).runs(folder.resolve("runs")).name("first");
  }

  private static List<String> names(Path files) throws IOException {
    try (Stream<Path> all = Files.list(files)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void should_leave_everything_of_a_run_behind() throws IOException {
    recipe = recipe.with("export.tflite", "beside.tflite").with("export.model", "beside.twohead");

    Experiment.Run run = experiment().run();

    RunFolder left = run.folder();
    assertThat(left.path())
        .isEqualTo(
            folder
                .resolve("runs")
                .resolve(LocalDate.now(ZoneId.systemDefault()).toString())
                .resolve("first"));
    assertThat(names(left.path()))
        .containsExactly(
            ".lock",
            "beside.tflite",
            "environment.json",
            "log.txt",
            "metrics.csv",
            "metrics.jsonl",
            "model.twohead",
            "recipe.yaml",
            "result.json");
    assertThat(folder.resolve("beside.tflite"))
        .hasSameBinaryContentAs(left.path().resolve("beside.tflite"));
    assertThat(folder.resolve("beside.twohead")).hasSameBinaryContentAs(left.model().orElseThrow());
    assertThat(left.state()).isEqualTo(State.COMPLETED);
    RunResult result = left.result().orElseThrow();
    assertThat(result.epochs()).isEqualTo(1);
    assertThat(result.bestEpoch()).isEqualTo(1);
    assertThat(result.bestBy()).isEqualTo("screen ROC_AUC");
    assertThat(result.bestScore()).hasValue(result.validation().get("screen/roc_auc"));
    assertThat(result.testScore()).hasValue(result.test().get("screen/roc_auc"));
    assertThat(result.validation().get("loss")).isEqualTo(run.report().best().validationLoss());
    assertThat(run.test()).isPresent();
    assertThat(left.environment())
        .containsKeys("twohead", "java", "system", "processor", "cores", "runtime", "engine")
        .hasEntrySatisfying("train_digest", digest -> assertThat(digest).hasSize(64));
    assertThat(left.log())
        .content()
        .contains("epoch 1: loss ", "COMPLETED", "exported tflite", "copied model.twohead to ");
    assertThat(left.metrics()).content().contains("\"validation/screen/f1\":");
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(left.model().orElseThrow())) {
      assertThat(predictor.heads()).hasToString("[screen]");
    }
    assertThat(RunFolder.list(folder.resolve("runs"))).hasSize(1);
    assertThat(RunFolder.list(folder.resolve("none"))).isEmpty();
  }

  @Test
  void should_score_the_test_by_the_views_of_the_recipe() {
    recipe = recipe.with("evaluation.views", "max(10)");

    Experiment.Run run = experiment().run();

    assertThat(run.folder().recipe().views()).isEqualTo(Views.max(10));
    try (MultiHeadModel model = MultiHeadModel.open(run.folder().model().orElseThrow())) {
      ImageTable test = recipe.test().orElseThrow();
      HeadEvaluation scored = run.test().orElseThrow().head("screen");
      double loss = scored.score(Metric.LOG_LOSS);
      assertThat(model.evaluate(test, Views.max(10)).head("screen").score(Metric.LOG_LOSS))
          .isEqualTo(loss);
      assertThat(model.evaluate(test).head("screen").score(Metric.LOG_LOSS)).isNotEqualTo(loss);
    }
  }

  @Test
  void should_keep_checkpoints_in_the_folder_of_the_run_where_they_are_wanted() throws IOException {
    recipe = recipe.with("checkpoint.every_batches", 1);

    RunFolder run = experiment().run().folder();

    assertThat(names(run.path().resolve("checkpoints")))
        .containsExactly(".lock", "epoch-1-batch-1.safetensors", "epoch-1.safetensors");
    try (MultiHeadModel model = MultiHeadModel.open(run.model().orElseThrow())) {
      Recipe kept = model.provenance().recipe().orElseThrow();
      assertThat(kept.values()).doesNotContainKey("checkpoint.every_batches");
      assertThatThrownBy(() -> recipe.trainer(model))
          .isInstanceOf(RecipeException.class)
          .hasMessageContaining("checkpoint")
          .hasMessageEndingWith("needs checkpoint.folder");
    }
  }

  @Test
  void should_repeat_a_run_from_its_folder_with_the_same_numbers() {
    Experiment.Run run = experiment().run();

    Experiment.Run again =
        Experiment.of(run.folder().recipe()).runs(folder.resolve("runs")).name("first").run();

    assertThat(again.folder().name()).isEqualTo("first-2");
    assertThat(again.report().epochs().get(0).loss())
        .isEqualTo(run.report().epochs().get(0).loss());
    assertThat(again.folder().result().orElseThrow().test())
        .isEqualTo(run.folder().result().orElseThrow().test());
    assertThat(
            RunTable.list(RunFolder.list(folder.resolve("runs")), folder.resolve("runs")).lines())
        .hasSize(3)
        .element(1)
        .asString()
        .matches(
            LocalDate.now(ZoneId.systemDefault())
                + "/first +completed +1 +1 +\\d+ s +screen ROC_AUC 0\\.\\d{4} .*");
  }

  @Test
  void should_say_what_two_runs_differ_in() {
    RunFolder one = experiment().run().folder();
    recipe = recipe.with("training.learning_rate", 0.01);
    RunFolder other = Experiment.of(recipe).folder(folder.resolve("deep/er/other")).run().folder();

    List<String> lines = RunTable.compare(List.of(one, other), folder).lines().toList();

    assertThat(lines.get(1)).matches("training.learning_rate +0.001 +0.01");
    assertThat(lines.get(2)).matches("state +completed +completed");
    assertThat(lines).anyMatch(line -> line.matches("validation/loss +\\d\\.\\d{4} +\\d\\.\\d{4}"));
    assertThat(lines).anyMatch(line -> line.matches("test/screen/f1 +.*"));
  }

  @Test
  void should_say_in_its_folder_why_a_run_failed() {
    TrainingListener failing =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport epoch) {
            throw new TwoheadException("the disk is full");
          }
        };

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> experiment().listener(failing).run())
        .withMessageContaining("the disk is full");

    RunFolder left = RunFolder.list(folder.resolve("runs")).get(0);
    assertThat(left.state()).isEqualTo(State.FAILED);
    assertThat(left.result().orElseThrow().error()).contains("the disk is full");
    assertThat(left.log()).content().contains("the disk is full", "\tat ");
    assertThat(RunTable.list(List.of(left), folder)).contains("failed", "the disk is full");
  }

  @Test
  void should_keep_the_best_epoch_when_it_is_interrupted() {
    recipe = recipe.with("training.epochs", 3);
    TrainingListener interrupting =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport epoch) {
            Thread.currentThread().interrupt();
          }
        };

    Experiment.Run run = experiment().listener(interrupting).run();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(run.report().ending()).isEqualTo(TrainingReport.Ending.INTERRUPT);
    assertThat(run.folder().state()).isEqualTo(State.INTERRUPTED);
    assertThat(run.folder().model()).isPresent();
    assertThat(run.test()).isEmpty();
  }

  @Test
  void should_tell_a_run_that_goes_on_from_one_that_was_killed() {
    List<State> states = new ArrayList<>();
    Path own = folder.resolve("own");
    TrainingListener looking =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport epoch) {
            states.add(RunFolder.open(own).state());
            assertThat(FolderLock.take(own)).isEmpty();
          }
        };

    Experiment.of(recipe).folder(own).listener(looking).run();

    assertThat(states).containsExactly(State.RUNNING);
    own.resolve("result.json").toFile().delete();
    assertThat(RunFolder.open(own).state()).isEqualTo(State.UNFINISHED);
    own.resolve("log.txt").toFile().delete();
    assertThat(RunFolder.open(own).state()).isEqualTo(State.PLANNED);
  }

  @Test
  void should_not_write_over_another_run() {
    Path own = folder.resolve("own");
    Experiment.of(recipe).folder(own).run();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Experiment.of(recipe).folder(own).run())
        .withMessage(own + " holds a run already: give another folder");
    assertThat(RunFolder.open(own).state()).isEqualTo(State.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "..", ".hidden", "a/b", "a\\b", "con:", "end.", "end ", "tab\t", "CON", "aux.txt",
        "com1"
      })
  void should_refuse_names_that_no_folder_can_have(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Experiment.of(recipe).name(name))
        .withMessageStartingWith("a run cannot be called \"" + name + "\"");
  }

  @Test
  void should_refuse_what_is_not_there_before_anything_is_written() {
    recipe = recipe.with("tracking", List.of("tensorbord"));

    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> experiment().run())
        .withMessageStartingWith(
            "tracking: there is no tracker \"tensorbord\", did you mean \"tensorboard\"? There are");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Sweep.of(recipe).seeds(1, 2).run(folder.resolve("runs")))
        .withMessageStartingWith("tracking: there is no tracker \"tensorbord\"");
    recipe = recipe.with("tracking", List.of()).with("data.train", "none.csv");
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> experiment().run())
        .withMessageContaining("none.csv");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void should_refuse_to_open_what_is_no_run() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunFolder.open(folder))
        .withMessage(folder + " is no folder of a run: there is no recipe.yaml in it");
  }
}
