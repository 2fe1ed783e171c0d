package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.EpochReport;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.RunFolder.State;
import io.github.twohead.experiments.SweepTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep that goes on keeps what it would do again, and nothing else. */
class ResumedSweepTest {
  private static final String RATE = "training.learning_rate";

  @TempDir Path folder;
  private Recipe recipe;
  private Path files;

  @BeforeEach
  void draw() throws IOException {
    recipe = Recipe.read(TinyPhotos.recipe(folder));
    files = folder.resolve("s");
  }

  private Sweep sweep() {
    return Sweep.of(recipe).over(RATE, 1e-3, 1e-2);
  }

  private Sweep halving() {
    return Sweep.of(recipe.with("training.epochs", 3))
        .over(RATE, 1e-3, 1e-2, 3e-2)
        .sampler(SweepSampler.halving(SweepSampler.grid()))
        .by("validation loss");
  }

  /** Does the runs, and one of them not. */
  private static SweepRunner withoutRun(int number) {
    return (tasks, ended) ->
        tasks.forEach(
            task -> {
              if (task.number() == number) {
                task.failed("the disk is full");
              } else {
                task.run();
              }
              ended.accept(task);
            });
  }

  private List<Integer> keptOf(Sweep again) {
    List<Integer> counts = new ArrayList<>();
    again.listener(
        new Sweep.Listener() {
          @Override
          public void onRound(int runs, int kept) {
            counts.add(kept);
          }
        });
    again.run(files);
    return counts;
  }

  @Test
  void should_not_credit_the_scores_of_other_settings_where_a_failed_run_changes_the_second_round()
      throws IOException {
    SweepTable whole = halving().run(folder.resolve("whole"));
    String winner = whole.rows().get(3).settings().get(RATE);
    int number =
        whole.rows().stream()
            .filter(row -> row.settings().get(RATE).equals(winner))
            .findFirst()
            .orElseThrow()
            .number();
    SweepTable first = halving().runner(withoutRun(number)).run(files);
    assertThat(first.rows().get(3).settings().get(RATE)).isNotEqualTo(winner);

    SweepTable again = halving().run(files);

    Row last = again.rows().get(3);
    assertThat(last.settings().get(RATE)).isEqualTo(winner);
    assertThat(RunFolder.open(last.folder()).recipe().value(RATE)).contains(Double.valueOf(winner));
    assertThat(files.resolve("results.csv"))
        .hasSameTextualContentAs(folder.resolve("whole/results.csv"));
  }

  @Test
  void should_train_again_where_a_table_has_changed() throws IOException {
    sweep().run(files);
    assertThat(keptOf(sweep())).containsExactly(2);

    Path table = folder.resolve("train.csv");
    List<String> rows = Files.readAllLines(table);
    Files.write(table, rows.subList(0, rows.size() - 2));

    assertThat(keptOf(sweep())).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"distillation.teacher", "backbone.weights"})
  void should_train_again_where_another_model_has_come_in_place_of_one(String key) {
    Path model = folder.resolve("model.twohead");
    try (MultiHeadModel one = recipe.model();
        MultiHeadModel other = recipe.with("training.seed", 7).model()) {
      one.save(model);
      recipe = recipe.with(key, model);
      sweep().run(files);
      assertThat(keptOf(sweep())).containsExactly(2);

      other.save(model);
    }

    assertThat(keptOf(sweep())).containsExactly(0);
  }

  @ParameterizedTest
  @CsvSource({"data.row_weights, w, 0", "data.sampling, weighted(column w), 0", "name, other, 2"})
  void should_train_again_where_the_numbers_of_rows_have_changed(
      String key, String value, int expected) throws IOException {
    Path table = folder.resolve("train.csv");
    List<String> rows = new ArrayList<>();
    rows.add("path,class,w");
    Files.readAllLines(table).stream().skip(1).map(row -> row + ",1").forEach(rows::add);
    Files.write(table, rows);
    recipe = recipe.with(key, value);
    sweep().run(files);
    assertThat(keptOf(sweep())).containsExactly(2);

    rows.set(1, rows.get(1).replaceFirst(",1$", ",2"));
    Files.write(table, rows);

    assertThat(keptOf(sweep())).containsExactly(expected);
  }

  @Test
  void should_keep_checkpoints_in_each_run_and_go_on_from_them() throws IOException {
    recipe =
        recipe.with("training.epochs", 3).with("checkpoint.folder", folder.resolve("checkpoints"));
    SweepTable first = sweep().run(files);
    assertThat(first.rows()).allMatch(row -> row.result().state() == State.COMPLETED);
    assertThat(folder.resolve("checkpoints")).doesNotExist();
    Files.delete(files.resolve("001/result.json")); // as where it was killed in the third epoch
    Files.delete(files.resolve("001/checkpoints/epoch-3.safetensors"));
    Files.writeString(files.resolve("001/half"), "written");
    List<Integer> heard = new ArrayList<>();
    Sweep.Listener listener =
        new Sweep.Listener() {
          @Override
          public void onEpoch(int run, EpochReport epoch) {
            heard.add(100 * run + epoch.epoch());
          }
        };

    SweepTable again = sweep().listener(listener).run(files);

    assertThat(heard).containsExactly(103);
    assertThat(files.resolve("001/half")).doesNotExist();
    for (int run = 0; run < 2; run++) {
      RunResult result = again.rows().get(run).result();
      assertThat(result.validation()).isEqualTo(first.rows().get(run).result().validation());
      assertThat(result.test()).isEqualTo(first.rows().get(run).result().test());
      assertThat(result.epochs()).isEqualTo(3);
    }
  }

  @Test
  void should_begin_anew_where_a_table_has_changed_since_the_checkpoint() throws IOException {
    recipe = recipe.with("checkpoint.every_epochs", 1);
    SweepTable first = sweep().run(files);
    Files.delete(files.resolve("001/result.json"));
    List<String> rows = Files.readAllLines(folder.resolve("train.csv"));
    Files.write(folder.resolve("train.csv"), rows.subList(0, rows.size() - 2));

    SweepTable again = sweep().run(files);

    assertThat(again.rows()).allMatch(row -> row.result().state() == State.COMPLETED);
    assertThat(again.rows().get(0).result().validation())
        .isNotEqualTo(first.rows().get(0).result().validation());
  }

  @Test
  void should_keep_the_runs_of_processes() throws IOException {
    sweep().runner(SweepRunner.processes(2)).by("screen F2").run(files);

    assertThat(keptOf(sweep().by("screen F2"))).containsExactly(2);
    assertThat(files.resolve("001/result.json")).content().contains("\"screen/f2\":");
  }

  @Test
  void should_go_on_where_a_failed_run_was_half_deleted() throws IOException {
    sweep().runner(withoutRun(2)).run(files);
    Files.delete(files.resolve("002/recipe.yaml"));

    SweepTable again = sweep().run(files);

    assertThat(again.rows()).allMatch(row -> row.result().state() == State.COMPLETED);
  }

  @Test
  void should_do_a_run_again_whose_result_is_damaged() throws IOException {
    sweep().run(files);
    Files.writeString(files.resolve("001/result.json"), "{\"state\":");

    assertThat(keptOf(sweep())).containsExactly(1);
  }

  @Test
  void should_rank_by_scores_that_are_not_usual_and_by_others_later() {
    SweepTable table = sweep().by("screen recall@precision>=0.5").run(files);

    assertThat(table.rows()).allMatch(row -> table.score(row).isPresent());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sweep().by("screen F2").run(files))
        .withMessageContaining("its \"by\" is \"screen recall@precision>=0.5\", not \"screen F2\"");
    files = folder.resolve("usual");
    sweep().run(files);
    assertThat(keptOf(sweep().by("screen average_precision"))).containsExactly(2);
  }

  @Test
  void should_refuse_a_score_that_no_run_has() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sweep().by("scren F1").run(files))
        .withMessageStartingWith("runs cannot be compared by \"scren F1\": ")
        .withMessageContaining("screen");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sweep().by("screen top5").run(files))
        .withMessage(
            "runs cannot be compared by \"screen top5\": the metric top5 is for categories, but the"
                + " answers of head \"screen\" are yes or no: take F1, AVERAGE_PRECISION or"
                + " LOG_LOSS");
    assertThat(files).doesNotExist();
  }

  @Test
  void should_write_no_plan_of_what_cannot_be_run() {
    Sweep interval = Sweep.of(recipe).over(RATE, SweepValues.logInterval(1e-4, 1e-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> interval.run(files))
        .withMessageContaining("a grid needs lists");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Sweep.of(recipe).over("training.seed", "a", "b"))
        .withMessageContaining("training.seed");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(
            () -> Sweep.of(recipe).over("training.label_smoothing", SweepValues.interval(0.0, 5.0)))
        .withMessageContaining("5");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> Sweep.of(recipe).over("training.rate", SweepValues.interval(0.0, 1.0)))
        .withMessageContaining("training.rate");
    assertThat(files).doesNotExist();
  }

  @Test
  void should_say_why_every_run_failed() {
    SweepRunner nobody =
        (tasks, ended) ->
            tasks.forEach(
                task -> {
                  task.failed("not tried");
                  ended.accept(task);
                });

    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> sweep().by("screen F1").runner(nobody).run(files))
        .withMessage("every run failed: not tried (" + files.resolve("001") + ")");
  }
}
