package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.spi.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in a run is found before it trains, or costs nothing that it knew. */
class FailedRunTest {
  @TempDir Path folder;
  private Recipe recipe;
  private Path own;

  @BeforeEach
  void draw() throws IOException {
    recipe = Recipe.read(TinyPhotos.recipe(folder));
    own = folder.resolve("own");
  }

  private Experiment experiment() {
    return Experiment.of(recipe).folder(own);
  }

  @Test
  void should_keep_the_scores_of_training_where_the_test_table_fails() throws IOException {
    recipe = recipe.with("data.skip_unreadable", false);
    Files.writeString(folder.resolve("test-3.png"), "no image");

    assertThatThrownBy(() -> experiment().run()).hasMessageContaining("test-3.png");

    RunFolder left = RunFolder.open(own);
    RunResult result = left.result().orElseThrow();
    assertThat(result.state()).isEqualTo(State.FAILED);
    assertThat(result.error()).contains("test-3.png");
    assertThat(result.epochs()).isEqualTo(1);
    assertThat(result.bestEpoch()).isEqualTo(1);
    assertThat(result.bestScore()).isPresent();
    assertThat(result.test()).isEmpty();
    assertThat(left.model()).isPresent();
    assertThat(left.environment()).containsKeys("engine", "train_digest");
  }

  @Test
  void should_make_the_folders_of_exports_before_training() {
    recipe = recipe.with("export.tflite", "deep/below/a.tflite");

    experiment().run();

    assertThat(folder.resolve("deep/below/a.tflite")).exists();
  }

  @Test
  void should_refuse_exports_that_cannot_be_written_before_training() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    recipe = written("export: {tflite: file/a.tflite}");
    assertRefused("tiny.yaml:7: export.tflite: the folder of ");
    recipe = written("export:\n  model: .");
    assertRefused("tiny.yaml:8: export.model: ", " is a folder: give a file");

    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> recipe.with("export.tflite", "a.bin").with("export.onnx", "./a.bin"))
        .withMessageContainingAll("export.tflite", "export.onnx", "give each its own");
    assertThat(own).doesNotExist();
  }

  /** The recipe with another line. */
  private Recipe written(String line) throws IOException {
    Path file = folder.resolve("tiny.yaml");
    List<String> lines = new ArrayList<>(Files.readAllLines(file).subList(0, 6));
    lines.add(line);
    return Recipe.read(Files.write(file, lines));
  }

  private void assertRefused(String... parts) {
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> experiment().run())
        .withMessageStartingWith(parts[0])
        .withMessageContainingAll(parts)
        .withMessageNotContaining("\n");
  }

  @Test
  void should_tell_before_training_where_the_recipe_is_wrong() throws IOException {
    Files.writeString(folder.resolve("weights.pth"), "no weights");
    Files.writeString(folder.resolve("odd.csv"), "path\na.png\n");

    recipe = written("tracking:\n- csv\n- tensorbord");
    assertRefused("tiny.yaml:7: tracking: there is no tracker", "did you mean \"tensorboard\"?");
    recipe = written("backbone:\n  weights: weights.pth");
    assertRefused("tiny.yaml:8: backbone.weights: ", "weights.pth");
    own = folder.resolve("second");
    recipe = written("export: {tflite_int8: a.tflite, calibration_set: none.csv}");
    assertRefused("tiny.yaml:7: export.calibration_set: ", "does not exist");
    assertThat(own).doesNotExist();
  }

  @Test
  void should_tell_where_a_tracker_is_named_that_cannot_start() throws IOException {
    Files.createDirectories(own);
    Files.writeString(own.resolve("wandb"), "a file in the place of a folder");
    recipe = written("tracking: wandb");

    assertRefused("tiny.yaml:7: tracking: the tracker wandb cannot start: ");
  }

  @Test
  void should_keep_secrets_out_of_its_log() throws IOException {
    String value = System.getenv("PATH");
    recipe = written("project: a-${env:PATH}");
    Notes failing = new Notes();
    failing.failsAt = "scalars";
    failing.failure = "cannot reach " + value;

    experiment().tracker(failing).run();

    assertThat(own.resolve("log.txt"))
        .content()
        .contains("cannot reach ${env:PATH}")
        .doesNotContain(value);
  }

  @Test
  void should_keep_exports_of_one_name_apart() {
    recipe = recipe.with("export.tflite", "one/a.bin").with("export.onnx", "two/a.bin");

    experiment().run();

    assertThat(own.resolve("tflite-a.bin")).hasSameBinaryContentAs(folder.resolve("one/a.bin"));
    assertThat(own.resolve("onnx-a.bin")).hasSameBinaryContentAs(folder.resolve("two/a.bin"));
  }

  @Test
  void should_keep_the_paths_of_a_sweep_in_its_runs() throws IOException {
    recipe = recipe.with("export.tflite", "one/a.bin").with("export.onnx", "two/a.bin");

    Sweep.of(recipe).seeds(1).run(folder.resolve("s"));

    assertThat(folder.resolve("s/001/recipe.yaml"))
        .content()
        .contains("tflite-a.bin", "onnx-a.bin")
        .doesNotContain(folder.resolve("s").toString());
    assertThat(folder.resolve("one")).doesNotExist();
  }

  @Test
  void should_let_go_of_a_folder_that_it_refuses() {
    experiment().run();

    assertThatIllegalArgumentException().isThrownBy(() -> experiment().run());

    assertThat(FolderLock.isHeld(own)).isFalse();
  }

  @Test
  void should_say_in_its_log_which_tracker_fails() {
    Notes failing = new Notes();
    failing.failsAt = "scalars";

    experiment().tracker(failing).run();

    assertThat(own.resolve("log.txt"))
        .content()
        .contains("warning: The tracker notes fails and is left out from here on");
    assertThat(RunFolder.open(own).state()).isEqualTo(State.COMPLETED);
  }

  @Test
  void should_tell_a_tracker_of_code_in_place_of_the_usual_one_and_once() {
    Experiment experiment = experiment().tracker(Tracker.named("json_lines"));
    experiment.run();

    assertThat(own.resolve("metrics.jsonl")).isNotEmptyFile();
    assertThatIllegalStateException()
        .isThrownBy(experiment::run)
        .withMessageStartingWith("the trackers of this experiment have kept a run");
  }

  @Test
  void should_start_trackers_before_it_builds_the_model() {
    Notes failing = new Notes();
    failing.failsAt = "started own";
    recipe = recipe.with("backbone.weights", "train.csv"); // no weights

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> experiment().tracker(failing).run())
        .withMessageContaining("the tracker notes cannot start: No space left on device");
  }

  @Test
  void should_not_end_the_run_of_another() throws IOException {
    Files.createDirectory(own);
    recipe.write(own.resolve("recipe.yaml"));

    try (FolderLock lock = FolderLock.take(own).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThatExceptionOfType(TwoheadException.class)
          .isThrownBy(() -> RunFiles.fail(own, "it left no result"))
          .withMessage("another run writes into " + own);
      assertThat(RunFolder.open(own).state()).isEqualTo(State.RUNNING);
    }
    assertThat(RunFolder.open(own).state()).isEqualTo(State.PLANNED);
  }
}
