package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Backbone;
import io.github.twohead.CalibrationSet;
import io.github.twohead.Colors;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.image.IccProfiles;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.image.TestChunks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A model sees the colours that it was told to, wherever it goes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ColorsTest {
  private static final Preprocessing SRGB =
      Preprocessing.standard().size(Samples.SIDE).colors(Colors.SRGB);

  @TempDir private Path folder;
  private MultiHeadModel model;

  @BeforeAll
  void train() {
    model = model();
    fit(model, table(true, 0), table(true, 100));
  }

  @AfterAll
  void close() {
    model.close();
  }

  private static MultiHeadModel model() {
    return MultiHeadModel.builder()
        .backbone(Backbone.shuffleNetV2x05())
        .heads(Samples.RED, Samples.BRIGHT)
        .preprocessing(SRGB)
        .device(Device.cpu())
        .seed(1)
        .build();
  }

  private static void fit(MultiHeadModel model, ImageTable train, ImageTable validation) {
    Samples.trainer(model, LearningRateSchedule.constant()).epochs(4).fit(train, validation);
  }

  /** The same images, with a profile by which red is green or as they are then. */
  private static ImageTable table(boolean profiled, int first) {
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ImageSource image = profiled(i % 5, first + i / 5);
      rows.add(
          LabelledImage.of(
              profiled ? image : converted(image), Integer.toString(i % 5), Samples.LABELS));
    }
    return ImageTable.of(rows);
  }

  private static ImageSource profiled(int imageClass, int number) {
    return ImageSource.of(TestChunks.withProfile(png(imageClass, number), IccProfiles.swapped()));
  }

  private static byte[] png(int imageClass, int number) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(Samples.image(imageClass, number, Samples.SIDE), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  private static ImageSource converted(ImageSource profiled) {
    return ImageSource.ofRgb(InputImage.read(profiled, SRGB), Samples.SIDE, Samples.SIDE);
  }

  @Test
  void should_train_and_evaluate_on_them() {
    try (MultiHeadModel other = model()) {
      fit(other, table(false, 0), table(false, 100));

      assertThat(Samples.weights(other)).isEqualTo(Samples.weights(model));
      assertThat(other.evaluate(table(true, 200))).isEqualTo(other.evaluate(table(false, 200)));
    }
  }

  @Test
  void should_see_them_in_every_file() {
    List<Path> files = new ArrayList<>(List.of(folder.resolve("m.twohead")));
    model.save(files.get(0));
    for (ExportFormat format : List.of(ExportFormat.TFLITE, ExportFormat.ONNX)) {
      Path file = folder.resolve(format.name());
      model.exporter().format(format).samples(table(true, 200)).write(file);
      files.add(file);
    }
    ImageSource image = profiled(3, 7);
    ImageSource stored = ImageSource.of(png(3, 7));

    for (Path file : files) {
      try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
        assertThat(predictor.preprocessing()).isEqualTo(SRGB);
        double seen = probability(predictor, image);
        assertThat(seen).as("%s", file).isEqualTo(probability(predictor, converted(image)));
        assertThat(seen).as("%s", file).isNotEqualTo(probability(predictor, stored));
      }
    }
  }

  private static double probability(MultiHeadPredictor predictor, ImageSource image) {
    return predictor.predict(image).head("red").probability();
  }

  @Test
  void should_calibrate_on_them() {
    Path one = folder.resolve("one.tflite");
    Path other = folder.resolve("other.tflite");
    write(table(true, 0), one);
    write(table(false, 0), other);

    assertThat(one).hasSameBinaryContentAs(other);
  }

  private void write(ImageTable images, Path file) {
    model
        .exporter()
        .format(ExportFormat.TFLITE_INT8)
        .calibrationSet(CalibrationSet.minMax(images))
        .tolerance(1)
        .write(file);
  }
}
