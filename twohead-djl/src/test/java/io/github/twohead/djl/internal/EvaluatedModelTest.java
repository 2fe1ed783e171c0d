package io.github.twohead.djl.internal;

import static io.github.twohead.djl.internal.ModelUseTest.assertRefused;
import static io.github.twohead.djl.internal.ModelUseTest.assertRefusedElsewhere;
import static io.github.twohead.djl.internal.ModelUseTest.elsewhere;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.Calibration;
import io.github.twohead.Evaluation;
import io.github.twohead.ImageTable;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls on a model that is being evaluated. */
class EvaluatedModelTest {
  private final MultiHeadModel model = Samples.model(1);
  @TempDir private Path folder;

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void should_refuse_to_change_while_it_is_evaluated() {
    ImageTable rows = Samples.validation();
    List<String> checked = new ArrayList<>();
    ImageTable table =
        () -> {
          if (checked.isEmpty()) {
            checked.add("once");
            assertRefusedElsewhere(() -> ModelUseTest.fitAgain(model), evaluating("trained"));
            assertRefusedElsewhere(model::close, evaluating("closed"));
            assertRefused(model::close, "closed now: this thread is evaluating it");
            model.save(folder.resolve("meanwhile.twohead"));
          }
          return rows.images();
        };

    var unused = model.evaluate(table);

    assertThat(checked).isNotEmpty();
    assertThat(folder.resolve("meanwhile.twohead")).isNotEmptyFile();
  }

  @Test
  void should_evaluate_to_the_end_by_the_points_that_it_began_with() {
    try (MultiHeadPredictor predictor = model.predictor()) {
      for (Function<ImageTable, Evaluation> evaluate :
          List.<Function<ImageTable, Evaluation>>of(model::evaluate, predictor::evaluate)) {
        Evaluation expected = evaluate.apply(Samples.validation());

        Evaluation actual =
            evaluate.apply(
                meanwhile(
                    () -> {
                      model.threshold("red", 0.3);
                      model.calibration("red", Calibration.platt(2, 1));
                    }));

        assertThat(actual).isEqualTo(expected);
        assertThat(model.threshold("red")).isEqualTo(0.3);
        assertThat(evaluate.apply(Samples.validation()).head("red").calibration())
            .isEqualTo(Calibration.platt(2, 1));
        model.threshold("red", 0.5);
        model.calibration("red", Calibration.none());
      }
    }
  }

  @Test
  void should_refuse_to_change_while_its_predictor_evaluates() {
    try (MultiHeadPredictor predictor = model.predictor()) {
      Evaluation answers =
          predictor.evaluate(
              meanwhile(
                  () ->
                      assertThatIllegalStateException()
                          .isThrownBy(() -> ModelUseTest.fitAgain(model))
                          .withMessageEndingWith("is evaluating it")));

      assertThat(answers).isEqualTo(model.evaluate(Samples.validation()));
    }
  }

  /** A table that another thread does something about when it is first read. */
  private static ImageTable meanwhile(Runnable work) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (!done.getAndSet(true)) {
        elsewhere(work);
      }
      return Samples.validation().images();
    };
  }

  private static String evaluating(String action) {
    return action + " now: thread \"" + Thread.currentThread().getName() + "\" is evaluating it";
  }
}
