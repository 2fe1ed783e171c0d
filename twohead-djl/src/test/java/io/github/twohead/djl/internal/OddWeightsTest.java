package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.CalibrationSet;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadPrediction;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.export.CheckedExport;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.spi.ExportConfig;
import io.github.twohead.spi.ModelConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the weights are, every file that is written reads back and runs, in every format. */
class OddWeightsTest {
  private static final ImageTable SAMPLES = Samples.table(1, 0);
  private static final ImageTable ONE = ImageTable.of(SAMPLES.images().subList(1, 2));

  @TempDir private Path folder;

  /** What is done to the numbers of a tensor. */
  private interface Change {
    void apply(String name, float[] values, Random random);
  }

  /** Weights that training, a wrong file or a rounding to nothing leaves. */
  private enum Oddity {
    UNTRAINED((name, values, random) -> {}),
    ALL_ZERO((name, values, random) -> fill(values, 0)),
    ALL_EQUAL(
        (name, values, random) -> {
          if (name.endsWith("weight")) {
            fill(values, 0.25f);
          }
        }),
    DEAD_CHANNELS(
        (name, values, random) -> {
          if (name.endsWith("weight")) {
            Arrays.fill(values, 0, values.length / 3, 0);
          }
        }),
    DEAD_FEATURES(
        (name, values, random) -> {
          if (name.startsWith("stage4.3.branch2.6") || name.matches("heads.*conv.1.bias")) {
            fill(values, name.endsWith("var") ? 1 : -1);
          }
        }),
    NO_VARIANCE(
        (name, values, random) -> {
          if (name.matches("stage2.*running_var")) {
            fill(values, 0);
          }
        }),
    VAST_VARIANCE(
        (name, values, random) -> {
          if (name.endsWith("running_var")) {
            fill(values, 1e30f);
          }
        }),
    ONE_GREAT_GAIN(
        (name, values, random) -> {
          if (name.equals("stage3.0.branch1.3.weight")) {
            scale(values, 1e12f);
          }
        }),
    ONE_GREAT_GAIN_UNDONE(
        (name, values, random) -> {
          if (name.equals("stage2.1.branch2.0.weight")) {
            scale(values, 1e12f);
          } else if (name.matches("stage2.1.branch2.1.(running_mean|bias)")) {
            scale(values, 1e-6f);
          }
        }),
    SMALL_GAINS(
        (name, values, random) -> {
          if (name.endsWith(".weight") && values.length <= 192) {
            scale(values, 1e-3f);
          }
        }),
    DENORMAL(
        (name, values, random) -> {
          if (name.endsWith("conv.0.weight")) {
            scale(values, 1e-42f);
          }
        }),
    VAST_BIASES(
        (name, values, random) -> {
          if (name.matches("(conv1|stage.*branch2).*bias")) {
            values[0] = 0x1p50f;
            values[1] = -0x1p50f;
          }
        }),
    SATURATED(
        (name, values, random) -> {
          if (name.endsWith("fc.weight") || name.endsWith("fc.bias")) {
            scale(values, 0x1p50f);
          }
        }),
    CONSTANT_LOGITS(
        (name, values, random) -> {
          if (name.endsWith("fc.weight")) {
            fill(values, 0);
          } else if (name.endsWith("fc.bias")) {
            fill(values, 3e5f);
          }
        });

    private final Change change;

    Oddity(Change change) {
      this.change = change;
    }

    private static void fill(float[] values, float number) {
      Arrays.fill(values, number);
    }

    private static void scale(float[] values, float factor) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_write_files_that_read_back_and_run(Oddity oddity) {
    try (Network network = network(1, oddity.change)) {
      for (ExportFormat format : ExportFormat.values()) {
        for (boolean raw : new boolean[] {false, true}) {
          Path file = folder.resolve(format + "-" + raw);
          new CheckedExport(network, settings(format, raw), file).write(manifest(network));

          assertRuns(file, oddity + " as " + format);
        }
      }
    }
  }

  /** Each tensor of each network is left alone, or changed in one of many ways. */
  @Test
  void should_write_random_networks_so_or_say_why_not() {
    Map<ExportFormat, Integer> written = new EnumMap<>(ExportFormat.class);
    for (int seed = 1; seed <= 20; seed++) {
      try (Network network = network(seed, OddWeightsTest::anything)) {
        for (ExportFormat format : ExportFormat.values()) {
          Path file = folder.resolve(format + "-" + seed);
          try {
            new CheckedExport(network, settings(format, false), file).write(manifest(network));
            assertRuns(file, "seed " + seed + " as " + format);
            written.merge(format, 1, Integer::sum);
          } catch (TwoheadException e) {
            assertThat(e).as("seed " + seed).hasMessageStartingWith(file + " was not written: ");
            assertThat(file).doesNotExist();
          }
        }
      }
    }
    assertThat(written).hasSize(ExportFormat.values().length);
    assertThat(written.values()).allSatisfy(count -> assertThat(count).isGreaterThan(9));
  }

  private static void anything(String name, float[] values, Random random) {
    boolean variance = name.endsWith("running_var");
    switch (random.nextInt(30)) {
      case 0 -> Arrays.fill(values, 0);
      case 1 -> Arrays.fill(values, variance ? 1e-30f : 1);
      case 2 -> Arrays.fill(values, 0, values.length / 2, 0);
      case 3 -> Oddity.scale(values, 1e-42f);
      case 4 -> Oddity.scale(values, (float) Math.pow(10, random.nextInt(-12, 5)));
      case 5 -> values[random.nextInt(values.length)] = variance ? 1e20f : -1e6f;
      case 6 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] *= (float) Math.pow(10, random.nextInt(-9, 3));
        }
      }
      default -> {}
    }
  }

  private static Network network(long seed, Change change) {
    Preprocessing input = Preprocessing.standard().size(Samples.SIDE);
    ModelConfig config =
        ModelConfig.builder()
            .heads(List.of(Samples.RED, Samples.BRIGHT))
            .preprocessing(input)
            .seed(seed)
            .build();
    Network network = new Network(config, Torch.device(Device.cpu()));
    Map<String, float[]> state = network.state().read();
    Random random = new Random(seed);
    for (StateEntry entry : network.state().entries()) {
      change.apply(entry.name(), state.get(entry.name()), random);
    }
    network.state().write(state);
    return network;
  }

  private static Manifest manifest(Network network) {
    return Manifest.of(network.config(), Map.of(), Provenance.unknown());
  }

  private static ExportConfig settings(ExportFormat format, boolean raw) {
    Optional<CalibrationSet> calibration =
        format == ExportFormat.TFLITE_INT8
            ? Optional.of(CalibrationSet.minMax(ONE))
            : Optional.empty();
    ExportConfig.Builder settings =
        ExportConfig.builder().format(format).samples(SAMPLES).tolerance(1).agreement(0);
    calibration.ifPresent(settings::calibrationSet);
    return (raw ? settings.rawPixels() : settings).build();
  }

  private static void assertRuns(Path file, String what) {
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      for (LabelledImage image : SAMPLES.images()) {
        assertThat(predictor.predict(image.source()).heads())
            .as(what)
            .hasSize(2)
            .extracting(HeadPrediction::probability)
            .allSatisfy(probability -> assertThat(probability).isBetween(0.0, 1.0));
      }
    }
  }
}
