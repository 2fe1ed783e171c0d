package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.PredictorConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What builders are told reaches the engine. */
class PredictorSettingsTest {
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");

  @Test
  void should_tell_the_engine_what_it_was_told() {
    Executor here = Runnable::run;
    MultiHeadPredictor.Builder builder =
        MultiHeadPredictor.builder()
            .engine(new FakeEngine())
            .device(Device.gpu(1))
            .threads(3)
            .backbone(Backbone.shuffleNetV2x20())
            .heads(SCREEN)
            .outputs(OutputType.LOGITS)
            .normalization(Normalization.NONE)
            .resize(ResizeMode.PAD)
            .acceptChanged()
            .threshold("screen", 0.3)
            .views(Views.flipped())
            .executor(here);

    builder.open(new byte[] {1}).close();

    PredictorConfig opened = FakeEngine.opened;
    assertThat(opened.device()).isEqualTo(Device.gpu(1));
    assertThat(opened.threads()).hasValue(3);
    assertThat(opened.backbone()).hasValue(Backbone.shuffleNetV2x20());
    assertThat(opened.heads()).containsExactly(SCREEN);
    assertThat(opened.outputs()).hasValue(OutputType.LOGITS);
    assertThat(opened.normalization()).hasValue(Normalization.NONE);
    assertThat(opened.resize()).hasValue(ResizeMode.PAD);
    assertThat(opened.acceptChanged()).isTrue();
    assertThat(opened.thresholds()).isEqualTo(Map.of("screen", 0.3));
    assertThat(opened.views()).isEqualTo(Views.flipped());
    assertThat(opened.executor()).hasValue(here);
  }

  @Test
  void should_leave_to_the_engine_what_it_was_not_told() {
    MultiHeadPredictor.builder().engine(new FakeEngine()).open(new byte[] {1}).close();

    PredictorConfig opened = FakeEngine.opened;
    assertThat(opened.device()).isEqualTo(Device.auto());
    assertThat(opened.threads()).isEmpty();
    assertThat(opened.backbone()).isEmpty();
    assertThat(opened.heads()).isEmpty();
    assertThat(opened.acceptChanged()).isFalse();
    assertThat(opened.thresholds()).isEmpty();
    assertThat(opened.executor()).isEmpty();
  }

  @Test
  void should_tell_a_recipe_of_the_machine_and_set_thresholds_of_a_model() {
    MultiHeadModel model =
        MultiHeadModel.builder()
            .engine(new FakeEngine())
            .heads(FakeModel.HEADS)
            .device(Device.cpu())
            .threads(2)
            .threshold("glare", 0.4)
            .build();

    assertThat(model.threshold("glare")).isEqualTo(0.4);
    assertThat(model.trainer().recipe().values())
        .containsEntry("training.device", "cpu")
        .containsEntry("training.threads", 2L)
        .containsEntry("heads.glare.threshold", 0.4);
  }

  @Test
  void should_give_the_network_what_a_model_is_told() {
    FakeModel network = new FakeModel();
    MultiHeadModel model = new MultiHeadModel(network, Map.of());
    Path file = Path.of("m.twohead");

    model.threshold("screen", 0.3);
    model.calibration("glare", Calibration.temperature(2));
    model.save(file);

    assertThat(network.points.get("screen").threshold()).isEqualTo(0.3);
    assertThat(network.points.get("glare").calibration()).isEqualTo(Calibration.temperature(2));
    assertThat(network.saved).isEqualTo(file);
    assertThat(model.weights()).containsKey("fc.bias");
    assertThat(model.poolsFirst()).isFalse();
    ThresholdChoice choice =
        MadeUpAnswers.sure().choose(ThresholdRule.bestF1(), Bootstrap.standard().resamples(10));
    model.threshold(choice);
    assertThat(model.threshold("screen")).isEqualTo(choice.threshold());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.save(Path.of("m.onnx")))
        .withMessageContaining("m.onnx");
    model.close();
    assertThat(network.closed).isTrue();
  }

  @Test
  void should_refuse_a_threshold_that_was_chosen_for_answers_of_different_views() {
    MultiHeadModel model = new MultiHeadModel(new FakeModel(), Map.of());
    HeadEvaluation mixed =
        Evaluation.builder()
            .heads(List.of(SCREEN))
            .images(
                List.of(
                    LabelledImage.of(ImageSource.of(Path.of("1")), Map.of(SCREEN, Label.POSITIVE)),
                    LabelledImage.of(ImageSource.of(Path.of("2")), Map.of(SCREEN, Label.NEGATIVE))))
            .probabilities(0.9, 0.1)
            .views(Optional.empty())
            .build()
            .head(SCREEN);
    ThresholdChoice choice =
        mixed.choose(ThresholdRule.bestF1(), Bootstrap.standard().resamples(10));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.threshold(choice))
        .withMessageStartingWith(
            "the threshold of head \"screen\" was chosen for answers of different views");
    assertThat(model.threshold("screen")).isEqualTo(0.5);
    assertThatIllegalStateException()
        .isThrownBy(() -> mixed.fit(Calibration.Method.PLATT))
        .withMessageContaining("each probability is of different views");
  }

  @Test
  void should_refuse_what_a_categorical_head_cannot_have_before_the_network_is_asked() {
    FakeModel network = new FakeModel();
    network.config =
        ModelConfig.builder()
            .heads(List.of(HeadSpec.categorical("kind", "a", "b")))
            .poolFirst(true)
            .build();
    MultiHeadModel model = new MultiHeadModel(network, Map.of());

    assertThat(model.poolsFirst()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.calibration("kind", Calibration.platt(1, 0.5)))
        .withMessage("head \"kind\" is categorical: only a temperature calibrates it");
    assertThat(network.points).isEmpty();
  }

  @Test
  void should_refuse_a_threshold_of_a_head_that_is_not_there_before_it_builds() {
    FakeEngine.network = null;
    MultiHeadModel.Builder builder =
        MultiHeadModel.builder().engine(new FakeEngine()).heads(SCREEN).threshold("blur", 0.3);

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("\"blur\"");
    assertThat(FakeEngine.network).isNull();
  }

  @Test
  void should_close_a_model_that_lacks_the_head_of_a_threshold() {
    MultiHeadModel.Opener opener =
        MultiHeadModel.opener().engine(new FakeEngine()).threshold("blur", 0.3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> opener.open(new byte[] {1}))
        .withMessageContaining("\"blur\"");
    assertThat(FakeEngine.network.closed).isTrue();
  }

  @Test
  void should_close_models_that_cannot_answer_as_one() {
    FakeEngine.FakePredictor one = new FakeEngine.FakePredictor();
    FakeEngine.FakePredictor other =
        new FakeEngine.FakePredictor() {
          @Override
          public List<HeadSpec> heads() {
            return List.of(SCREEN);
          }
        };
    List<MultiHeadPredictor> both =
        List.of(new MultiHeadPredictor(one), new MultiHeadPredictor(other));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.ensemble(both))
        .withMessageContaining("model 1 has head \"glare\", which model 2 lacks");
    assertThat(one.closed).isTrue();
    assertThat(other.closed).isTrue();
  }

  @Test
  void should_close_the_first_model_of_an_ensemble_where_the_second_cannot_be_opened(
      @TempDir Path folder) {
    MultiHeadPredictor.Builder builder = MultiHeadPredictor.builder().engine(new FakeEngine());
    List<Path> files = List.of(Path.of("a.twohead"), folder);

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> builder.openEnsemble(files))
        .withMessage(folder + " is a folder, not a model file");
    assertThat(FakeEngine.predictor.closed).isTrue();
  }

  @Test
  void should_give_the_labels_that_a_model_was_trained_with() {
    MultiHeadPredictor predictor =
        new MultiHeadPredictor(
            new FakeEngine.FakePredictor() {
              @Override
              public Provenance provenance() {
                return ProvenanceTest.trained();
              }
            });

    assertThat(predictor.labels().orElseThrow().label(SCREEN, "2")).isEqualTo(Label.POSITIVE);
  }

  @Test
  void should_give_the_answers_of_the_engine() {
    ImageSource image = ImageSource.of(Path.of("1.jpg"));
    MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().engine(new FakeEngine()).open(new byte[] {1});

    assertThat(predictor.predict(List.of(image))).hasSize(1);
    assertThat(predictor.predict(List.of())).isEmpty();
    assertThat(predictor.predictEach(Stream.of(image, image)))
        .extracting(PredictionOutcome::source)
        .containsExactly(image, image);
    assertThat(predictor.threshold("screen")).isEqualTo(0.5);
  }
}
