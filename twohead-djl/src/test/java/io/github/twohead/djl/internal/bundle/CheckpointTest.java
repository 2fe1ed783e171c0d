package io.github.twohead.djl.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.BatchReport;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.CountedEvaluation;
import io.github.twohead.Device;
import io.github.twohead.EpochReport;
import io.github.twohead.Evaluation;
import io.github.twohead.Label;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Provenance;
import io.github.twohead.TrainingListener;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener saves while training goes on. */
class CheckpointTest {
  @TempDir private Path folder;

  /** Saves all the time. */
  private final class Saving implements TrainingListener {
    private final MultiHeadModel model;
    private final List<Evaluation> scores = new ArrayList<>();

    Saving(MultiHeadModel model) {
      this.model = model;
    }

    @Override
    public void onDecoded(int decoded, int total) {
      if (decoded == total) {
        model.save(file("before"));
      }
    }

    @Override
    public void onBatch(BatchReport batch) {
      model.save(file("within" + batch.epoch()));
    }

    @Override
    public void onEpoch(EpochReport epoch) {
      model.save(file("epoch" + epoch.epoch()));
      scores.add(model.evaluate(Samples.validation()));
    }
  }

  private Path file(String name) {
    return folder.resolve(name + ".twohead");
  }

  private static TrainingReport fit(MultiHeadModel model, Saving listener, double average) {
    var trainer = Samples.trainer(model, LearningRateSchedule.constant()).epochs(3);
    if (average > 0) {
      trainer.emaDecay(average);
    }
    return trainer.listener(listener).fit(Samples.train(), Samples.validation());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9})
  void should_save_each_epoch_with_its_weights_scores_and_labels(double average) {
    try (MultiHeadModel model = Samples.model(1)) {
      Saving saving = new Saving(model);
      TrainingReport report = fit(model, saving, average);

      for (EpochReport epoch : report.epochs()) {
        Path file = file("epoch" + epoch.epoch());
        Provenance provenance = Bundle.read(file).provenance();
        assertThat(provenance.settings())
            .containsEntry("epochs", "3")
            .containsEntry("epochs_done", Integer.toString(epoch.epoch()))
            .containsEntry("epoch", Integer.toString(epoch.epoch()))
            .containsEntry("schedule", "constant")
            .containsEntry("freeze", "nothing")
            .containsKeys("best_epoch", "optimizer");
        assertThat(provenance.tables().get("train").rows()).isEqualTo(30);
        assertThat(provenance.scores()).isEqualTo(epoch.counts());
        assertThat(CountedEvaluation.counts(saving.scores.get(epoch.epoch() - 1)))
            .isEqualTo(epoch.counts());
        assertAnswers(file, epoch.counts());
      }
    }
  }

  /** What is opened answers as the model did, and knows the classes of training. */
  private static void assertAnswers(Path file, Map<String, ConfusionCounts> expected) {
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().backbone(Samples.tiny()).device(Device.cpu()).open(file)) {
      assertThat(CountedEvaluation.counts(predictor.evaluate(Samples.validation())))
          .isEqualTo(expected);
      assertThat(predictor.labels().orElseThrow().label(Samples.RED, "3"))
          .isEqualTo(Label.POSITIVE);
    }
  }

  @Test
  void should_end_as_the_checkpoint_of_the_best_epoch() throws Exception {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report = fit(model, new Saving(model), 0);
      model.save(file("last"));

      String best = Integer.toString(report.bestEpoch());
      Provenance provenance = Bundle.read(file("last")).provenance();
      assertThat(provenance.settings())
          .containsEntry("epochs_done", "3")
          .containsEntry("epoch", best)
          .containsEntry("best_epoch", best);
      assertThat(provenance.scores())
          .isEqualTo(CountedEvaluation.counts(report.best().evaluation()));
      assertThat(Samples.weights(file("last"))).isEqualTo(Samples.weights(file("epoch" + best)));
    }
  }

  @Test
  void should_say_within_an_epoch_that_its_weights_have_no_scores() {
    try (MultiHeadModel model = Samples.model(1)) {
      fit(model, new Saving(model), 0);

      Provenance provenance = Bundle.read(file("within2")).provenance();
      assertThat(provenance.settings())
          .containsEntry("epochs_done", "1")
          .containsEntry("best_epoch", "1")
          .doesNotContainKey("epoch");
      assertThat(provenance.scores()).isEmpty();
      assertThat(provenance.labels()).isPresent();
    }
  }

  @Test
  void should_say_before_the_first_step_where_the_weights_are_from() {
    try (MultiHeadModel model = Samples.model(1)) {
      fit(model, new Saving(model), 0);
      assertThat(training("before")).isEmpty();

      model.save(file("first"));
      fit(model, new Saving(model), 0);
      assertThat(training("before")).isNotEmpty().isEqualTo(training("first"));
    }
  }

  private Map<String, String> training(String name) {
    return Bundle.read(file(name)).provenance().settings();
  }
}
