package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.twohead.Augmentation;
import io.github.twohead.BatchReport;
import io.github.twohead.DataException;
import io.github.twohead.Freeze;
import io.github.twohead.HeadLoss;
import io.github.twohead.ImageCache;
import io.github.twohead.ImageTable;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Sampling;
import io.github.twohead.TaskBalance;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses, weights, balances and samplers in training. */
class ImbalanceTest {
  private static final Sampling BALANCED = Sampling.balanced(Samples.RED).epochLength(44);

  /** Losses and weights of a run. */
  private record Run(List<String> losses, Map<String, List<Float>> weights) {}

  private static Run run(Consumer<Trainer> settings) {
    return run(settings, rows(30));
  }

  private static Run run(Consumer<Trainer> settings, ImageTable train) {
    try (MultiHeadModel model = Samples.model(3)) {
      Trainer trainer = model.trainer().epochs(3).batchSize(8);
      settings.accept(trainer);
      TrainingReport report = trainer.fit(train, Samples.validation());
      List<String> losses =
          report.epochs().stream()
              .map(epoch -> epoch.loss() + " " + epoch.validationLoss())
              .toList();
      return new Run(losses, Samples.weights(model));
    }
  }

  /** Rows with a sender and a weight. */
  private static ImageTable rows(int count) {
    return ImageTable.of(
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    Samples.row(i % 5, i / 5)
                        .column("sender", i % 7 == 0 ? "rare" : "frequent")
                        .column("weight", i % 2 == 0 ? "2" : "2.0"))
            .toList());
  }

  @Test
  void should_give_the_same_run_where_every_setting_says_the_usual() {
    Run usual = run(trainer -> {});

    Run said =
        run(
            trainer ->
                trainer
                    .sampling(Sampling.shuffled())
                    .loss(
                        WeightedMultiLoss.builder()
                            .weight(Samples.RED, 2)
                            .loss(Samples.RED, HeadLoss.crossEntropy())
                            .labelSmoothing(Samples.BRIGHT, 0.1)
                            .balance(TaskBalance.FIXED)
                            .rowWeights("weight")
                            .build()));

    assertThat(said).isEqualTo(usual);
  }

  @Test
  void should_draw_the_same_rows_for_any_number_of_workers_and_any_cache() {
    Run first = run(trainer -> trainer.sampling(BALANCED).workers(1));

    assertThat(run(trainer -> trainer.sampling(BALANCED).workers(4))).isEqualTo(first);
    ImageCache none = ImageCache.standard().memory(0).disk(0);
    assertThat(run(trainer -> trainer.sampling(BALANCED).workers(4).imageCache(none)))
        .isEqualTo(first);
    assertThat(run(trainer -> trainer.workers(1))).isNotEqualTo(first);
  }

  @Test
  void should_draw_rows_of_kept_features_too() {
    Consumer<Trainer> frozen =
        trainer ->
            trainer
                .sampling(Sampling.balanced("sender").epochLength(60))
                .freeze(Freeze.backbone())
                .augmentation(Augmentation.none());
    Run kept = run(frozen.andThen(trainer -> trainer.workers(4)));

    assertThat(run(frozen.andThen(trainer -> trainer.workers(1)))).isEqualTo(kept);
    ImageCache none = ImageCache.standard().memory(0).disk(0);
    Run computed = run(frozen.andThen(trainer -> trainer.imageCache(none)));
    assertThat(computed.losses().get(2)).startsWith(kept.losses().get(2).substring(0, 5));
  }

  @Test
  void should_tell_how_long_an_epoch_is() {
    AtomicInteger images = new AtomicInteger();
    try (MultiHeadModel model = Samples.model(3)) {
      model
          .trainer()
          .epochs(1)
          .batchSize(8)
          .sampling(BALANCED)
          .listener(
              new TrainingListener() {
                @Override
                public void onBatch(BatchReport batch) {
                  assertThat(batch.totalImages()).isEqualTo(44);
                  assertThat(batch.batches()).isEqualTo(6);
                  images.set(batch.images());
                }
              })
          .fit(rows(30), Samples.validation());
      assertThat(model.provenance().facts())
          .containsEntry("sampling", "balanced(red), 44 rows per epoch");
    }
    assertThat(images).hasValue(44);
  }

  @ParameterizedTest
  @EnumSource(TaskBalance.class)
  void should_give_the_same_run_twice_with_every_balance(TaskBalance balance) {
    Consumer<Trainer> settings =
        trainer ->
            trainer.loss(
                WeightedMultiLoss.builder()
                    .weight(Samples.RED, 2)
                    .balanced(Samples.RED)
                    .loss(Samples.BRIGHT, HeadLoss.asymmetric())
                    .balance(balance)
                    .build());

    assertThat(run(settings)).isEqualTo(run(settings));
    assertThat(run(settings)).isNotEqualTo(run(trainer -> {}));
  }

  @Test
  void should_tell_what_heads_weighed_in_each_epoch() {
    try (MultiHeadModel model = Samples.model(3)) {
      TrainingReport report =
          model
              .trainer()
              .epochs(3)
              .batchSize(8)
              .loss(
                  WeightedMultiLoss.builder()
                      .weight(Samples.RED, 2)
                      .balance(TaskBalance.DYNAMIC_WEIGHT_AVERAGE)
                      .build())
              .fit(Samples.train(), Samples.validation());

      Map<String, Double> last = report.epochs().get(2).headWeights();
      assertThat(report.epochs().get(1).headWeights()).isEqualTo(Map.of("red", 2.0, "bright", 1.0));
      assertThat(last.get("red")).isNotEqualTo(2);
      assertThat(last.get("red") / 2 + last.get("bright")).isCloseTo(2, within(1e-6));
    }
  }

  @Test
  void should_say_before_training_that_a_table_lacks_a_column() {
    assertThatThrownBy(() -> run(trainer -> trainer.sampling(Sampling.balanced("city"))))
        .isInstanceOf(DataException.class)
        .hasMessage("train: there is no column \"city\": the columns are [class, sender, weight]");
    assertThatThrownBy(
            () ->
                run(
                    trainer ->
                        trainer.loss(WeightedMultiLoss.builder().rowWeights("city").build())))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("train: there is no column \"city\"");
  }

  @Test
  void should_say_which_row_has_no_weight() {
    ImageTable rows =
        ImageTable.of(
            List.of(
                Samples.row(0, 0).column("weight", "1"),
                Samples.row(1, 0).column("weight", "-1"),
                Samples.row(2, 0).column("weight", "1")));

    assertThatThrownBy(
            () ->
                run(
                    trainer ->
                        trainer.loss(WeightedMultiLoss.builder().rowWeights("weight").build()),
                    rows))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("the weight in column \"weight\" must be 1e-6 to 1e6, but is \"-1\"");
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskBalance.class,
      names = {"UNCERTAINTY", "DYNAMIC_WEIGHT_AVERAGE"})
  void should_go_on_from_what_a_balance_has_learned(TaskBalance balance) {
    try (Network network = HeadLossTest.network(Samples.RED);
        NDManager step = network.manager().newSubManager();
        HeadBalance first = HeadBalance.of(balance, 2, network.manager()).orElseThrow();
        HeadBalance other = HeadBalance.of(balance, 2, network.manager()).orElseThrow()) {
      first.parameters().forEach(s -> Torch.unrecorded(() -> s.getArray().addi(0.7)));
      NDArray losses = step.create(new float[] {0.9f, 0.5f});
      NDArray unused = first.of(losses, new boolean[] {true, true});
      first.endEpoch();
      unused = first.of(step.create(new float[] {0.3f, 0.4f}), new boolean[] {true, true});

      TrainingState.Writer saved = new TrainingState.Writer();
      first.save(saved);
      other.load(TrainingState.Reader.decode(saved.encode()));

      first.endEpoch();
      other.endEpoch();
      assertThat(other.factors()).isEqualTo(first.factors()).isNotEqualTo(new float[] {1, 1});
    }
  }

  /** Kendall et al.: the gradient of s is 1/2 − exp(−s)·L. */
  @Test
  void should_weigh_heads_by_their_uncertainty() {
    try (Network network = HeadLossTest.network(Samples.RED);
        NDManager step = network.manager().newSubManager();
        HeadBalance balance = new HeadBalance.Uncertainty(3, network.manager())) {
      NDArray variances = balance.parameters().get(0).getArray();
      Torch.unrecorded(() -> variances.addi(step.create(new float[] {0, 1, 2})));
      NDArray losses = step.create(new float[] {0.8f, 0.3f, 0});

      NDArray value =
          Torch.withGradient(() -> balance.of(losses, new boolean[] {true, true, false}));
      Torch.backward(value);

      double second = 0.3 * Math.exp(-1);
      assertThat(value.getManager()).isSameAs(step);
      assertThat(value.getFloat()).isCloseTo((float) (0.8 + second + 0.5), within(1e-6f));
      assertThat(variances.getGradient().toFloatArray())
          .containsExactly(new float[] {0.5f - 0.8f, (float) (0.5 - second), 0}, within(1e-6f));
      assertThat(balance.factors())
          .containsExactly(
              new float[] {1, (float) Math.exp(-1), (float) Math.exp(-2)}, within(1e-6f));
    }
  }

  /** Liu et al.: K·softmax of the ratios of the last two epochs' losses, at a temperature of 2. */
  @Test
  void should_weigh_heads_by_how_slowly_their_losses_fall() {
    try (Network network = HeadLossTest.network(Samples.RED);
        NDManager step = network.manager().newSubManager();
        HeadBalance balance = new HeadBalance.DynamicWeightAverage(2)) {
      float[][] epochs = {{0.9f, 0.5f}, {0.6f, 0.45f}};
      for (float[] losses : epochs) {
        boolean[] known = {true, true};
        NDArray value = balance.of(step.create(losses), known);
        assertThat(value.getFloat()).isCloseTo(losses[0] + losses[1], within(1e-6f));
        balance.endEpoch();
      }

      double first = Math.exp(0.6 / 0.9 / 2);
      double second = Math.exp(0.45 / 0.5 / 2);
      float[] factors = {
        (float) (2 * first / (first + second)), (float) (2 * second / (first + second))
      };
      assertThat(balance.factors()).containsExactly(factors, within(1e-6f));
      NDArray value = balance.of(step.create(new float[] {1, 2}), new boolean[] {true, true});
      assertThat(value.getFloat()).isCloseTo(factors[0] + 2 * factors[1], within(1e-6f));
    }
  }
}
