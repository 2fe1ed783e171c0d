package io.github.twohead.djl.internal.export.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteDescription;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.lite.support.metadata.schema.AssociatedFile;
import org.tensorflow.lite.support.metadata.schema.AssociatedFileType;
import org.tensorflow.lite.support.metadata.schema.ColorSpaceType;
import org.tensorflow.lite.support.metadata.schema.Content;
import org.tensorflow.lite.support.metadata.schema.ContentProperties;
import org.tensorflow.lite.support.metadata.schema.FeatureProperties;
import org.tensorflow.lite.support.metadata.schema.ImageProperties;
import org.tensorflow.lite.support.metadata.schema.ImageSize;
import org.tensorflow.lite.support.metadata.schema.ModelMetadata;
import org.tensorflow.lite.support.metadata.schema.NormalizationOptions;
import org.tensorflow.lite.support.metadata.schema.ProcessUnit;
import org.tensorflow.lite.support.metadata.schema.ProcessUnitOptions;
import org.tensorflow.lite.support.metadata.schema.ScoreThresholdingOptions;
import org.tensorflow.lite.support.metadata.schema.Stats;
import org.tensorflow.lite.support.metadata.schema.SubGraphMetadata;
import org.tensorflow.lite.support.metadata.schema.TensorMetadata;

/**
 * TFLite's standard metadata: what goes in and how it is normalised, what comes out and from which
 * threshold on it means yes, or which file has the labels of its categories.
 */
final class TfLiteMetadata {
  private static final String MIN_PARSER = "1.0.0";

  private final FlatBufferBuilder builder = new FlatBufferBuilder();
  private final TfLiteDescription description;

  private TfLiteMetadata(TfLiteDescription description) {
    this.description = description;
  }

  /** The files that the metadata names, by their names: the labels of categorical heads. */
  static Map<String, String> labelFiles(TfLiteDescription description) {
    Map<String, String> files = new LinkedHashMap<>();
    for (HeadSpec head : description.points().layout().heads()) {
      if (head.isCategorical()) {
        files.put(labelFile(head), FileMetadata.labels(head));
      }
    }
    return files;
  }

  private static String labelFile(HeadSpec head) {
    return head.name() + "_labels.txt";
  }

  /** Encodes the metadata of a model. */
  static byte[] of(TfLiteDescription description, Value input) {
    return new TfLiteMetadata(description).encode(input);
  }

  private byte[] encode(Value input) {
    int[] heads = description.points().layout().heads().stream().mapToInt(this::head).toArray();
    int in = SubGraphMetadata.createInputTensorMetadataVector(builder, new int[] {image(input)});
    int out = SubGraphMetadata.createOutputTensorMetadataVector(builder, heads);
    SubGraphMetadata.startSubGraphMetadata(builder);
    SubGraphMetadata.addInputTensorMetadata(builder, in);
    SubGraphMetadata.addOutputTensorMetadata(builder, out);
    int graph = SubGraphMetadata.endSubGraphMetadata(builder);
    int graphs = ModelMetadata.createSubgraphMetadataVector(builder, new int[] {graph});
    int name = builder.createString(description.name());
    int parser = builder.createString(MIN_PARSER);
    ModelMetadata.startModelMetadata(builder);
    ModelMetadata.addName(builder, name);
    ModelMetadata.addSubgraphMetadata(builder, graphs);
    ModelMetadata.addMinParserVersion(builder, parser);
    ModelMetadata.finishModelMetadataBuffer(builder, ModelMetadata.endModelMetadata(builder));
    return builder.sizedByteArray();
  }

  private int image(Value input) {
    int size = ImageSize.createImageSize(builder, input.width(), input.height());
    int properties = ImageProperties.createImageProperties(builder, ColorSpaceType.RGB, size);
    int content = Content.createContent(builder, ContentProperties.ImageProperties, properties, 0);
    return tensor(
        TfLiteWriter.INPUT,
        (description.normalizes()
                ? "the image's pixels, 0 to 255"
                : "the image's pixels, less the mean and divided by the standard deviation")
            + shape(),
        content,
        new int[] {normalization()},
        new int[0],
        pixels(0),
        pixels(255));
  }

  /** What the metadata's schema has no field for. */
  private String shape() {
    return switch (description.preprocessing().resize()) {
      case STRETCH -> "";
      case PAD -> "; of the whole image in its own shape, in the middle of a black one";
      case CROP -> "; of the middle of the image in its own shape";
    };
  }

  /** TFLite's convention: of pixels from 0 to 255; 0 and 1 where nothing is left to do. */
  private int normalization() {
    float[] mean = {0};
    float[] std = {1};
    if (!description.normalizes()) {
      mean = new float[3];
      std = new float[3];
      for (int c = 0; c < 3; c++) {
        mean[c] = 255 * description.preprocessing().normalization().mean(c);
        std[c] = 255 * description.preprocessing().normalization().std(c);
      }
    }
    int options =
        NormalizationOptions.createNormalizationOptions(
            builder,
            NormalizationOptions.createMeanVector(builder, mean),
            NormalizationOptions.createStdVector(builder, std));
    return ProcessUnit.createProcessUnit(builder, ProcessUnitOptions.NormalizationOptions, options);
  }

  /** What a pixel is when it is put in. */
  private float[] pixels(int value) {
    if (description.normalizes()) {
      return new float[] {value};
    }
    Normalization normalization = description.preprocessing().normalization();
    float[] pixels = new float[3];
    for (int c = 0; c < 3; c++) {
      pixels[c] = (value / 255f - normalization.mean(c)) / normalization.std(c);
    }
    return pixels;
  }

  private int head(HeadSpec head) {
    FeatureProperties.startFeatureProperties(builder);
    int properties = FeatureProperties.endFeatureProperties(builder);
    int content =
        Content.createContent(builder, ContentProperties.FeatureProperties, properties, 0);
    float[] min = {0};
    float[] max = {1};
    if (head.isCategorical()) {
      String text = "the probabilities of the categories of \"" + head.name() + "\"";
      int[] files = {labels(head)};
      return tensor(head.name(), text, content, new int[0], files, min, max);
    }
    float threshold = (float) description.points().of(head).threshold();
    String text = "the probability of \"" + head.name() + "\"; yes from " + threshold + " on";
    int options = ScoreThresholdingOptions.createScoreThresholdingOptions(builder, threshold);
    int unit =
        ProcessUnit.createProcessUnit(
            builder, ProcessUnitOptions.ScoreThresholdingOptions, options);
    return tensor(head.name(), text, content, new int[] {unit}, new int[0], min, max);
  }

  private int labels(HeadSpec head) {
    int name = builder.createString(labelFile(head));
    int text = builder.createString("the categories of \"" + head.name() + "\", a line for each");
    byte type = AssociatedFileType.TENSOR_AXIS_LABELS;
    return AssociatedFile.createAssociatedFile(builder, name, text, type, 0, 0);
  }

  private int tensor(
      String name,
      String text,
      int content,
      int[] processUnits,
      int[] files,
      float[] min,
      float[] max) {
    int stats =
        Stats.createStats(
            builder, Stats.createMaxVector(builder, max), Stats.createMinVector(builder, min));
    return TensorMetadata.createTensorMetadata(
        builder,
        builder.createString(name),
        builder.createString(text),
        0,
        content,
        TensorMetadata.createProcessUnitsVector(builder, processUnits),
        stats,
        files.length == 0 ? 0 : TensorMetadata.createAssociatedFilesVector(builder, files));
  }
}
