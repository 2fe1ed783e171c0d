package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.twohead.Augmentation;
import io.github.twohead.Backbone;
import io.github.twohead.BatchReport;
import io.github.twohead.HeadLoss;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.LearningRateTest;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Optimizer;
import io.github.twohead.TaskBalance;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.nn.Golden;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Images;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.spi.TrainingConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of several batches, rates of stages, and the test of rates. */
class AccumulationTest {
  private static final float NAN = Float.NaN;

  /** Of four images and once more the same: labels differ, and so do the unknown ones. */
  private static final float[] TARGETS = {1, 0, 0, NAN, 1, 1, NAN, 0, 0, NAN, 0, NAN, 1, NAN, 1, 0};

  /**
   * The same images in both halves, so that batch normalisation sees the same in the halves and in
   * the whole.
   */
  @Test
  void should_make_the_gradient_of_the_whole_batch_of_its_parts() {
    try (Network network = Golden.network(Backbone.shuffleNetV2x05());
        Workers workers = new Workers(1)) {
      Batch batch = doubled();

      float whole = backward(network, workers, batch, 8);
      List<float[]> expected = takeGradients(network);
      float parts = backward(network, workers, batch, 4);
      List<float[]> actual = takeGradients(network);

      assertThat(parts).isCloseTo(whole, within(1e-4f));
      assertThat(actual).hasSameSizeAs(expected).hasSizeGreaterThan(100);
      for (int i = 0; i < expected.size(); i++) {
        double apart = norm(actual.get(i), expected.get(i));
        double length = norm(expected.get(i), new float[expected.get(i).length]);
        assertThat(apart).isLessThan(1e-3 * length + 1e-4); // those before a normalisation are 0
      }
    }
  }

  private static double norm(float[] values, float[] from) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += Math.pow((double) values[i] - from[i], 2);
    }
    return Math.sqrt(sum);
  }

  private static Batch doubled() {
    ByteBuffer one = Golden.images();
    one.clear();
    ByteBuffer both = ByteBuffer.allocateDirect(2 * one.capacity()).order(ByteOrder.nativeOrder());
    both.put(one.duplicate()).put(one.duplicate()).clear();
    return new Batch(both, TARGETS, new int[2 * Golden.BATCH]);
  }

  private static float backward(Network network, Workers workers, Batch batch, int most) {
    WeightedMultiLoss weights = WeightedMultiLoss.builder().weight(Golden.SCREEN, 2).build();
    PixelPipeline pixels = pixels(network, workers, new MultiHeadLoss(weights, network), most);
    return Torch.withGradient(() -> pixels.backward(batch));
  }

  private static PixelPipeline pixels(
      Network network, Workers workers, MultiHeadLoss loss, int most) {
    BatchLoader loader = new BatchLoader(workers, 8, 1);
    return new PixelPipeline(network, loss, loader, noImages(), most, Augmentation.none());
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        Optimizer.adam(1e-3),
        Optimizer.adamW(1e-3).clipNorm(1),
        Optimizer.sgd(1e-3),
        Optimizer.sgd(1e-3).momentum(0.9).nesterov());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void should_leave_no_arrays_of_a_step(Optimizer optimizer) {
    WeightedMultiLoss weights =
        WeightedMultiLoss.builder()
            .loss(Golden.SCREEN, HeadLoss.focal())
            .balance(TaskBalance.UNCERTAINTY)
            .build();
    List<Integer> kept = new ArrayList<>();
    try (Network network = Golden.network(Backbone.shuffleNetV2x05());
        Workers workers = new Workers(1);
        MultiHeadLoss loss = new MultiHeadLoss(weights, network)) {
      TrainingConfig settings =
          TrainingConfig.builder(network.config().heads())
              .optimizer(optimizer)
              .emaDecay(0.9)
              .build();
      PixelPipeline pixels = pixels(network, workers, loss, 4);
      try (TrainingStep step = new TrainingStep(network, settings, loss)) {
        for (int i = 0; i < 3; i++) {
          float unused = step.run(pixels, doubled(), 1);
          kept.add(network.manager().getManagedArrays().size());
        }
      }
    }

    assertThat(kept).containsOnly(kept.get(0));
  }

  private static Images noImages() {
    return null;
  }

  private static List<float[]> takeGradients(Network network) {
    List<float[]> gradients = new ArrayList<>();
    List<Parameter> all = new ArrayList<>(network.backboneParameters());
    all.addAll(network.headParameters());
    for (Parameter parameter : all) {
      if (parameter.requiresGradient()) {
        try (NDArray gradient = parameter.getArray().getGradient()) {
          gradients.add(gradient.toFloatArray());
        }
        Torch.zeroGradient(parameter.getArray());
      }
    }
    return gradients;
  }

  @Test
  void should_leave_no_gradient_of_a_batch_whose_second_part_has_no_loss() {
    try (Network network = Golden.network(Backbone.shuffleNetV2x05());
        Workers workers = new Workers(1)) {
      Batch batch = doubled();
      batch.pixels().putFloat(batch.pixels().capacity() - Float.BYTES, NAN);

      assertThat(backward(network, workers, batch, 4)).isNaN();
      assertThat(takeGradients(network))
          .allSatisfy(gradient -> assertThat(gradient).containsOnly(0));
    }
  }

  @Test
  void should_take_a_step_of_several_batches() {
    List<BatchReport> batches = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onBatch(BatchReport batch) {
            batches.add(batch);
          }
        };
    try (MultiHeadModel model = Samples.model(1)) {
      Samples.trainer(model, LearningRateSchedule.constant())
          .accumulate(2)
          .epochs(1)
          .listener(listener)
          .fit(Samples.train(), Samples.validation());

      assertThat(batches).extracting(BatchReport::images).containsExactly(15, 30);
      assertThat(model.provenance().settings()).containsEntry("accumulate", "2");
    }
  }

  @Test
  void should_leave_the_first_stages_slower() {
    try (Network network = Golden.network(Backbone.shuffleNetV2x05())) {
      Map<Parameter, Double> decayed =
          network.stages().factors(Optimizer.adam(0.1).stageDecay(0.5));
      Map<Parameter, Double> given =
          network.stages().factors(Optimizer.adam(0.1).stageFactors(0.1, 0.2, 0.3, 1));
      List<Parameter> learning =
          network.backboneParameters().stream().filter(Parameter::requiresGradient).toList();

      assertThat(decayed).containsOnlyKeys(learning);
      assertThat(decayed.get(learning.get(0))).isEqualTo(0.0625);
      assertThat(decayed.get(learning.get(learning.size() - 1))).isEqualTo(0.5);
      assertThat(given.get(learning.get(0))).isEqualTo(0.1);
      assertThat(given.get(learning.get(learning.size() - 1))).isEqualTo(1);
    }
  }

  @Test
  void should_refuse_factors_of_another_number_of_stages_before_images_are_read() {
    List<Integer> decoded = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onDecoded(int done, int total) {
            decoded.add(done);
          }
        };
    try (MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05(), 1)) {
      Trainer trainer =
          model.trainer().optimizer(Optimizer.adam(1e-3).stageFactors(1, 2)).listener(listener);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.fit(Samples.train(), Samples.validation()))
          .withMessage("stage factors: [1.0, 2.0] are 2, but the backbone has 4 stages");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.learningRateTest(Samples.train(), 10))
          .withMessageContaining("the backbone has 4 stages");
    }
    assertThat(decoded).isEmpty();
  }

  @Test
  void should_move_stages_by_their_factors() {
    try (MultiHeadModel model = Samples.model(Backbone.shuffleNetV2x05(), 1)) {
      Map<String, float[]> before = model.weights();
      model
          .trainer()
          .optimizer(Optimizer.adam(1e-3).weightDecay(0).stageFactors(1e-3, 1, 1, 1))
          .batchSize(30)
          .epochs(1)
          .keepLast()
          .fit(Samples.train(), Samples.validation());
      Map<String, float[]> after = model.weights();

      assertThat(moved(before, after, "conv1.0.weight")).isBetween(1e-7, 2e-6);
      assertThat(moved(before, after, "stage2.0.branch1.0.weight")).isBetween(5e-4, 2e-3);
    }
  }

  private static double moved(
      Map<String, float[]> before, Map<String, float[]> after, String name) {
    double most = 0;
    for (int i = 0; i < before.get(name).length; i++) {
      most = Math.max(most, Math.abs(before.get(name)[i] - after.get(name)[i]));
    }
    return most;
  }

  @Test
  void should_try_learning_rates_and_leave_the_model_as_it_was() {
    try (MultiHeadModel model = Samples.model(1)) {
      Map<String, List<Float>> before = Samples.weights(model);

      LearningRateTest test =
          Samples.trainer(model, LearningRateSchedule.step()).learningRateTest(Samples.train());
      LearningRateTest again =
          Samples.trainer(model, LearningRateSchedule.step()).learningRateTest(Samples.train());

      assertThat(Samples.weights(model)).isEqualTo(before);
      assertThat(test.points()).hasSizeBetween(20, 100);
      assertThat(test.points().get(0).rate()).isEqualTo(1e-7);
      assertThat(test.points()).isSortedAccordingTo((a, b) -> Double.compare(a.rate(), b.rate()));
      assertThat(test.suggested()).isBetween(1e-5, 1e-1).isEqualTo(test.lowest().rate() / 10);
      assertThat(again).isEqualTo(test);
      assertThat(model.provenance().settings()).isEmpty();
    }
  }

  @Test
  void should_try_as_many_rates_as_asked_for() {
    try (MultiHeadModel model = Samples.model(1)) {
      LearningRateTest test = model.trainer().batchSize(8).learningRateTest(Samples.train(), 10);

      assertThat(test.points()).hasSizeLessThanOrEqualTo(10);
      assertThat(test.points().get(1).rate() / test.points().get(0).rate())
          .isCloseTo(Math.pow(10, 8 / 9.0), within(1e-9));
    }
  }
}
