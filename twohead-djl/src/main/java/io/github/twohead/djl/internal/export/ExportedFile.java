package io.github.twohead.djl.internal.export;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.CalibrationSet;
import io.github.twohead.DataException;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.LabelledImage;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.djl.internal.export.onnx.OnnxWriter;
import io.github.twohead.djl.internal.export.tflite.Calibrator;
import io.github.twohead.djl.internal.export.tflite.Calibrator.Range;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteDescription;
import io.github.twohead.djl.internal.export.tflite.TfLiteWriter.TfLiteFormat;
import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.GraphBuilder;
import io.github.twohead.djl.internal.graph.Value;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.Images;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.spi.DataProblems;
import io.github.twohead.spi.ExportConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The content of a file for another runtime. */
public final class ExportedFile {
  private static final Range PIXELS = new Range(0, 255);

  private ExportedFile() {}

  /**
   * Lowers a network and writes it.
   *
   * @param manifest what a saved model would say of itself
   * @throws DataException if images of the calibration set cannot be read
   */
  public static byte[] content(Network network, Manifest manifest, ExportConfig settings) {
    OperatingPoints points = points(network, manifest);
    Graph graph = BlockLowering.of(network, points);
    Preprocessing input = network.config().preprocessing();
    Graph written =
        settings.rawPixels() ? GraphBuilder.withRawPixels(graph, input.normalization()) : graph;
    String json = manifest.toJson();
    Map<String, String> metadata = FileMetadata.metadata(json, settings.rawPixels());
    byte[] content;
    if (settings.format() == ExportFormat.ONNX) {
      network.config().heads().stream()
          .filter(HeadSpec::isCategorical)
          .forEach(
              head -> metadata.put(FileMetadata.LABELS + head.name(), FileMetadata.labels(head)));
      content = OnnxWriter.write(written, metadata);
    } else {
      TfLiteDescription description =
          new TfLiteDescription(
              network.config().backbone().name(), input, settings.rawPixels(), points, metadata);
      Map<Value, Range> ranges = new HashMap<>();
      settings.calibrationSet().ifPresent(set -> ranges.putAll(ranges(graph, input, set)));
      ranges.putIfAbsent(written.input(), PIXELS);
      content = TfLiteWriter.write(written, tflite(settings.format()), description, ranges);
    }
    FileMetadata.sign(content, FileMetadata.placeholder(json));
    return content;
  }

  /** How the heads decide as a manifest has it, also where that changes meanwhile. */
  static OperatingPoints points(Network network, Manifest manifest) {
    return OperatingPoints.standard(network.layout()).with(manifest.operatingPoints());
  }

  private static TfLiteFormat tflite(ExportFormat format) {
    return switch (format) {
      case TFLITE -> TfLiteFormat.FLOAT32;
      case TFLITE_FP16 -> TfLiteFormat.FLOAT16;
      case TFLITE_DYNAMIC -> TfLiteFormat.DYNAMIC_INT8;
      case TFLITE_INT8 -> TfLiteFormat.INT8;
      case ONNX -> throw new IllegalArgumentException(format + " is no format of TFLite");
    };
  }

  private static Map<Value, Range> ranges(Graph graph, Preprocessing input, CalibrationSet set) {
    Calibrator ranges = new Calibrator();
    Normalizer plain = new Normalizer(input);
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(InputImage.values(input) * Float.BYTES)
            .order(ByteOrder.nativeOrder());
    Shape shape = new Shape(1, input.height(), input.width(), 3);
    DataProblems problems = new DataProblems();
    problems.addAll(set.images().problems());
    List<LabelledImage> images = set.images().images();
    if (images.isEmpty() && problems.isEmpty()) {
      problems.addAll(List.of("calibration: the table has no images"));
    }
    for (LabelledImage image : images) {
      if (Thread.currentThread().isInterrupted()) {
        throw new TwoheadException("the export was interrupted");
      }
      try (NDManager manager = Torch.newManager()) {
        plain.write(InputImage.read(image.source(), input), pixels, 0);
        if (problems.isEmpty()) { // otherwise only the others are looked for
          Torch.unrecorded(
              () ->
                  GraphRunner.run(
                      graph,
                      manager.create(pixels, shape, DataType.FLOAT32).transpose(0, 3, 1, 2),
                      (value, array) -> ranges.observe(value, array.toFloatArray())));
        }
      } catch (UnreadableImageException e) {
        problems.add(Images.reason(image, e.getMessage()), Images.problem(image, e.getMessage()));
      }
    }
    problems.throwIfAny();
    return ranges.percentile(set.percentile());
  }
}
