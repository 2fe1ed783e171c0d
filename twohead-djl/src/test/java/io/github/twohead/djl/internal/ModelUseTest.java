package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.BatchReport;
import io.github.twohead.Calibration;
import io.github.twohead.EpochReport;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls on a model that is in use. */
class ModelUseTest {
  private static final String THIS =
      "now: this thread is training it. A training listener may save, evaluate and export it";

  private final MultiHeadModel model = Samples.model(1);
  @TempDir private Path folder;

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void should_refuse_what_other_threads_do_while_it_is_trained() {
    Path file = folder.resolve("model.twohead");
    Path exported = folder.resolve("model.tflite");
    String thread = " now: thread \"" + Thread.currentThread().getName() + "\" is training it. ";
    String interrupt = "To end training with the best epoch so far, interrupt that thread";
    String later = "Do it in a training listener, or once fit has returned";

    TrainingReport report =
        fit(
            () -> {
              assertRefusedElsewhere(this::fitAgain, "trained" + thread + interrupt);
              assertRefusedElsewhere(model::close, "closed" + thread + interrupt);
              assertRefusedElsewhere(() -> model.save(file), "saved" + thread + later);
              assertRefusedElsewhere(this::evaluate, "evaluated" + thread + later);
              assertRefusedElsewhere(model::provenance, "described" + thread + later);
              assertRefusedElsewhere(() -> model.threshold("red", 0.3), "tuned" + thread + later);
              assertRefusedElsewhere(
                  () -> model.exporter().write(exported), "exported" + thread + later);
            });

    assertThat(report.epochs()).hasSize(2);
    assertThat(file).doesNotExist();
    assertThat(exported).doesNotExist();
  }

  @Test
  void should_be_closed_by_two_threads_at_once() throws InterruptedException {
    ModelUse use = new ModelUse();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Thread second = new Thread(() -> use.close(() -> failures.add(new AssertionError("twice"))));
    second.setUncaughtExceptionHandler((thread, e) -> failures.add(e));

    use.close(
        () -> {
          second.start();
          try {
            second.join();
          } catch (InterruptedException e) {
            failures.add(e);
          }
        });

    assertThat(failures).isEmpty();
  }

  @Test
  void should_refuse_a_second_training_and_closing_within_training() {
    TrainingReport report =
        fit(
            () -> {
              assertRefused(this::fitAgain, "trained " + THIS);
              assertRefused(model::close, "closed " + THIS);
            });

    assertThat(report.epochs()).hasSize(2);
    assertThatCode(this::evaluate).doesNotThrowAnyException();
  }

  @Test
  void should_let_a_listener_save_evaluate_and_export_without_changing_what_is_learned() {
    fit(() -> {});
    var expected = Samples.weights(model);
    try (MultiHeadModel other = Samples.model(1)) {
      Samples.trainer(other, LearningRateSchedule.constant())
          .epochs(2)
          .listener(
              onEveryCall(
                  () -> {
                    other.save(folder.resolve("other.twohead"));
                    var unused = other.evaluate(Samples.validation());
                    other.exporter().write(folder.resolve("other.tflite"));
                  }))
          .fit(Samples.train(), Samples.validation());

      assertThat(Samples.weights(other)).isEqualTo(expected);
    }
  }

  @Test
  void should_lose_no_point_that_two_threads_set_at_once() {
    int times = 20_000;
    FutureTask<Boolean> other =
        new FutureTask<>(
            () -> {
              for (int i = 1; i <= times; i++) {
                model.calibration("red", Calibration.temperature(i));
              }
              return true;
            });
    new Thread(other, "other").start();

    for (int i = 1; i <= times; i++) {
      model.threshold("red", i / (double) times);
      assertThat(model.threshold("red")).isEqualTo(i / (double) times);
    }

    assertThat(other).succeedsWithin(Duration.ofSeconds(30));
    assertThat(model.calibration("red")).isEqualTo(Calibration.temperature(times));
    assertThat(model.threshold("red")).isOne();
  }

  @Test
  void should_take_a_threshold_from_a_listener() {
    fit(() -> model.threshold("red", 0.3));

    assertThat(model.threshold("red")).isEqualTo(0.3);
  }

  @Test
  void should_be_closed_once_and_then_do_nothing() {
    model.close();
    model.close();

    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            this::fitAgain,
            this::evaluate,
            () -> model.threshold("red", 0.3),
            () -> model.save(folder.resolve("a.twohead")),
            () -> model.exporter().write(folder.resolve("a.tflite")))) {
      assertThatIllegalStateException().isThrownBy(call).withMessage("the model is closed");
    }
  }

  @Test
  void should_be_free_again_after_a_training_that_fails() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                fit(
                    () -> {
                      throw new IllegalStateException("enough");
                    }))
        .withMessage("enough");

    assertThat(fit(() -> {}).epochs()).hasSize(2);
  }

  private void fitAgain() {
    fitAgain(model);
  }

  static void fitAgain(MultiHeadModel model) {
    Samples.trainer(model, LearningRateSchedule.constant())
        .epochs(1)
        .fit(Samples.train(), Samples.validation());
  }

  private void evaluate() {
    var unused = model.evaluate(Samples.validation());
  }

  private TrainingReport fit(Runnable meanwhile) {
    Trainer trainer = Samples.trainer(model, LearningRateSchedule.constant()).epochs(2);
    return trainer.listener(onEveryCall(meanwhile)).fit(Samples.train(), Samples.validation());
  }

  private static TrainingListener onEveryCall(Runnable call) {
    return new TrainingListener() {
      @Override
      public void onDecoded(int decoded, int total) {
        if (decoded == total) {
          call.run();
        }
      }

      @Override
      public void onBatch(BatchReport batch) {
        if (batch.batch() == 1) {
          call.run();
        }
      }

      @Override
      public void onEpoch(EpochReport epoch) {
        call.run();
      }
    };
  }

  static void assertRefused(ThrowingCallable call, String what) {
    assertThatIllegalStateException().isThrownBy(call).withMessage("the model cannot be " + what);
  }

  static void assertRefusedElsewhere(ThrowingCallable call, String what) {
    elsewhere(() -> assertRefused(call, what));
  }

  static void elsewhere(Runnable work) {
    Callable<Boolean> check =
        () -> {
          work.run();
          return true;
        };
    FutureTask<Boolean> task = new FutureTask<>(check);
    new Thread(task, "other").start();
    try {
      assertThat(task.get()).isTrue();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
