package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.spi.PredictorConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.save(Path.of("m.onnx")))
        .withMessageContaining("m.onnx");
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
