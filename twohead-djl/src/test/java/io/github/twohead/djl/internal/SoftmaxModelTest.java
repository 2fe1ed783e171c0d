package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Backbone;
import io.github.twohead.DataException;
import io.github.twohead.Device;
import io.github.twohead.Freeze;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.Scores;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.serving.BundleEngine;
import io.github.twohead.runtime.internal.heads.CategoricalReadout;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.HeadLayout.Readout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models in which heads are read off a softmax over classes. */
class SoftmaxModelTest {
  private static final LearningRateSchedule CONSTANT = LearningRateSchedule.constant();
  private static final HeadSpec CLASSES = HeadSpec.binary("classes");
  private static final Function<List<HeadSpec>, HeadLayout> SOFTMAX =
      heads -> new HeadLayout(softmax(List.of("0", "1", "2", "3", "4"), heads));

  /** The first head has a readout of its own. */
  private static final Function<List<HeadSpec>, HeadLayout> MIXED =
      heads ->
          new HeadLayout(
              Readout.of(heads.get(0)),
              softmax(List.of("0", "1", "2", "3"), heads.subList(1, heads.size())));

  @TempDir Path folder;

  private static Readout softmax(List<String> classes, List<HeadSpec> heads) {
    return new CategoricalReadout(CLASSES, classes, heads, Samples.LABELS);
  }

  @Test
  void should_learn_classes_and_answer_heads_in_training_and_in_serving() {
    assertLearns(SOFTMAX);
  }

  @Test
  void should_learn_a_head_of_its_own_beside_a_softmax() {
    assertLearns(MIXED);
  }

  private void assertLearns(Function<List<HeadSpec>, HeadLayout> readouts) {
    Path file = folder.resolve("softmax.safetensors");
    ImageTable images = Samples.train();
    Scores inTraining;
    try (MultiHeadModel model = model(readouts, Backbone.shuffleNetV2x05())) {
      Samples.trainer(model, CONSTANT).epochs(20).fit(images, Samples.validation());
      inTraining = model.evaluate(images);
      model.save(file);
    }

    assertThat(inTraining.head(Samples.RED).f1()).isEqualTo(1);
    assertThat(inTraining.head(Samples.BRIGHT).f1()).isEqualTo(1);
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder()
            .engine(new BundleEngine(readouts))
            .device(Device.cpu())
            .open(file)) {
      assertThat(predictor.evaluate(images)).isEqualTo(inTraining);
    }
  }

  @Test
  void should_have_the_classifier_of_torchvision_on_the_trunk() {
    try (MultiHeadModel model = model(SOFTMAX, Backbone.shuffleNetV2x05())) {
      Map<String, List<Float>> weights = Samples.weights(model);

      assertThat(weights.keySet())
          .filteredOn(name -> name.startsWith("heads."))
          .allMatch(name -> name.startsWith("heads.classes."));
      assertThat(weights.get("heads.classes.conv.0.weight")).hasSize(1024 * 192);
      assertThat(weights.get("heads.classes.fc.weight")).hasSize(5 * 1024);
      assertThat(weights.get("heads.classes.fc.bias")).hasSize(5).doesNotContain(0f);
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
    try (MultiHeadModel model = model(SOFTMAX, Backbone.shuffleNetV2x05().weights(file))) {
      assertThat(Samples.weights(model).get("stage4.3.branch2.0.weight"))
          .isEqualTo(saved.get("stage4.3.branch2.0.weight"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void should_keep_a_frozen_trunk(boolean mixed) {
    try (MultiHeadModel model = model(mixed ? MIXED : SOFTMAX, Backbone.shuffleNetV2x05())) {
      Map<String, List<Float>> before = Samples.weights(model);
      Samples.trainer(model, CONSTANT)
          .freeze(Freeze.backbone())
          .epochs(1)
          .fit(Samples.train(), Samples.validation());

      Map<String, List<Float>> after = Samples.weights(model);
      assertThat(before.keySet())
          .filteredOn(name -> !before.get(name).equals(after.get(name)))
          .contains("heads.classes.conv.0.weight", "heads.classes.fc.bias")
          .allMatch(name -> name.startsWith("heads."));
    }
  }

  @Test
  void should_list_images_of_a_class_that_the_softmax_does_not_tell() {
    Function<List<HeadSpec>, HeadLayout> two =
        heads -> new HeadLayout(softmax(List.of("0", "1", "2", "4"), heads));
    try (MultiHeadModel model = model(two, Samples.tiny())) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(
              () ->
                  Samples.trainer(model, CONSTANT)
                      .epochs(1)
                      .fit(Samples.train(), Samples.validation()))
          .withMessageContaining("class \"3\" is not one of [0, 1, 2, 4]");
    }
  }

  @Test
  void should_not_be_exported() {
    try (MultiHeadModel model = model(SOFTMAX, Backbone.shuffleNetV2x05())) {
      assertThatExceptionOfType(TwoheadException.class)
          .isThrownBy(() -> model.exporter().write(folder.resolve("softmax.tflite")))
          .withMessageContaining("softmax");
    }
  }

  private static MultiHeadModel model(
      Function<List<HeadSpec>, HeadLayout> readouts, Backbone backbone) {
    return MultiHeadModel.builder()
        .engine(new DjlEngine(readouts))
        .backbone(backbone)
        .heads(Samples.RED, Samples.BRIGHT)
        .preprocessing(Preprocessing.standard().size(Samples.SIDE))
        .device(Device.cpu())
        .seed(1)
        .build();
  }
}
