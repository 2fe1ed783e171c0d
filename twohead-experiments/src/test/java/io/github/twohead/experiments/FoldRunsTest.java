package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.Bootstrap;
import io.github.twohead.CrossValidation;
import io.github.twohead.CrossValidation.Round;
import io.github.twohead.CrossValidationResult;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeException;
import io.github.twohead.TableSplit.Fold;
import io.github.twohead.experiments.SweepTable.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

  @CanIgnoreReturnValue
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
  void should_learn_in_each_round_from_models_that_have_not_seen_its_test() {
    run("large", 0);
    Path large = folder.resolve("large");
    Recipe taught = recipe.with("distillation.teacher", large).with("distillation.weight", 0.3);

    FoldRuns.of(taught).run(validation(1), folder.resolve("small"));

    for (Round round : validation(1).rounds()) {
      RunFolder run =
          RunFolder.open(folder.resolve("small/fold" + round.fold() + "-seed" + round.seed()));
      assertThat(run.recipe().value("distillation.weight")).hasValue(0.3);
      List<Path> teachers = run.recipe().paths("distillation.teacher");
      assertThat(teachers).hasSize(2).allMatch(Files::exists);
      for (Path teacher : teachers) {
        Recipe ofTeacher = RunFolder.open(teacher.getParent()).recipe();
        assertThat(Stream.of(ofTeacher.train(), ofTeacher.validation()))
            .flatMap(ImageTable::images)
            .extracting(image -> real(image.source()))
            .doesNotContainAnyElementsOf(
                round.test().images().stream().map(image -> real(image.source())).toList());
      }
    }
  }

  @Test
  void should_train_again_the_rounds_whose_teacher_has_changed() throws IOException {
    run("large", 0);
    Path large = folder.resolve("large");
    recipe = recipe.with("distillation.teacher", large);
    run("small", 0);
    heard.clear();

    Files.copy(
        large.resolve("fold2-seed1/model.twohead"),
        large.resolve("fold1-seed1/model.twohead"),
        StandardCopyOption.REPLACE_EXISTING);
    run("small", 0);

    assertThat(heard.subList(0, 2)).containsExactly(6, 4);
  }

  @Test
  void should_refuse_to_start_from_a_model_that_may_have_seen_the_test_of_a_fold()
      throws IOException {
    Path trained = folder.resolve("trained.twohead");
    Path untrained = folder.resolve("untrained.twohead");
    try (MultiHeadModel model = recipe.model()) {
      model.save(untrained);
      recipe.trainer(model).fit(recipe.train(), recipe.validation());
      model.save(trained);
    }
    Path there = folder.resolve("cv");

    recipe = recipe.with("backbone.weights", trained);
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> run("cv", 0))
        .withMessageStartingWith("backbone.weights")
        .withMessageContaining(trained + " is a trained model, which may have learned from the")
        .withMessageContaining("or say independentWeights() where");
    assertThat(there).doesNotExist();

    FoldRuns.of(recipe).independentWeights().run(validation(1), there);

    Recipe ofRun = RunFolder.open(there.resolve("fold2-seed2")).recipe();
    assertThat(ofRun.path("backbone.weights").orElseThrow()).hasSameBinaryContentAs(trained);
    recipe = recipe.with("backbone.weights", untrained);
    assertThat(run("fresh", 0).rounds()).hasSize(6);
  }

  private static Path real(ImageSource source) {
    try {
      return Path.of(source.name()).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void should_refuse_a_teacher_that_may_have_seen_the_test_of_a_fold() {
    run("large", 0);
    Path model = folder.resolve("large/fold1-seed1/model.twohead");
    Path there = folder.resolve("small");

    Recipe ofFile = recipe.with("distillation.teacher", model);
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> FoldRuns.of(ofFile).run(validation(1), there))
        .withMessageStartingWith("distillation.teacher")
        .withMessageContaining("may have learned from the photos that a fold tests");
    Recipe ofFolds = recipe.with("distillation.teacher", folder.resolve("large"));
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> FoldRuns.of(ofFolds).run(validation(2), there))
        .withMessageContaining("tests other images than that of the other cross-validation");
    CrossValidation four =
        CrossValidation.of(FoldRuns.of(recipe).table().split().seed(1).folds(4)).seeds(1);
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> FoldRuns.of(ofFolds).run(four, there))
        .withMessageContaining("there are 4 folds here, but 3 in the other");
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(
            () ->
                FoldRuns.of(recipe.with("distillation.teacher", folder)).run(validation(1), there))
        .withMessageContaining("there is no cross-validation in " + folder);
    assertThat(there).doesNotExist();

    FoldRuns.of(ofFile).independentTeacher().run(validation(1), there);

    Recipe ofRun = RunFolder.open(there.resolve("fold2-seed2")).recipe();
    assertThat(ofRun.path("distillation.teacher").orElseThrow()).hasSameBinaryContentAs(model);
    Recipe alone = ofRun.with("distillation.teacher", folder.resolve("large"));
    assertThatThrownBy(() -> Experiment.of(alone).folder(folder.resolve("alone")).run())
        .hasMessageStartingWith("distillation.teacher")
        .hasMessageContaining("is a folder, not a model");
    assertThat(folder.resolve("alone")).doesNotExist();
    try (MultiHeadModel student = alone.model()) {
      assertThatExceptionOfType(RecipeException.class)
          .isThrownBy(() -> alone.trainer(student))
          .withMessageContaining("is a folder, not a model");
    }
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
        .withMessageContaining("its recipe lacks \"training.epochs: 2\"")
        .withMessageContaining(" and has \"training.epochs: 1\", which this one has not; give");
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
