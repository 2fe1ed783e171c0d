package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Device;
import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.ChildJvm;
import io.github.twohead.runtime.internal.serving.FileEngine;
import io.github.twohead.runtime.internal.serving.Predictor;
import io.github.twohead.runtime.internal.serving.Runtimes;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the library's native parts print of their own accord. */
class QuietTest {
  @TempDir private Path folder;

  /** Trains, saves, opens, predicts. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Path file = Path.of(args[0]);
      try (MultiHeadModel model =
          MultiHeadModel.builder()
              .heads(Samples.RED, Samples.BRIGHT)
              .preprocessing(Preprocessing.standard().size(Samples.SIDE))
              .device(Device.cpu())
              .build()) {
        model.trainer().epochs(2).emaDecay(0.5).fit(Samples.train(), Samples.validation());
        model.save(file);
      }
      try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
        var unused = predictor.predict(ImageSource.of(Samples.image(3, 9, Samples.SIDE)));
      }
    }
  }

  /** Predicts with a file of another format. */
  static final class ForeignProgram {
    private ForeignProgram() {}

    public static void main(String[] args) {
      try (Predictor predictor =
          FileEngine.open(
              ModelContent.of(Path.of(args[0])),
              PredictorConfig.builder().device(Device.cpu()).build(),
              List.of(Runtimes.BYTEDECO_TFLITE))) {
        var unused = predictor.predict(List.of(ImageSource.of(Samples.image(3, 9, Samples.SIDE))));
        System.out.println(predictor.runtime());
      }
    }
  }

  @Test
  void should_print_nothing_with_tensorflow_lite() throws Exception {
    Path file = folder.resolve("model.tflite");
    try (MultiHeadModel model = Samples.model(3)) {
      model.exporter().write(file);
    }
    ChildJvm.Result result =
        ChildJvm.of(ForeignProgram.class)
            .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=off")
            .run(file.toString());

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.errors()).isEmpty();
    assertThat(result.output()).matches("TensorFlow Lite 2\\.\\d+\\.\\d+\\R");
  }

  @Test
  void should_print_nothing_in_training_and_prediction() throws Exception {
    ChildJvm.Result result =
        ChildJvm.of(Program.class)
            .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=off")
            .run(folder.resolve("model.twohead").toString());

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.errors()).isEmpty();
    assertThat(result.output()).isEmpty();
  }
}
