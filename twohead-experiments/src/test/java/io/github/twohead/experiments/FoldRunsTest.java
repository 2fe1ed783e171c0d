package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.Bootstrap;
import io.github.twohead.CrossValidation;
import io.github.twohead.CrossValidationResult;
import io.github.twohead.Metric;
import io.github.twohead.Recipe;
import io.github.twohead.TableSplit.Fold;
import io.github.twohead.experiments.SweepTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldRunsTest {
  @TempDir Path folder;
  private Recipe recipe;
  private final List<Integer> heard = new ArrayList<>();

  @BeforeEach
  void draw() throws IOException {
    recipe = Recipe.read(TinyPhotos.recipe(folder), "evaluation.thresholds.screen=f1");
  }

  private CrossValidation validation(long splitSeed) {
    List<Fold> folds =
        FoldRuns.of(recipe).table().split().stratifyBy("class").seed(splitSeed).folds(3);
    return CrossValidation.of(folds).seeds(1, 2);
  }

  private Sweep.Listener endingAfter(int runs) {
    return new Sweep.Listener() {
      @Override
      public void onRound(int all, int kept) {
        heard.addAll(List.of(all, kept));
      }

      @Override
      public void onRun(Row run) {
        heard.add(run.number());
        if (run.number() == runs) {
          throw new IllegalStateException("ended");
        }
      }
    };
  }

  private CrossValidationResult run(String name, int endingAfter) {
    return FoldRuns.of(recipe)
        .listener(endingAfter(endingAfter))
        .run(validation(1), folder.resolve(name));
  }

  @Test
  void should_go_on_where_it_ended_and_tell_what_one_that_never_ended_tells() throws IOException {
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> run("cv", 4));

    CrossValidationResult result = run("cv", 0);

    assertThat(heard).containsExactly(6, 0, 1, 2, 3, 4, 6, 4, 1, 2, 3, 4, 5, 6);
    CrossValidationResult whole = run("other", 0);
    assertThat(result).isEqualTo(whole);
    assertThat(FoldRuns.read(folder.resolve("cv"))).isEqualTo(result);
    assertThat(Files.readString(folder.resolve("cv/results.csv")))
        .startsWith("run,fold,training.seed,state,best_epoch,validation/loss,")
        .contains("\n1,1,1,completed,1,", "\n6,3,2,completed,1,");
    assertThat(result.outOfFold(2).images()).isEqualTo(48);
    Bootstrap bootstrap = Bootstrap.standard().resamples(20);
    assertThat(result.difference(whole, "screen", Metric.ROC_AUC, bootstrap).estimate()).isZero();
    Recipe ofRun = RunFolder.open(folder.resolve("cv/fold2-seed1")).recipe();
    assertThat(ofRun.path("data.train").orElseThrow().toRealPath())
        .isEqualTo(folder.resolve("cv/fold2/train.csv").toRealPath());
    assertThat(ofRun.train().images()).hasSize(16);
  }

  @Test
  void should_keep_checkpoints_in_the_folder_of_each_run() {
    recipe = recipe.with("checkpoint.folder", folder.resolve("checkpoints"));

    run("cv", 0);

    assertThat(folder.resolve("cv/fold3-seed2/checkpoints/epoch-1.safetensors")).exists();
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void should_refuse_a_folder_of_another_one() {
    run("cv", 0);
    Path there = folder.resolve("cv");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FoldRuns.of(recipe).run(validation(2), there))
        .withMessageContaining("holds another cross-validation: its \"rows\" is");
    Recipe other = recipe.with("training.epochs", 2L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FoldRuns.of(other).run(validation(1), there))
        .withMessageContaining("its recipe lacks \"training.epochs: 2\"");
  }

  @Test
  void should_say_what_cannot_be_read() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FoldRuns.read(folder))
        .withMessageContaining("there is no cross-validation in " + folder);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> run("cv", 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FoldRuns.read(folder.resolve("cv")))
        .withMessageContaining("fold2-seed2");
  }
}
