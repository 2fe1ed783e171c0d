package io.github.twohead.djl.internal.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.twohead.Backbone;
import io.github.twohead.CalibrationSet;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.ExportReport;
import io.github.twohead.Exporter;
import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.serving.FileEngine;
import io.github.twohead.runtime.internal.serving.NetworkRuntime;
import io.github.twohead.runtime.internal.serving.NetworkRuntimes;
import io.github.twohead.runtime.internal.serving.Runtimes;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.lite.support.metadata.MetadataExtractor;

/**
 * A yes/no question and a choice in one file, either of them first, in every format and runtime.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CategoricalExportTest {
  private static final HeadSpec KIND =
      HeadSpec.builder("kind")
          .categories(List.of("dark blue", "dark\nred", "hell & blau"))
          .width(8)
          .build();
  private static final LabelSplitter LABELS =
      LabelSplitter.builder()
          .positive(Samples.RED, 1, 3, 4)
          .category(KIND, "dark blue", 0)
          .category(KIND, "dark\nred", 1)
          .category(KIND, "hell & blau", 2)
          .unknown(KIND, 3, 4)
          .classes(0, 1, 2, 3, 4)
          .build();

  private final ImageTable train = table(6, 0);
  private final ImageTable samples = table(2, 200);
  private final List<MultiHeadModel> models = new ArrayList<>();
  @TempDir Path folder;

  private static ImageTable table(int perClass, int first) {
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < 5 * perClass; i++) {
      ImageSource image = ImageSource.of(Samples.image(i % 5, first + i / 5, Samples.SIDE));
      rows.add(LabelledImage.of(image, Integer.toString(i % 5), LABELS));
    }
    return ImageTable.of(rows);
  }

  @BeforeAll
  void train() {
    for (List<HeadSpec> heads : List.of(List.of(Samples.RED, KIND), List.of(KIND, Samples.RED))) {
      MultiHeadModel model =
          MultiHeadModel.builder()
              .backbone(Backbone.shuffleNetV2x05())
              .heads(heads)
              .preprocessing(Preprocessing.standard().size(Samples.SIDE))
              .device(Device.cpu())
              .seed(1)
              .build();
      models.add(model);
      Samples.trainer(model, LearningRateSchedule.constant()).epochs(12).fit(train, table(2, 100));
    }
  }

  @AfterAll
  void close() {
    models.forEach(MultiHeadModel::close);
  }

  @ParameterizedTest
  @EnumSource
  void should_answer_as_the_model_does_in_every_runtime(ExportFormat format) throws IOException {
    boolean onnx = format == ExportFormat.ONNX;
    double tolerance = onnx || format == ExportFormat.TFLITE ? 1e-5 : format.tolerance();
    for (MultiHeadModel model : models) {
      List<Prediction> expected = expected(model);
      assertThat(expected.stream().map(answer -> answer.head("kind").category()))
          .containsAll(KIND.categories());
      Path file = folder.resolve("any");

      ExportReport report = exporter(model, format).samples(samples).write(file);

      assertThat(report.head(KIND).largestDifference()).isPositive().isLessThan(tolerance);
      assertThat(report.head(KIND).agreement()).isOne();
      for (NetworkRuntime runtime : runtimes(onnx)) {
        try (EnginePredictor predictor = open(file, runtime)) {
          assertThat(predictor.heads()).isEqualTo(model.heads());
          List<Prediction> actual = predictor.predict(sources());
          for (int i = 0; i < actual.size(); i++) {
            assertAlike(actual.get(i), expected.get(i), tolerance);
          }
        }
      }
    }
  }

  private static void assertAlike(Prediction actual, Prediction expected, double tolerance) {
    assertThat(actual.head("red").probability())
        .isCloseTo(expected.head("red").probability(), within(tolerance));
    double[] probabilities = numbers(actual.head("kind"));
    assertThat(probabilities).containsExactly(numbers(expected.head("kind")), within(tolerance));
    assertThat(DoubleStream.of(probabilities).sum()).isCloseTo(1, within(1e-6));
  }

  private static double[] numbers(HeadPrediction answer) {
    return answer.probabilities().values().stream().mapToDouble(p -> p).toArray();
  }

  private List<Prediction> expected(MultiHeadModel model) {
    Path file = folder.resolve("model.twohead");
    model.save(file);
    try (MultiHeadPredictor predictor =
        MultiHeadPredictor.builder().device(Device.cpu()).open(file)) {
      return predictor.predict(sources());
    }
  }

  private List<ImageSource> sources() {
    return samples.images().stream().map(LabelledImage::source).toList();
  }

  private static List<NetworkRuntime> runtimes(boolean onnx) {
    return Stream.of(Runtimes.ONNX, Runtimes.BYTEDECO_TFLITE, Runtimes.DJL_TFLITE)
        .filter(runtime -> (runtime == Runtimes.ONNX) == onnx && NetworkRuntimes.isThere(runtime))
        .toList();
  }

  private static EnginePredictor open(Path file, NetworkRuntime runtime) {
    PredictorConfig plain = PredictorConfig.builder().build();
    return FileEngine.open(ModelContent.of(file), plain, List.of(runtime));
  }

  private Exporter exporter(MultiHeadModel model, ExportFormat format) {
    Exporter exporter = model.exporter().format(format);
    return format == ExportFormat.TFLITE_INT8
        ? exporter.calibrationSet(CalibrationSet.minMax(train))
        : exporter;
  }

  @ParameterizedTest
  @EnumSource
  void should_normalise_raw_pixels_in_the_file(ExportFormat format) {
    MultiHeadModel model = models.get(0);
    Path file = folder.resolve("raw");

    ExportReport report = exporter(model, format).rawPixels().samples(samples).write(file);

    assertThat(report.head(KIND).largestDifference()).isLessThan(format.tolerance());
    assertThat(report.head(KIND).agreement()).isOne();
  }

  @Test
  void should_show_the_categories_to_other_tools_of_tflite() throws IOException {
    Path file = folder.resolve("model.tflite");
    models.get(0).exporter().write(file);

    MetadataExtractor metadata = new MetadataExtractor(ByteBuffer.wrap(Files.readAllBytes(file)));

    String labels = metadata.getOutputTensorMetadata(1).associatedFiles(0).name();
    assertThat(new String(metadata.getAssociatedFile(labels).readAllBytes(), UTF_8))
        .isEqualTo("dark blue\ndark red\nhell & blau\n");
  }

  @Test
  void should_show_the_categories_to_other_tools_of_onnx() throws OrtException {
    Path file = folder.resolve("model.onnx");
    models.get(0).exporter().format(ExportFormat.ONNX).write(file);

    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      Map<String, String> properties = session.getMetadata().getCustomMetadata();
      assertThat(properties).doesNotContainKey("twohead.labels.red");
      assertThat(properties.get("twohead.labels.kind"))
          .isEqualTo("dark blue\ndark red\nhell & blau\n");
    }
  }
}
