package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.Freeze;
import io.github.twohead.ImageTable;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Scores;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.nn.SoftmaxBackbone;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoftmaxModelTest {
  private static final LearningRateSchedule CONSTANT = LearningRateSchedule.constant();
  private static final Backbone SOFTMAX =
      new SoftmaxBackbone(
          Backbone.shuffleNetV2x05(), List.of("0", "1", "2", "3", "4"), Samples.LABELS);

  @TempDir Path folder;

  @Test
  void should_learn_classes_and_answer_heads_in_training_and_in_serving() {
    Path file = folder.resolve("softmax.safetensors");
    ImageTable images = Samples.train();
    Scores inTraining;
    try (MultiHeadModel model = Samples.model(SOFTMAX, 1)) {
      Samples.trainer(model, CONSTANT).epochs(20).fit(images, Samples.validation());
      inTraining = model.evaluate(images);
      model.save(file);
    }

    assertThat(inTraining.head(Samples.RED).f1()).isEqualTo(1);
    assertThat(inTraining.head(Samples.BRIGHT).f1()).isEqualTo(1);
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().backbone(SOFTMAX).device(Device.cpu()).open(file)) {
      assertThat(predictor.evaluate(images)).isEqualTo(inTraining);
    }
  }

  @Test
  void should_have_the_classifier_of_torchvision_on_the_trunk() {
    try (MultiHeadModel model = Samples.model(SOFTMAX, 1)) {
      Map<String, List<Float>> weights = Samples.weights(model);

      assertThat(weights.keySet()).noneMatch(name -> name.startsWith("heads."));
      assertThat(weights.get("conv5.0.weight")).hasSize(1024 * 192);
      assertThat(weights.get("fc.weight")).hasSize(5 * 1024);
      assertThat(weights.get("fc.bias")).hasSize(5).doesNotContain(0f);
      int numbers = weights.values().stream().mapToInt(List::size).sum();
      int statistics =
          weights.entrySet().stream()
              .filter(entry -> entry.getKey().contains("running_"))
              .mapToInt(entry -> entry.getValue().size())
              .sum();
      // torchvision's 1,366,792 with fc for 5 classes instead of 1,000
      assertThat(numbers - statistics).isEqualTo(1_366_792 - 995 * 1025);
    }
  }

  @Test
  void should_start_from_the_trunk_of_other_weights() {
    Path file = folder.resolve("heads.twohead");
    Map<String, List<Float>> saved;
    try (MultiHeadModel heads = Samples.model(Backbone.shuffleNetV2x05(), 2)) {
      heads.save(file);
      saved = Samples.weights(heads);
    }
    Backbone started =
        new SoftmaxBackbone(
            Backbone.shuffleNetV2x05().weights(file), List.of("0", "1"), Samples.LABELS);
    try (MultiHeadModel model = Samples.model(started, 1)) {
      assertThat(Samples.weights(model).get("stage4.3.branch2.0.weight"))
          .isEqualTo(saved.get("stage4.3.branch2.0.weight"));
    }
  }

  @Test
  void should_keep_a_frozen_trunk() {
    try (MultiHeadModel model = Samples.model(SOFTMAX, 1)) {
      Map<String, List<Float>> before = Samples.weights(model);
      Samples.trainer(model, CONSTANT)
          .freeze(Freeze.backbone())
          .epochs(1)
          .fit(Samples.train(), Samples.validation());

      Map<String, List<Float>> after = Samples.weights(model);
      assertThat(before.keySet())
          .filteredOn(name -> !before.get(name).equals(after.get(name)))
          .isNotEmpty()
          .allMatch(name -> name.startsWith("conv5.") || name.startsWith("fc."));
    }
  }

  @Test
  void should_not_be_exported() {
    try (MultiHeadModel model = Samples.model(SOFTMAX, 1)) {
      assertThatExceptionOfType(TwoheadException.class)
          .isThrownBy(() -> model.exporter().write(folder.resolve("softmax.tflite")))
          .withMessageContaining("softmax");
    }
  }
}
