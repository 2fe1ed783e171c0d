package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.ChildJvm;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program needs on its class path, in JVMs that lack the rest. */
class ClassPathTest {
  private static final TinyNetwork NETWORK = new TinyNetwork(TinyNetwork.End.SIGMOID);

  @TempDir private Path folder;

  /** Opens a file, predicts and scores, or prints why not. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      ImageSource image = ImageSource.of(OtherFormatsTest.image(OtherFormatsTest.pixels(1)));
      try (MultiHeadPredictor predictor = MultiHeadPredictor.open(Path.of(args[0]))) {
        var labels = predictor.labels().orElseThrow();
        var table = ImageTable.of(List.of(LabelledImage.of(image, "1", labels)));
        System.out.println(predictor.predict(image).head("red").probability());
        System.out.println(predictor.evaluate(table).images());
      } catch (TwoheadException e) {
        System.out.println(e.getMessage());
      }
      System.exit(0);
    }
  }

  /** Opens a file and predicts. */
  static final class PredictingProgram {
    private PredictingProgram() {}

    public static void main(String[] args) {
      ImageSource image = ImageSource.of(OtherFormatsTest.image(OtherFormatsTest.pixels(1)));
      try (MultiHeadPredictor predictor = MultiHeadPredictor.open(Path.of(args[0]))) {
        System.out.println(predictor.predict(image).head("red").probability());
      }
    }
  }

  /** Trains, saves, reopens and predicts. */
  static final class TrainingProgram {
    private TrainingProgram() {}

    public static void main(String[] args) {
      Path file = Path.of(args[0]);
      try (MultiHeadModel model =
          MultiHeadModel.builder()
              .heads(Samples.RED)
              .preprocessing(Preprocessing.standard().size(Samples.SIDE))
              .build()) {
        model.trainer().epochs(1).batchSize(8).fit(Samples.train(), Samples.validation());
        model.save(file);
      }
      try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
        System.out.println(predictor.predict(Samples.image(1, 1, 40)).head("red").probability());
      }
      System.exit(0);
    }
  }

  @Test
  void should_run_tflite_without_pytorch() throws Exception {
    Path file = file("model.tflite", NETWORK.tflite(metadata()));

    assertAnswers(run(file, "pytorch", "onnxruntime", "/tflite"));
    if (OtherFormatsTest.isBuiltFor(Runtimes.DJL_TFLITE)) {
      assertAnswers(run(file, "pytorch", "onnxruntime", "bytedeco"));
    }
  }

  @Test
  void should_run_onnx_without_pytorch() throws Exception {
    Path file = file("model.onnx", NETWORK.onnx(metadata()));

    assertAnswers(run(file, "pytorch", "bytedeco", "/tflite"));
  }

  /** What the README says that a program can leave out. */
  @Test
  void should_run_tflite_without_djl_and_onnx() throws Exception {
    Path file = file("model.tflite", NETWORK.tflite(metadata()));

    assertAnswers(run(file, "pytorch", "/ai/djl/", "/jna/", "tribuo", "protobuf", "onnxruntime"));
  }

  /**
   * TensorFlow Lite prints a line that starts with INFO where no JNA is there to tell it not to.
   */
  @Test
  void should_say_nothing_where_only_tflite_is_there() throws Exception {
    Path file = file("model.tflite", NETWORK.tflite(metadata()));

    ChildJvm.Result result =
        ChildJvm.of(PredictingProgram.class)
            .without("twohead-djl/target/classes", "pytorch", "/ai/djl/", "/jna/", "tribuo")
            .without("protobuf", "onnxruntime", "leptonica", "slf4j-simple", "guava")
            .run(file.toString());

    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(result.output()).startsWith("0.");
    assertThat(result.errors().lines()).allMatch(line -> line.startsWith("INFO: "));
  }

  @Test
  void should_say_what_reads_onnx() throws Exception {
    Path file = file("model.onnx", NETWORK.onnx(metadata()));

    for (String missing : List.of("tribuo", "protobuf")) {
      assertThat(run(file, "pytorch", missing))
          .singleElement()
          .asString()
          .contains(file.toString(), "what reads an ONNX model is not on the class path")
          .containsPattern(
              "com.microsoft.onnxruntime:onnxruntime:\\d.* and org.tribuo:tribuo-util-onnx:\\d");
    }
  }

  @Test
  void should_say_what_reads_tflite() throws Exception {
    Path file = file("model.tflite", NETWORK.tflite(metadata()));

    assertThat(run(file, "pytorch", "tensorflow-lite-metadata"))
        .singleElement()
        .asString()
        .contains(file.toString(), "what reads a TFLite model is not on the class path")
        .containsPattern("org.tensorflow:tensorflow-lite-metadata:\\d");
  }

  @Test
  void should_run_onnx_without_djl_and_tflite() throws Exception {
    Path file = file("model.onnx", NETWORK.onnx(metadata()));

    assertAnswers(run(file, "pytorch", "/ai/djl/", "/jna/", "tensorflow", "flatbuffers"));
  }

  @Test
  void should_train_and_predict_without_onnx_and_tflite() throws Exception {
    Path file = folder.resolve("model.twohead");

    List<String> lines =
        run(
            TrainingProgram.class,
            file,
            "tribuo",
            "protobuf",
            "onnxruntime",
            "tensorflow",
            "flatbuffers",
            "/tflite");

    assertThat(lines).hasSize(1);
    assertThat(Double.parseDouble(lines.get(0))).isBetween(0.0, 1.0);
  }

  @Test
  void should_train_and_predict_without_jna() throws Exception {
    Path file = folder.resolve("model.twohead");

    List<String> lines = run(TrainingProgram.class, file, "/jna/");

    assertThat(lines).hasSize(1);
    assertThat(Double.parseDouble(lines.get(0))).isBetween(0.0, 1.0);
  }

  private static void assertAnswers(List<String> lines) {
    double expected = NETWORK.expected(OtherFormatsTest.pixels(1), Normalization.IMAGENET)[0];
    assertThat(lines).hasSize(2);
    assertThat(Double.parseDouble(lines.get(0))).isCloseTo(expected, within(1e-5));
    assertThat(lines.get(1)).isEqualTo("1");
  }

  @Test
  void should_say_what_to_add() throws Exception {
    Path tflite = file("model.tflite", NETWORK.tflite(metadata()));
    Path onnx = file("model.onnx", NETWORK.onnx(metadata()));

    assertThat(run(tflite, "pytorch", "onnxruntime", "bytedeco", "/tflite"))
        .singleElement()
        .asString()
        .contains("nothing on the class path runs a TFLite model", tflite.toString())
        .containsPattern("org.bytedeco:tensorflow-lite:\\d+\\.\\d+.*ai.djl.tflite:tflite-engine:0");
    assertThat(run(onnx, "pytorch", "onnxruntime"))
        .singleElement()
        .asString()
        .contains("nothing on the class path runs an ONNX model", onnx.toString())
        .containsPattern("com.microsoft.onnxruntime:onnxruntime:\\d+\\.\\d+");
  }

  @Test
  void should_say_that_pytorch_is_missing() throws Exception {
    Path bundle = folder.resolve("model.twohead");
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(Samples.RED)
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      model.save(bundle);
    }

    assertThat(run(bundle, "pytorch"))
        .containsExactly("PyTorch is not on the class path: add ai.djl.pytorch:pytorch-engine");
  }

  private static Map<String, String> metadata() {
    String manifest = TinyManifest.of(Normalization.IMAGENET).toJson();
    return FileMetadata.metadata(manifest, false);
  }

  private Path file(String name, byte[] content) throws IOException {
    FileMetadata.sign(content, metadata().get(FileMetadata.DIGEST));
    return Files.write(folder.resolve(name), content);
  }

  /** What the program prints without the jars whose paths hold one of these texts. */
  private List<String> run(Path file, String... without) throws Exception {
    return run(Program.class, file, without);
  }

  private static List<String> run(Class<?> program, Path file, String... without) throws Exception {
    return ChildJvm.of(program).without(without).lines(file.toString());
  }
}
