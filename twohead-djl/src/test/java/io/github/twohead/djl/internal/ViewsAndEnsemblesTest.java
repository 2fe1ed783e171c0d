package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.Evaluation;
import io.github.twohead.ExportFormat;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.ResizeMode;
import io.github.twohead.Views;
import io.github.twohead.runtime.internal.image.InputImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shape of images, views of them, and several models, through every kind of file. */
class ViewsAndEnsemblesTest {
  private static final ImageSource WIDE =
      ImageSource.of(Samples.image(1, 7, 96).getSubimage(0, 0, 96, 40));

  @TempDir private Path folder;

  private static MultiHeadModel model(long seed, Preprocessing input) {
    return MultiHeadModel.builder()
        .backbone(Backbone.shuffleNetV2x05())
        .heads(Samples.RED, Samples.BRIGHT)
        .preprocessing(input)
        .device(Device.cpu())
        .seed(seed)
        .build();
  }

  /** Saved and exported as TFLite and ONNX. */
  private List<Path> files(MultiHeadModel model, String name) {
    List<Path> files = new ArrayList<>(List.of(folder.resolve(name + ".twohead")));
    model.save(files.get(0));
    for (ExportFormat format : List.of(ExportFormat.TFLITE, ExportFormat.ONNX)) {
      files.add(folder.resolve(name + "." + format.toString().toLowerCase(Locale.ROOT)));
      model.exporter().format(format).write(files.get(files.size() - 1));
    }
    return files;
  }

  private static double red(Prediction prediction) {
    return prediction.head(Samples.RED).probability();
  }

  @ParameterizedTest
  @EnumSource
  void should_resize_alike_wherever_a_model_goes(ResizeMode mode) {
    // given
    Preprocessing input = Preprocessing.standard().size(32).resize(mode);
    try (MultiHeadModel model = model(1, input)) {
      byte[] seen = InputImage.read(WIDE, input);
      double expected = red(model.predictor().predict(ImageSource.ofRgb(seen, 32, 32)));

      for (Path file : files(model, "m")) {
        try (MultiHeadPredictor predictor =
            MultiHeadPredictor.builder().device(Device.cpu()).open(file)) {
          // when
          double answer = red(predictor.predict(WIDE));

          // then
          assertThat(predictor.preprocessing()).as("%s", file).isEqualTo(input);
          assertThat(answer).as("%s", file).isEqualTo(expected, within(1e-5));
        }
      }
    }
  }

  @Test
  void should_see_views_alike_in_every_file() {
    try (MultiHeadModel model = model(1, Preprocessing.standard().size(32))) {
      ImageTable table = Samples.validation();
      Evaluation expected = model.evaluate(table, Views.mean(4));
      byte[] image = seen(table);

      assertThat(expected).isNotEqualTo(model.evaluate(table));
      assertThat(model.evaluate(table, Views.one())).isEqualTo(model.evaluate(table));
      assertThat(red(expected.rows().get(0).prediction()))
          .isEqualTo(mean(model, image), within(1e-6));
      for (Path file : files(model, "m")) {
        try (MultiHeadPredictor predictor =
            MultiHeadPredictor.builder().device(Device.cpu()).views(Views.mean(4)).open(file)) {
          List<Evaluation.Row> rows = predictor.evaluate(table).rows();
          for (int i = 0; i < rows.size(); i++) {
            assertThat(red(rows.get(i).prediction()))
                .isEqualTo(red(expected.rows().get(i).prediction()), within(1e-5));
          }
        }
      }
    }
  }

  private static byte[] seen(ImageTable table) {
    return InputImage.read(table.images().get(0).source(), Preprocessing.standard().size(32));
  }

  /** What four views say, each drawn here by the rule. */
  private static double mean(MultiHeadModel model, byte[] image) {
    double sum = 0;
    for (int view = 0; view < 4; view++) {
      byte[] drawn = new byte[image.length];
      for (int y = 0; y < 32; y++) {
        for (int x = 0; x < 32; x++) {
          int column = view % 2 == 1 ? 31 - x : x;
          int fromX = view < 2 ? column : Math.min(31, column + 2);
          int fromY = view < 2 ? y : Math.min(31, y + 2);
          System.arraycopy(image, 3 * (32 * fromY + fromX), drawn, 3 * (32 * y + x), 3);
        }
      }
      sum += red(model.predictor().predict(ImageSource.ofRgb(drawn, 32, 32)));
    }
    return sum / 4;
  }

  @Test
  void should_answer_as_one_whatever_the_files_are() {
    // given
    Preprocessing large = Preprocessing.standard().size(64, 32).resize(ResizeMode.PAD);
    List<Path> files = new ArrayList<>();
    try (MultiHeadModel one = model(1, Preprocessing.standard().size(32));
        MultiHeadModel two = model(2, large)) {
      one.threshold(Samples.RED.name(), 0.2);
      files.addAll(files(one, "one"));
      files.addAll(files(two, "two"));
    }
    ImageTable table = Samples.validation();
    List<Evaluation> each = new ArrayList<>();
    for (Path file : files) {
      try (MultiHeadPredictor predictor = open(file)) {
        each.add(predictor.evaluate(table));
      }
    }

    // when
    try (MultiHeadPredictor ensemble =
        MultiHeadPredictor.builder().device(Device.cpu()).openEnsemble(files)) {
      List<Evaluation.Row> rows = ensemble.evaluate(table).rows();

      // then
      assertThat(ensemble.threshold(Samples.RED.name())).isEqualTo(0.35, within(1e-12));
      assertThat(ensemble.runtime()).contains("an ensemble of 6 on PyTorch", "ONNX Runtime");
      for (int i = 0; i < rows.size(); i++) {
        int row = i;
        double mean =
            each.stream()
                .mapToDouble(one -> red(one.rows().get(row).prediction()))
                .average()
                .orElseThrow();
        assertThat(red(rows.get(i).prediction())).isEqualTo(mean, within(1e-6));
        assertThat(red(ensemble.predict(rows.get(i).image().source())))
            .isEqualTo(mean, within(1e-6));
      }
    }
  }

  private static MultiHeadPredictor open(Path file) {
    return MultiHeadPredictor.builder().device(Device.cpu()).open(file);
  }

  @Test
  void should_close_its_models_and_leave_a_trainable_one_open() {
    try (MultiHeadModel model = model(1, Preprocessing.standard().size(32))) {
      MultiHeadPredictor one = model.predictor();
      MultiHeadPredictor two = model.predictor(Views.flipped());

      try (MultiHeadPredictor ensemble = MultiHeadPredictor.ensemble(List.of(one, two))) {
        assertThat(ensemble.evaluate(Samples.validation()).images()).isPositive();
      }

      assertThatIllegalStateException().isThrownBy(() -> one.predict(WIDE));
      assertThatIllegalStateException().isThrownBy(() -> two.predict(WIDE));
      assertThat(model.evaluate(Samples.validation()).images()).isPositive();
    }
  }

  @Test
  void should_close_what_cannot_answer_as_one() {
    try (MultiHeadModel model = model(1, Preprocessing.standard().size(32));
        MultiHeadModel other =
            MultiHeadModel.builder()
                .heads(Samples.RED)
                .preprocessing(Preprocessing.standard().size(32))
                .device(Device.cpu())
                .build()) {
      MultiHeadPredictor one = model.predictor();

      assertThatIllegalArgumentException()
          .isThrownBy(() -> MultiHeadPredictor.ensemble(List.of(one, other.predictor())))
          .withMessageContaining("head \"" + Samples.BRIGHT + "\", which model 2 lacks");
      assertThatIllegalStateException().isThrownBy(() -> one.predict(WIDE));
      Path saved = files(model, "m").get(0);
      assertThatExceptionOfType(ModelFileException.class)
          .isThrownBy(
              () ->
                  MultiHeadPredictor.builder()
                      .openEnsemble(List.of(saved, folder.resolve("none.twohead"))))
          .withMessageContaining("none.twohead");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> MultiHeadPredictor.builder().threshold("x", 0.5).openEnsemble(List.of(saved)))
          .withMessageContaining("no head \"x\"");
    }
  }
}
