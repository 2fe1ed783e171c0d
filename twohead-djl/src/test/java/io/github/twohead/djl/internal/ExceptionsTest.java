package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.DjlBackbone;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Javadoc of models, exporters and predictors says they throw. */
class ExceptionsTest {
  private static final Device ABSENT = Device.gpu(9999);

  @TempDir private Path folder;

  @Test
  void should_refuse_a_backbone_without_a_feature_map_as_an_argument() {
    Backbone flat = DjlBackbone.of("flat", Blocks::batchFlattenBlock);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Samples.model(flat, 1))
        .withMessageContaining("backbone \"flat\" must give one feature map of shape (B, C, H, W)")
        .withMessageContaining(new Shape(1, 3 * Samples.SIDE * Samples.SIDE).toString());
  }

  @Test
  void should_refuse_heads_from_weights_that_there_are_none_of_as_an_argument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Samples.model(Backbone.shuffleNetV2x05().headsFromConv5(), 1))
        .withMessageContaining("heads from conv5 need weights that hold it");
  }

  @Test
  void should_report_missing_files_and_devices_as_what_the_library_met() {
    Path missing = folder.resolve("missing.pth");
    Backbone weights = Backbone.shuffleNetV2x05().weights(missing);

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> Samples.model(weights, 1))
        .withMessageContaining("there is no such file");
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> MultiHeadModel.builder().heads(Samples.RED).device(ABSENT).build())
        .withMessageContaining("gpu9999");
  }

  @Test
  void should_say_what_does_not_go_with_a_saved_model() {
    Path file = save();
    HeadSpec[] heads = {Samples.RED};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.builder().heads(heads).open(file))
        .withMessageContaining("leave out heads(…), normalization(…), resize(…) and outputs(…)");
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> MultiHeadPredictor.open(file))
        .withMessageContaining("needs its backbone \"tiny\"");
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> MultiHeadModel.open(file))
        .withMessageContaining("needs its backbone \"tiny\"");
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> MultiHeadModel.opener().backbone(Backbone.shuffleNetV2x05()).open(file))
        .withMessageContaining("was saved with the backbone \"tiny\"");
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(
            () -> MultiHeadModel.opener().device(ABSENT).backbone(Samples.tiny()).open(file))
        .withMessageContaining("gpu9999");
  }

  @Test
  void should_say_what_does_not_go_with_an_exported_model() {
    Path file = folder.resolve("model.onnx");
    try (MultiHeadModel model = Samples.model(1)) {
      model.exporter().format(ExportFormat.ONNX).write(file);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.builder().backbone(Samples.tiny()).open(file))
        .withMessageContaining("leave out backbone(…)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadPredictor.builder().normalization(Normalization.NONE).open(file))
        .withMessageContaining("leave out heads(…), normalization(…), resize(…) and outputs(…)");
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> MultiHeadPredictor.builder().device(ABSENT).open(file))
        .withMessageContaining("runs on the CPU only");
  }

  @Test
  void should_refuse_to_use_what_is_closed_as_a_state() {
    MultiHeadModel model = Samples.model(1);
    model.close();
    MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().backbone(Samples.tiny()).open(save());
    predictor.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> model.trainer().fit(Samples.train(), Samples.validation()))
        .withMessage("the model is closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> model.exporter().write(folder.resolve("closed.tflite")))
        .withMessage("the model is closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> predictor.predict(Samples.train().images().get(0).source()))
        .withMessage("the predictor is closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> predictor.evaluate(Samples.validation()))
        .withMessage("the predictor is closed");
  }

  private Path save() {
    Path file = folder.resolve("model.twohead");
    try (MultiHeadModel model = Samples.model(1)) {
      model.save(file);
    }
    return file;
  }
}
