package io.github.twohead.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.twohead.CalibrationSet;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.export.ExportedFile;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.spi.ExportConfig;
import io.github.twohead.spi.ModelConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The networks that are measured, and their files. */
final class Networks {
  private static final int CALIBRATION_IMAGES = 8;
  private static final int STATISTICS_BATCH = 4;
  private static final int STATISTICS_STEPS = 30;

  private Networks() {}

  /**
   * ShuffleNetV2 x0.5 with random weights. Batch normalisation has the statistics of drawn photos,
   * so that numbers neither vanish nor grow on their way through the layers.
   */
  static Network random(int heads, int size, long seed) {
    return random(heads, false, size, seed);
  }

  /** The same, with heads that pool before their convolutions if wanted. */
  static Network random(int heads, boolean poolFirst, int size, long seed) {
    List<HeadSpec> specs =
        IntStream.range(0, heads).mapToObj(i -> HeadSpec.binary("head" + i)).toList();
    Preprocessing input = Preprocessing.standard().size(size);
    return random(
        ModelConfig.builder()
            .heads(specs)
            .poolFirst(poolFirst)
            .preprocessing(input)
            .seed(seed)
            .build());
  }

  /** One softmax over three classes on the same trunk. */
  static Network threeClasses(int size, long seed) {
    List<HeadSpec> heads = List.of(HeadSpec.categorical("head", "0", "1", "2"));
    Preprocessing input = Preprocessing.standard().size(size);
    return random(ModelConfig.builder().heads(heads).preprocessing(input).seed(seed).build());
  }

  private static Network random(ModelConfig config) {
    Preprocessing input = config.preprocessing();
    int size = input.width();
    Network network = new Network(config, Device.cpu());
    ByteBuffer photos = memory(STATISTICS_BATCH * InputImage.values(input) * Float.BYTES);
    for (int i = 0; i < STATISTICS_BATCH; i++) {
      byte[] rgb = Drawings.rgb(Drawings.photo(size, size, i));
      new Normalizer(input).write(rgb, photos, i);
    }
    for (int i = 0; i < STATISTICS_STEPS; i++) {
      Torch.unrecorded(
          () -> {
            try (NDManager step = network.manager().newSubManager()) {
              network.forward(network.images(step, photos, STATISTICS_BATCH), true);
            }
          });
    }
    network.freeze();
    return network;
  }

  /** Memory for numbers on their way to native code. */
  static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** An image as floats, normalised, channels last. */
  static ByteBuffer floats(byte[] rgb, Preprocessing input) {
    ByteBuffer floats = memory(rgb.length * Float.BYTES);
    new Normalizer(input).write(rgb, floats, 0);
    return floats;
  }

  /** Saves a network to a new temporary file. */
  static Path saved(Network network) throws IOException {
    Path file = Files.createTempFile("twohead-bench-", ".twohead");
    Bundle.save(network, Provenance.unknown(), file);
    return file;
  }

  /** Exports a network to a new temporary file, 8-bit activations calibrated with drawn photos. */
  static Path exported(Network network, ExportFormat format) throws IOException {
    boolean calibrated = format == ExportFormat.TFLITE_INT8;
    int size = network.config().preprocessing().width();
    Optional<CalibrationSet> calibration =
        calibrated
            ? Optional.of(
                CalibrationSet.minMax(
                    Drawings.table(network.config().heads(), CALIBRATION_IMAGES, size, size)))
            : Optional.empty();
    ExportConfig.Builder settings = ExportConfig.builder().format(format).tolerance(1).agreement(0);
    calibration.ifPresent(settings::calibrationSet);
    byte[] content =
        ExportedFile.content(
            network,
            Manifest.of(network.config(), Map.of(), Provenance.unknown()),
            settings.build());
    return Files.write(Files.createTempFile("twohead-bench-", "." + format), content);
  }
}
