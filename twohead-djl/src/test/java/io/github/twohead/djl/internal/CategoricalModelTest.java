package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.twohead.Backbone;
import io.github.twohead.Calibration;
import io.github.twohead.DataException;
import io.github.twohead.Device;
import io.github.twohead.Evaluation;
import io.github.twohead.Freeze;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models with a head whose answer is a category, alone and beside one whose answer is yes or no.
 */
class CategoricalModelTest {
  private static final LearningRateSchedule CONSTANT = LearningRateSchedule.constant();

  /** What is dark, what is bright, and a shade of which the categories say nothing. */
  private static final HeadSpec SHADE =
      HeadSpec.builder("shade")
          .width(8)
          .categories(List.of("dark blue", "dark red", "bright"))
          .build();

  private static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(Samples.RED, 1, 3, 4)
          .category(SHADE, "dark blue", 0)
          .category(SHADE, "dark red", 1)
          .category(SHADE, "bright", 2, 3)
          .unknown(SHADE, 4)
          .build();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void should_learn_categories_and_answer_alike_in_training_and_in_serving(int order) {
    List<HeadSpec> heads =
        List.of(List.of(SHADE), List.of(SHADE, Samples.RED), List.of(Samples.RED, SHADE))
            .get(order);
    Path file = folder.resolve("shades.twohead");
    ImageTable images = labelled(Samples.train());
    Evaluation inTraining;
    try (MultiHeadModel model = model(heads, Samples.tiny())) {
      Samples.trainer(model, CONSTANT).epochs(20).fit(images, labelled(Samples.validation()));
      inTraining = model.evaluate(images);
      assertThat(model.labels().orElseThrow().label(SHADE, "3"))
          .isEqualTo(Label.category("bright"));
      model.save(file);
    }

    assertThat(inTraining.head("shade").score(Metric.ACCURACY)).isEqualTo(1);
    try (MultiHeadPredictor predictor = open(file)) {
      assertThat(predictor.heads()).isEqualTo(heads);
      assertThat(predictor.evaluate(images)).isEqualTo(inTraining);
      HeadPrediction shade = predictor.predict(Samples.image(3, 50, Samples.SIDE)).head("shade");
      assertThat(shade.category()).isEqualTo("bright");
      assertThat(shade.probabilities()).hasSize(3);
      LabelSplitter kept = predictor.labels().orElseThrow();
      assertThat(kept.label(SHADE, "3")).isEqualTo(Label.category("bright"));
      assertThat(kept.label(SHADE, "4")).isEqualTo(Label.UNKNOWN);
      assertThat(predictor.provenance().tables().get("train").labels().get("shade"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("dark blue", 6, "dark red", 6, "bright", 12, "unknown", order == 0 ? 0 : 6));
    }
  }

  @Test
  void should_keep_calibrations_in_the_file() {
    Path file = folder.resolve("shades.twohead");
    Prediction before;
    try (MultiHeadModel model = model(List.of(SHADE, Samples.RED), Samples.tiny())) {
      model.calibration("shade", Calibration.temperature(0.25));
      model.calibration("red", Calibration.platt(2, -1));
      model.threshold("red", 0.3);
      model.save(file);
    }

    try (MultiHeadPredictor predictor = open(file)) {
      before = predictor.predict(Samples.image(3, 50, Samples.SIDE));
      assertThat(predictor.calibration("shade")).isEqualTo(Calibration.temperature(0.25));
      assertThat(predictor.calibration("red")).isEqualTo(Calibration.platt(2, -1));
      assertThat(predictor.threshold("red")).isEqualTo(0.3);
    }
    try (MultiHeadModel model =
        MultiHeadModel.opener().device(Device.cpu()).backbone(Samples.tiny()).open(file)) {
      assertThat(model.calibration("red")).isEqualTo(Calibration.platt(2, -1));
      model.calibration("red", Calibration.none());
      model.save(file);
    }
    try (MultiHeadPredictor predictor = open(file)) {
      double plain =
          predictor.predict(Samples.image(3, 50, Samples.SIDE)).head("red").probability();
      double logit = Math.log(plain / (1 - plain));
      assertThat(before.head("red").probability())
          .isCloseTo(
              1 / (1 + Math.exp(1 - 2 * logit)), org.assertj.core.api.Assertions.within(1e-6));
    }
  }

  @Test
  void should_decide_as_the_caller_says_in_place_of_the_file() {
    Path file = folder.resolve("shades.twohead");
    try (MultiHeadModel model = model(List.of(SHADE, Samples.RED), Samples.tiny())) {
      model.save(file);
    }
    MultiHeadPredictor.Builder sure = opener().threshold("red", 0);
    try (MultiHeadPredictor predictor = sure.open(file)) {
      assertThat(predictor.predict(Samples.image(0, 50, Samples.SIDE)).head("red").positive())
          .isTrue();
      assertThat(predictor.threshold("red")).isZero();
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> opener().threshold("blue", 0.5).open(file))
        .withMessage(file + " cannot be opened so: no head \"blue\": the heads are [shade, red]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> opener().threshold("shade", 0.5).open(file))
        .withMessageContaining("has no threshold");
  }

  @Test
  void should_refuse_operating_points_of_the_other_kind() {
    try (MultiHeadModel model = model(List.of(SHADE, Samples.RED), Samples.tiny())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.threshold("shade", 0.5))
          .withMessageContaining("has no threshold");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.calibration("shade", Calibration.platt(1, 1)))
          .withMessage("head \"shade\" is categorical: only a temperature calibrates it");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.threshold("blue"))
          .withMessage("no head \"blue\": the heads are [shade, red]");
    }
  }

  @Test
  void should_have_the_classifier_of_torchvision_on_the_trunk() {
    HeadSpec classes = HeadSpec.categorical("classes", "0", "1", "2", "3", "4");
    try (MultiHeadModel model = model(List.of(classes), Backbone.shuffleNetV2x05())) {
      Map<String, List<Float>> weights = Samples.weights(model);

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
  void should_keep_a_frozen_trunk() {
    try (MultiHeadModel model = model(List.of(SHADE, Samples.RED), Backbone.shuffleNetV2x05())) {
      Map<String, List<Float>> before = Samples.weights(model);
      Samples.trainer(model, CONSTANT)
          .freeze(Freeze.backbone())
          .epochs(1)
          .fit(labelled(Samples.train()), labelled(Samples.validation()));

      Map<String, List<Float>> after = Samples.weights(model);
      assertThat(before.keySet())
          .filteredOn(name -> !before.get(name).equals(after.get(name)))
          .contains("heads.shade.conv.0.weight", "heads.shade.fc.bias")
          .allMatch(name -> name.startsWith("heads."));
    }
  }

  @Test
  void should_list_images_of_a_class_that_is_in_no_category() {
    LabelSplitter few =
        LabelSplitter.builder()
            .category(SHADE, "dark blue", 0)
            .category(SHADE, "dark red", 1)
            .category(SHADE, "bright", 2, 4)
            .build();
    try (MultiHeadModel model = model(List.of(SHADE), Samples.tiny())) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(
              () ->
                  Samples.trainer(model, CONSTANT)
                      .epochs(1)
                      .fit(labelled(Samples.train(), few), labelled(Samples.validation(), few)))
          .withMessageContaining(
              "unknown class \"3\" of head \"shade\": the classes are [0, 1, 2, 4]");
    }
  }

  @Test
  void should_want_images_of_two_categories() {
    LabelSplitter one = (head, imageClass) -> Label.category("bright");
    try (MultiHeadModel model = model(List.of(SHADE), Samples.tiny())) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(
              () ->
                  Samples.trainer(model, CONSTANT)
                      .epochs(1)
                      .fit(labelled(Samples.train(), one), labelled(Samples.validation(), one)))
          .withMessageContaining("train: head \"shade\" needs images of two categories")
          .withMessageContaining("validation: head \"shade\" needs images of two categories");
    }
  }

  private static ImageTable labelled(ImageTable table) {
    return labelled(table, LABELS);
  }

  private static ImageTable labelled(ImageTable table, LabelSplitter labels) {
    return ImageTable.of(
        table.images().stream()
            .map(row -> LabelledImage.of(row.source(), row.imageClass().orElseThrow(), labels))
            .toList());
  }

  private static MultiHeadPredictor open(Path file) {
    return opener().open(file);
  }

  private static MultiHeadPredictor.Builder opener() {
    return MultiHeadPredictor.builder().device(Device.cpu()).backbone(Samples.tiny());
  }

  private static MultiHeadModel model(List<HeadSpec> heads, Backbone backbone) {
    return MultiHeadModel.builder()
        .backbone(backbone)
        .heads(heads)
        .preprocessing(Preprocessing.standard().size(Samples.SIDE))
        .device(Device.cpu())
        .seed(1)
        .build();
  }
}
