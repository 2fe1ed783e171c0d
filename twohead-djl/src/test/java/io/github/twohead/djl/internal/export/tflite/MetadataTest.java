package io.github.twohead.djl.internal.export.tflite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteDescription;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.lite.schema.Model;
import org.tensorflow.lite.support.metadata.MetadataExtractor;
import org.tensorflow.lite.support.metadata.schema.AssociatedFile;
import org.tensorflow.lite.support.metadata.schema.AssociatedFileType;
import org.tensorflow.lite.support.metadata.schema.ColorSpaceType;
import org.tensorflow.lite.support.metadata.schema.ImageProperties;
import org.tensorflow.lite.support.metadata.schema.NormalizationOptions;
import org.tensorflow.lite.support.metadata.schema.ScoreThresholdingOptions;
import org.tensorflow.lite.support.metadata.schema.TensorMetadata;

/** What a file says about itself, as TFLite's own reader of metadata finds it. */
class MetadataTest {
  private static final String MANIFEST = "{\"backbone\":\"grün\"}";

  private static ByteBuffer file(Graph graph, boolean normalizes) {
    List<HeadSpec> heads = List.of(HeadSpec.binary("screen"), HeadSpec.binary("other"));
    return file(graph, normalizes, heads);
  }

  private static ByteBuffer file(Graph graph, boolean normalizes, List<HeadSpec> heads) {
    TfLiteDescription description =
        new TfLiteDescription(
            "documents",
            Preprocessing.standard(),
            normalizes,
            OperatingPoints.standard(new HeadLayout(heads)).withThresholds(Map.of("screen", 0.25)),
            Map.of("twohead", MANIFEST));
    return ByteBuffer.wrap(TfLiteWriter.write(graph, TfLiteFormat.FLOAT32, description))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer raw() {
    return file(ShuffleNetGraph.raw(64, 16, "screen", "other"), true);
  }

  private static ByteBuffer normalized() {
    return file(ShuffleNetGraph.normalized(64, 16, "screen", "other"), false);
  }

  @Test
  void should_say_how_the_caller_normalises() throws IOException {
    TensorMetadata image = new MetadataExtractor(normalized()).getInputTensorMetadata(0);

    NormalizationOptions options = normalization(image);
    assertThat(options.mean(0)).isCloseTo(123.675f, within(1e-4f));
    assertThat(options.mean(2)).isCloseTo(103.53f, within(1e-4f));
    assertThat(options.std(1)).isCloseTo(57.12f, within(1e-4f));
    assertThat(image.stats().min(0)).as("black").isCloseTo(-2.1179f, within(1e-4f));
    assertThat(image.stats().max(2)).as("white").isCloseTo(2.64f, within(1e-4f));
  }

  @Test
  void should_say_that_nothing_is_left_to_normalise() throws IOException {
    TensorMetadata image = new MetadataExtractor(raw()).getInputTensorMetadata(0);

    NormalizationOptions options = normalization(image);
    assertThat(options.meanLength()).isOne();
    assertThat(options.mean(0)).isZero();
    assertThat(options.std(0)).isOne();
    assertThat(image.stats().min(0)).isZero();
    assertThat(image.stats().max(0)).isEqualTo(255);
  }

  private static NormalizationOptions normalization(TensorMetadata image) {
    assertThat(image.processUnitsLength()).isOne();
    return (NormalizationOptions) image.processUnits(0).options(new NormalizationOptions());
  }

  @Test
  void should_say_which_images_it_takes() throws IOException {
    MetadataExtractor metadata = new MetadataExtractor(raw());

    assertThat(metadata.getModelMetadata().name()).isEqualTo("documents");
    assertThat(metadata.isMinimumParserVersionSatisfied()).isTrue();
    TensorMetadata image = metadata.getInputTensorMetadata(0);
    assertThat(image.name()).isEqualTo("image");
    var properties = (ImageProperties) image.content().contentProperties(new ImageProperties());
    assertThat(properties.colorSpace()).isEqualTo(ColorSpaceType.RGB);
    assertThat(properties.defaultSize().width()).isEqualTo(64);
    assertThat(properties.defaultSize().height()).isEqualTo(64);
  }

  @Test
  void should_give_each_head_its_name_and_threshold() throws IOException {
    MetadataExtractor metadata = new MetadataExtractor(raw());

    assertThat(metadata.getOutputTensorCount()).isEqualTo(2);
    assertHead(metadata.getOutputTensorMetadata(0), "screen", 0.25f);
    assertHead(metadata.getOutputTensorMetadata(1), "other", 0.5f);
  }

  private static void assertHead(TensorMetadata head, String name, float threshold) {
    assertThat(head.name()).isEqualTo(name);
    var options =
        (ScoreThresholdingOptions) head.processUnits(0).options(new ScoreThresholdingOptions());
    assertThat(options.globalScoreThreshold()).isEqualTo(threshold);
    assertThat(head.description()).contains(name, "" + threshold);
  }

  @Test
  void should_name_the_file_with_the_labels_of_a_choice() throws IOException {
    TestGraph net = new TestGraph(Value.map(3, 8, 8), 1);
    Value mean = net.mean(net.input());
    net.output("screen", net.sigmoid(net.linear(mean, 1, 1, false)));
    net.output("größe", net.softmax(net.linear(mean, 2, 1, false)));
    HeadSpec size = HeadSpec.categorical("größe", "klein, fein", "groß\nund breit");

    MetadataExtractor metadata =
        new MetadataExtractor(file(net.graph(), false, List.of(HeadSpec.binary("screen"), size)));

    assertThat(metadata.getOutputTensorMetadata(0).associatedFilesLength()).isZero();
    TensorMetadata choice = metadata.getOutputTensorMetadata(1);
    assertThat(choice.name()).isEqualTo("größe");
    assertThat(choice.processUnitsLength()).as("it has no threshold").isZero();
    assertThat(choice.associatedFilesLength()).isOne();
    AssociatedFile labels = choice.associatedFiles(0);
    assertThat(labels.type()).isEqualTo(AssociatedFileType.TENSOR_AXIS_LABELS);
    assertThat(metadata.getAssociatedFileNames()).containsExactly(labels.name());
    assertThat(new String(metadata.getAssociatedFile(labels.name()).readAllBytes(), UTF_8))
        .isEqualTo("klein, fein\ngroß und breit\n");
  }

  @Test
  void should_carry_the_manifest_and_the_least_runtime() {
    Model model = Model.getRootAsModel(raw());

    assertThat(metadata(model, "twohead")).isEqualTo(MANIFEST);
    assertThat(metadata(model, "min_runtime_version")).startsWith("1.14.0\0").hasSize(16);
  }

  private static String metadata(Model model, String name) {
    for (int i = 0; i < model.metadataLength(); i++) {
      if (model.metadata(i).name().equals(name)) {
        ByteBuffer content = model.buffers((int) model.metadata(i).buffer()).dataAsByteBuffer();
        return UTF_8.decode(content).toString();
      }
    }
    throw new AssertionError("no " + name);
  }
}
