package io.github.twohead.djl.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.SequentialBlock;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backbone made of a DJL block. */
class CustomBackboneTest {
  @TempDir private Path folder;

  @Test
  void should_name_what_is_null() {
    assertThatNullPointerException()
        .isThrownBy(() -> DjlBackbone.of(null, SequentialBlock::new))
        .withMessage("name must not be null");
    assertThatNullPointerException()
        .isThrownBy(() -> DjlBackbone.of("own", null))
        .withMessage("block must not be null");
  }

  @Test
  void should_train_save_and_open_again() {
    Path file = folder.resolve("tiny.twohead");
    Map<String, List<Float>> weights;
    try (MultiHeadModel model = Samples.model(3)) {
      Map<String, List<Float>> before = Samples.weights(model);
      Samples.trainer(model, LearningRateSchedule.constant())
          .epochs(4)
          .fit(Samples.train(), Samples.validation());
      model.save(file);
      weights = Samples.weights(model);

      assertThat(weights).containsOnlyKeys(before.keySet());
      assertThat(weights).allSatisfy((name, w) -> assertThat(w).isNotEqualTo(before.get(name)));
      assertThat(weights).containsKeys("0.weight", "1.running_mean", "3.weight", "4.bias");
    }
    try (MultiHeadModel opened =
        MultiHeadModel.opener().backbone(Samples.tiny()).device(Device.cpu()).open(file)) {
      assertThat(opened.backbone().name()).isEqualTo("tiny");
      assertThat(Samples.weights(opened)).isEqualTo(weights);
      assertThat(opened.evaluate(Samples.train()).head(Samples.RED).counts().f1()).isEqualTo(1.0);
    }
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().backbone(Samples.tiny()).device(Device.cpu()).open(file)) {
      assertThat(predictor.predict(Samples.image(3, 9, 32)).head("red").positive()).isTrue();
    }
  }

  @Test
  void should_go_on_training_an_opened_model() {
    Path file = folder.resolve("tiny.twohead");
    try (MultiHeadModel model = Samples.model(3)) {
      model.save(file);
    }
    try (MultiHeadModel opened =
            MultiHeadModel.opener().backbone(Samples.tiny()).device(Device.cpu()).open(file);
        MultiHeadModel never = Samples.model(3)) {
      LearningRateSchedule constant = LearningRateSchedule.constant();
      Samples.trainer(opened, constant).epochs(2).fit(Samples.train(), Samples.validation());
      Samples.trainer(never, constant).epochs(2).fit(Samples.train(), Samples.validation());

      assertThat(Samples.weights(opened)).isEqualTo(Samples.weights(never));
    }
  }

  @Test
  void should_name_the_backbone_that_is_needed_to_open_the_file() {
    Path file = folder.resolve("tiny.twohead");
    try (MultiHeadModel model = Samples.model(3)) {
      model.save(file);
    }
    assertThatThrownBy(() -> MultiHeadModel.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(file.toString(), "\"tiny\"", "give it when opening");
    assertThatThrownBy(() -> MultiHeadPredictor.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(file.toString(), "\"tiny\"");
    assertThatThrownBy(
            () ->
                MultiHeadModel.opener()
                    .backbone(Backbone.shuffleNetV2x05())
                    .device(Device.cpu())
                    .open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(file.toString(), "\"tiny\"", "\"shufflenet_v2_x0_5\"");
  }
}
