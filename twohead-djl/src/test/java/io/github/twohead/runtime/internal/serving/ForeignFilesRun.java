package io.github.twohead.runtime.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Normalization;
import io.github.twohead.Prediction;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.spi.ModelContent;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Opens ONNX files whose inputs are square, such as {@code src/test/python/onnx_networks.py}
 * writes, and compares their answers with those of ONNX Runtime alone:
 *
 * <pre>{@code java -cp … io.github.twohead.runtime.internal.serving.ForeignFilesRun *.onnx}</pre>
 */
final class ForeignFilesRun {
  private static final double TOLERANCE = 1e-5;

  private ForeignFilesRun() {}

  /** Takes files; prints a line for each, and exits with 1 if one answers otherwise. */
  public static void main(String[] args) throws Exception {
    boolean alike = true;
    for (String name : args) {
      Path file = Path.of(name);
      try {
        double difference = difference(file);
        alike &= difference <= TOLERANCE;
        System.out.printf("%-60s differs by %.1e%n", file.getFileName(), difference);
      } catch (ModelFileException e) {
        System.out.printf("%-60s %s%n", file.getFileName(), e.getMessage());
      }
    }
    System.exit(alike ? 0 : 1);
  }

  private static double difference(Path file) throws Exception {
    NetworkFile network = FileEngine.read(ModelContent.of(file));
    boolean ours = network.metadata().containsKey(FileMetadata.MANIFEST);
    boolean raw = FileMetadata.RAW.equals(network.metadata().get(FileMetadata.INPUT));
    int side = network.input().width();
    byte[] rgb = new byte[3 * side * side];
    new Random(1).nextBytes(rgb);
    Map<String, NetworkOutput> outputs = new TreeMap<>();
    network.outputs().forEach(output -> outputs.put(output.name(), output));
    MultiHeadPredictor.Builder builder = MultiHeadPredictor.builder().acceptChanged();
    if (!ours) {
      builder
          .heads(outputs.keySet().stream().map(HeadSpec::binary).toArray(HeadSpec[]::new))
          .normalization(Normalization.IMAGENET);
    }
    double largest = 0;
    try (MultiHeadPredictor predictor = builder.open(file)) {
      Normalization normalization =
          raw
              ? new Normalization(0, 0, 0, 1 / 255f, 1 / 255f, 1 / 255f)
              : predictor.preprocessing().normalization();
      Prediction prediction = predictor.predict(image(rgb, side));
      for (NetworkOutput output : outputs.values()) {
        double[] bare = BareOnnx.run(Files.readAllBytes(file), output.name(), rgb, normalization);
        double actual = prediction.head(output.name()).probability();
        largest = Math.max(largest, Math.abs(actual - probability(output, bare)));
      }
    }
    return largest;
  }

  private static double probability(NetworkOutput output, double[] bare) {
    double last = bare[bare.length - 1];
    return output.activation().kind() == FinalActivation.Kind.LOGITS
        ? 1 / (1 + Math.exp(bare.length == 1 ? -last : bare[0] - last))
        : last;
  }

  private static BufferedImage image(byte[] rgb, int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      int red = rgb[3 * i] & 0xFF;
      int green = rgb[3 * i + 1] & 0xFF;
      image.setRGB(i % side, i / side, red << 16 | green << 8 | (rgb[3 * i + 2] & 0xFF));
    }
    return image;
  }
}
