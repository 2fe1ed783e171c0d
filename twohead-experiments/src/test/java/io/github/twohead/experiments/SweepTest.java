package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.EpochReport;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.SweepTable.Row;
import io.github.twohead.spi.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  private static final String RATE = "training.learning_rate";

  @TempDir Path folder;
  private Recipe recipe;

  @BeforeEach
  void draw() throws IOException {
    recipe = Recipe.read(TinyPhotos.recipe(folder));
  }

  private Sweep sweep() {
    return Sweep.of(recipe).over(RATE, 1e-3, 1e-2);
  }

  @Test
  void should_run_every_setting_with_every_seed_and_keep_the_best_model() throws IOException {
    List<Integer> heard = new ArrayList<>();
    Sweep.Listener listener =
        new Sweep.Listener() {
          @Override
          public void onRound(int runs, int kept) {
            heard.addAll(List.of(runs, kept));
          }

          @Override
          public void onEpoch(int run, EpochReport epoch) {
            heard.add(100 * run + epoch.epoch());
          }

          @Override
          public void onRun(Row run) {
            heard.add(-run.number());
          }
        };

    SweepTable table = sweep().seeds(1, 2).listener(listener).run(folder.resolve("s"));

    assertThat(heard).containsExactly(4, 0, 101, -1, 201, -2, 301, -3, 401, -4);
    assertThat(table.rows())
        .extracting(row -> row.settings().values() + "")
        .containsExactly("[0.001, 1]", "[0.001, 2]", "[0.01, 1]", "[0.01, 2]");
    assertThat(table.rows()).allMatch(row -> row.result().state() == State.COMPLETED);
    assertThat(table.by()).isEqualTo("screen ROC_AUC");
    assertThat(table.ranked()).hasSize(2).allMatch(one -> one.rows().size() == 2);
    assertThat(table.ranked().get(0).mean()).isGreaterThanOrEqualTo(table.ranked().get(1).mean());
    Row best = table.best().orElseThrow();
    assertThat(folder.resolve("s/best.twohead"))
        .hasSameBinaryContentAs(RunFolder.open(best.folder()).model().orElseThrow());
    assertThat(folder.resolve("s/results.csv"))
        .content()
        .startsWith("run,training.learning_rate,training.seed,state,best_epoch,validation/loss,")
        .contains("\n1,0.001,1,completed,1,", "\n4,0.01,2,completed,1,");
    assertThat(table.toString().lines().findFirst().orElseThrow())
        .matches("training.learning_rate +runs +screen ROC_AUC +test");
    assertThat(RunFolder.open(best.folder()).recipe().value(RATE))
        .contains(Double.valueOf(best.settings().get(RATE)));
    assertThat(RunFolder.list(folder)).hasSize(4);
  }

  @Test
  void should_keep_what_completed_and_try_again_what_did_not() throws IOException {
    Path files = folder.resolve("s");
    SweepTable first = sweep().run(files);
    String csv = Files.readString(files.resolve("results.csv"));
    Object kept = Files.getLastModifiedTime(files.resolve("001/result.json"));
    Files.delete(files.resolve("002/result.json"));
    Files.writeString(files.resolve("002/half"), "written");
    Files.delete(files.resolve("results.csv"));

    SweepTable again = sweep().run(files);

    assertThat(again.rows())
        .extracting(row -> row.result().validation())
        .isEqualTo(first.rows().stream().map(row -> row.result().validation()).toList());
    assertThat(files.resolve("results.csv")).hasContent(csv);
    assertThat(Files.getLastModifiedTime(files.resolve("001/result.json"))).isEqualTo(kept);
    assertThat(files.resolve("002/half")).doesNotExist();
  }

  @Test
  void should_go_on_after_a_run_that_fails() throws IOException {
    Sweep sweep =
        Sweep.of(recipe.with("data.skip_unreadable", false))
            .over("data.train", "none.csv", "train.csv");

    SweepTable table = sweep.run(folder.resolve("s"));

    assertThat(table.rows().get(0).result().state()).isEqualTo(State.FAILED);
    assertThat(table.rows().get(0).result().error()).contains("none.csv");
    assertThat(table.best()).contains(table.rows().get(1));
    assertThat(table.toString()).contains("failed");
  }

  @Test
  void should_end_bad_runs_early() {
    SweepTable table =
        Sweep.of(recipe.with("training.epochs", 3))
            .over(RATE, 1e-3, 1e-2, 3e-2)
            .sampler(SweepSampler.halving(SweepSampler.grid()))
            .by("validation loss")
            .run(folder.resolve("s"));

    assertThat(table.rows()).extracting(row -> row.result().epochs()).containsExactly(1, 1, 1, 3);
    assertThat(table.higherIsBetter()).isFalse();
    Row last = table.rows().get(3);
    Row before =
        table.rows().stream()
            .limit(3)
            .min(
                (a, b) ->
                    Double.compare(table.score(a).orElseThrow(), table.score(b).orElseThrow()))
            .orElseThrow();
    assertThat(last.settings().get(RATE)).isEqualTo(before.settings().get(RATE));
  }

  @Test
  void should_run_in_processes_of_their_own_with_the_same_table() throws IOException {
    sweep().run(folder.resolve("here"));

    recipe = recipe.with("export.onnx", "beside.onnx").with("export.model", "beside.twohead");
    sweep().runner(SweepRunner.processes(2)).run(folder.resolve("there"));

    assertThat(folder.resolve("there/results.csv"))
        .hasSameTextualContentAs(folder.resolve("here/results.csv"));
    assertThat(folder.resolve("there/001/output.txt")).exists();
    assertThat(folder.resolve("there/001/beside.onnx")).exists();
    assertThat(folder.resolve("beside.onnx")).doesNotExist();
    assertThat(folder.resolve("beside.twohead")).doesNotExist();
  }

  @Test
  void should_try_groups_of_a_file() throws IOException {
    SweepTable table =
        Sweep.read(folder.resolve("tiny.yaml"), "training.batch_size=4")
            .over("+backbone", "x05", "x10")
            .run(folder.resolve("s"));

    assertThat(table.rows())
        .extracting(row -> RunFolder.open(row.folder()).recipe().value("backbone.name").orElse(""))
        .containsExactly("shufflenet_v2_x0_5", "shufflenet_v2_x1_0");
    assertThat(folder.resolve("s/002/recipe.yaml")).content().contains("batch_size: 4");
  }

  @Test
  void should_run_on_threads_of_their_own_with_the_same_table() throws IOException {
    sweep().run(folder.resolve("one"));

    sweep().runner(SweepRunner.threads(2)).run(folder.resolve("two"));

    assertThat(folder.resolve("two/results.csv"))
        .hasSameTextualContentAs(folder.resolve("one/results.csv"));
  }

  @Test
  void should_stop_when_it_is_interrupted_and_go_on_when_asked_again() {
    Path files = folder.resolve("s");
    Sweep.Listener interrupting =
        new Sweep.Listener() {
          @Override
          public void onRun(Row run) {
            Thread.currentThread().interrupt();
          }
        };

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> sweep().listener(interrupting).run(files))
        .withMessage("the sweep was interrupted; the same call goes on with it");
    assertThat(Thread.interrupted()).isTrue();

    assertThat(sweep().run(files).rows()).hasSize(2);
  }

  @Test
  void should_refuse_the_folder_of_another_sweep() throws IOException {
    Path files = Files.createDirectory(folder.resolve("s"));
    SweepRunner nobody = (tasks, ended) -> tasks.forEach(task -> task.failed("not tried"));
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> sweep().runner(withEnds(nobody)).run(files))
        .withMessageStartingWith("every run failed: not tried");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sweep.of(recipe).over(RATE, 1e-3).run(files))
        .withMessage(
            files
                + " holds another sweep: its \"over\" is {\"training.learning_rate\":\"0.001,0.01\"},"
                + " not {\"training.learning_rate\":\"choice(0.001)\"}; give another folder, or the"
                + " same settings to go on with it");
    recipe = recipe.with("training.epochs", 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sweep().run(files))
        .withMessageContaining("its recipe lacks \"training.epochs: 2\" and has \"");
    recipe = recipe.without("training.epochs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sweep().run(files))
        .withMessageContaining(
            "its recipe has \"training.epochs: 1\", which this one has not; give another folder");
  }

  private static SweepRunner withEnds(SweepRunner runner) {
    return (tasks, ended) -> {
      runner.run(tasks, ended);
      tasks.forEach(ended);
    };
  }

  @Test
  void should_refuse_a_folder_that_is_being_written() throws IOException {
    Path files = Files.createDirectory(folder.resolve("s"));

    try (FolderLock lock = FolderLock.take(files).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThatExceptionOfType(TwoheadException.class)
          .isThrownBy(() -> sweep().run(files))
          .withMessage("another process works on the sweep " + files);
    }
    assertThat(files.resolve("sweep.json")).doesNotExist();
  }

  @Test
  void should_refuse_what_makes_no_sense_before_anything_trains() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Sweep.of(recipe).run(folder.resolve("s")))
        .withMessageStartingWith("there is nothing to sweep over");
    assertThatIllegalStateException()
        .isThrownBy(() -> sweep().over(RATE, 1))
        .withMessage("values of \"training.learning_rate\" was already set to 0.001,0.01");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Sweep.of(recipe).over("training.epoch", 1, 2))
        .withMessageContaining("training.epochs");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Sweep.of(recipe).over("training.epochs", 1, -2))
        .withMessageContaining("-2");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Sweep.read(folder.resolve("tiny.yaml"), RATE + "=1e-3").over(RATE, 1e-2))
        .withMessageContaining(RATE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sweep.of(recipe).over("training.seed", SweepValues.interval(1, 9)))
        .withMessage("training.seed=interval(1,9): give a list of seeds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sweep().by("F1"))
        .withMessageStartingWith("\"F1\" is no score");
    recipe = recipe.with("distillation.teacher", folder);
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> sweep().run(folder.resolve("s")))
        .withMessageStartingWith("distillation.teacher")
        .withMessageContaining(folder + " is a folder, not a model");
    assertThat(folder.resolve("s")).doesNotExist();
  }
}
