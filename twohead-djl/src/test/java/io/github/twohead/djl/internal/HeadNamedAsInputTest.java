package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A head that has the name of the exported files' input. */
class HeadNamedAsInputTest {
  @TempDir private Path folder;

  @Test
  void should_refuse_to_write_onnx() {
    Path file = folder.resolve("model.onnx");
    try (MultiHeadModel model = model()) {
      assertThatExceptionOfType(TwoheadException.class)
          .isThrownBy(() -> model.exporter().format(ExportFormat.ONNX).write(file))
          .withMessageContainingAll("a head named \"image\" cannot be exported to ONNX", "TFLite");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void should_write_tflite() {
    Path file = folder.resolve("model.tflite");
    BufferedImage image = Samples.image(3, 1, Samples.SIDE);
    try (MultiHeadModel model = model()) {
      model.exporter().format(ExportFormat.TFLITE).write(file);
      model.save(folder.resolve("model.twohead"));
    }
    try (MultiHeadPredictor saved =
            MultiHeadPredictor.builder()
                .backbone(Samples.tiny())
                .open(folder.resolve("model.twohead"));
        MultiHeadPredictor exported = MultiHeadPredictor.open(file)) {
      assertThat(exported.predict(image).head("image").probability())
          .isCloseTo(saved.predict(image).head("image").probability(), within(1e-5));
    }
  }

  private static MultiHeadModel model() {
    return MultiHeadModel.builder()
        .backbone(Samples.tiny())
        .heads(HeadSpec.builder("image").width(8).build())
        .preprocessing(Preprocessing.standard().size(Samples.SIDE))
        .seed(1)
        .build();
  }
}
