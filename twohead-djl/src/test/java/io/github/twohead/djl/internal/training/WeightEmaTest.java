package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.github.twohead.CountedEvaluation;
import io.github.twohead.Device;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.training.TrainingStep.WeightEma;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeightEmaTest {
  private NDManager manager;
  private Parameter parameter;

  @BeforeEach
  void makeParameter() {
    manager = Torch.engine().newBaseManager(Torch.device(Device.cpu()));
    parameter = Parameter.builder().setName("any").setType(Parameter.Type.WEIGHT).build();
    parameter.setArray(manager.create(new float[] {10}));
    parameter.getArray().setRequiresGradient(true);
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void should_move_by_the_decay_that_grows_with_the_steps() {
    try (WeightEma average = new WeightEma(0.2, List.of(parameter), manager)) {
      set(20);
      average.update(); // 1/10 of the old value is kept
      set(30);
      average.update(); // 2/11
      set(40);
      average.update(); // 3/12 would be more than 0.2
      average.swap();

      double first = 0.1 * 10 + 0.9 * 20;
      double second = 2 / 11.0 * first + 9 / 11.0 * 30;
      assertThat((double) value()).isCloseTo(0.2 * second + 0.8 * 40, within(1e-4));
    }
  }

  @Test
  void should_put_the_weights_back() {
    try (WeightEma average = new WeightEma(0.9, List.of(parameter), manager)) {
      set(20);
      average.update();
      average.swap();
      assertThat(value()).isNotEqualTo(20);

      average.swap();
      assertThat(value()).isEqualTo(20);
      assertThat(parameter.getArray().hasGradient()).isTrue();
    }
  }

  @Test
  void should_do_nothing_without_a_decay() {
    try (WeightEma average = new WeightEma(0, List.of(parameter), manager)) {
      set(20);
      average.update();
      average.swap();

      assertThat(value()).isEqualTo(20);
    }
  }

  @Test
  void should_score_and_keep_the_average() {
    try (MultiHeadModel plain = Samples.model(1);
        MultiHeadModel averaged = Samples.model(1)) {
      TrainingReport last = fit(plain, false);
      TrainingReport mean = fit(averaged, true);

      // the steps are the same, but what is scored and kept is not
      assertThat(mean.best().loss()).isEqualTo(last.best().loss());
      assertThat(mean.best().validationLoss()).isNotEqualTo(last.best().validationLoss());
      assertThat(Samples.weights(averaged)).isNotEqualTo(Samples.weights(plain));
      assertThat(CountedEvaluation.counts(averaged.evaluate(Samples.validation())))
          .isEqualTo(CountedEvaluation.counts(mean.best().evaluation()));
    }
  }

  private static TrainingReport fit(MultiHeadModel model, boolean averaging) {
    var trainer = Samples.trainer(model, LearningRateSchedule.constant()).epochs(1);
    return (averaging ? trainer.emaDecay(0.9) : trainer).fit(Samples.train(), Samples.validation());
  }

  private void set(float value) {
    Torch.set(parameter.getArray(), value);
  }

  private float value() {
    return parameter.getArray().toFloatArray()[0];
  }
}
