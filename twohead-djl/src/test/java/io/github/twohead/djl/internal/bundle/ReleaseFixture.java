package io.github.twohead.djl.internal.bundle;

import io.github.twohead.Augmentation;
import io.github.twohead.Backbone;
import io.github.twohead.Calibration;
import io.github.twohead.CalibrationSet;
import io.github.twohead.Checkpoints;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
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
import io.github.twohead.Optimizer;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.ThresholdRule;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingReport;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.nn.NarrowShuffleNet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes the files that a release leaves to the tests of all later ones, a saved model, a
 * checkpoint and one of every export, with heads of yes or no alone and with a categorical one, and
 * prints what {@link ReleaseTest} shall expect of them. Run once per release, when the version is
 * the release's:
 *
 * <pre>{@code
 * mvn -pl twohead-djl -am test -Dtest=ReleaseFixture -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dfixture=src/test/resources/io/github/twohead/djl/internal/bundle/release-X.Y.Z
 * }</pre>
 */
class ReleaseFixture {
  /** The images that a release's answers are kept of. */
  static final int IMAGES = 3;

  /** The checkpoint that is kept: two of four epochs. */
  static final String CHECKPOINT = "epoch-2.safetensors";

  /** In the names of files with a categorical head. */
  static final String SHADES = "-shades";

  static final HeadSpec SHADE =
      HeadSpec.builder("shade")
          .width(8)
          .categories(List.of("dark blue", "dark, red", "hell \u2600"))
          .build();

  private static final LabelSplitter SHADE_LABELS =
      LabelSplitter.builder()
          .positive(Samples.RED, 1, 3, 4)
          .category(SHADE, "dark blue", 0)
          .category(SHADE, "dark, red", 1)
          .category(SHADE, "hell \u2600", 2, 3)
          .unknown(SHADE, 4)
          .build();

  @Test
  @EnabledIfSystemProperty(named = "fixture", matches = ".+")
  void write_saved_model() {
    Path file = Path.of(System.getProperty("fixture") + ".twohead");
    try (MultiHeadModel model = trained(Backbone.shuffleNetV2x05())) {
      model.save(file);
    }
    printAnswers(file);
  }

  @Test
  @EnabledIfSystemProperty(named = "fixture", matches = ".+")
  void write_exports() {
    try (MultiHeadModel model = trained(NarrowShuffleNet.backbone())) {
      export(model, Samples.validation(), System.getProperty("fixture"));
    }
  }

  /** The checkpoint in the middle of a training, and how that training ended. */
  @Test
  @EnabledIfSystemProperty(named = "fixture", matches = ".+")
  void write_checkpoint(@TempDir Path folder) throws IOException {
    try (MultiHeadModel model = Samples.model(1)) {
      TrainingReport report = checkpointed(model, folder, 9);
      report.epochs().forEach(epoch -> System.out.println(epoch.loss() + " " + epoch));
    }
    Path middle = Path.of(System.getProperty("fixture") + ".checkpoint.safetensors");
    Files.copy(folder.resolve(CHECKPOINT), middle);
  }

  /** Trains for four epochs, with a checkpoint after each. */
  static TrainingReport checkpointed(MultiHeadModel model, Path folder, int kept) {
    return Samples.trainer(model, LearningRateSchedule.cosine())
        .epochs(4)
        .emaDecay(0.5)
        .checkpoint(Checkpoints.in(folder).keep(kept))
        .fit(Samples.train(), Samples.validation());
  }

  /** A categorical head beside one of yes or no, calibrated, with a threshold that was chosen. */
  @Test
  @EnabledIfSystemProperty(named = "fixture", matches = ".+")
  void write_shades() {
    String start = System.getProperty("fixture") + SHADES;
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .backbone(NarrowShuffleNet.backbone())
            .heads(SHADE, Samples.RED)
            .preprocessing(Preprocessing.standard().size(Samples.SIDE))
            .device(Device.cpu())
            .build()) {
      TrainingReport report =
          trainer(model)
              .calibrate(Calibration.Method.PLATT)
              .chooseThreshold("red", ThresholdRule.recallAtLeast(0.95))
              .fit(shades(Samples.table(12, 0), 0), shades(Samples.table(12, 100), 7));
      print(report);
      System.out.println(report.calibrations() + " " + report.thresholds());
      model.save(Path.of(start + ".twohead"));
      printAnswers(Path.of(start + ".twohead"));
      export(model, shades(Samples.validation(), 0), start);
    }
  }

  /**
   * Images with labels of shades.
   *
   * @param wrong one of so many has the label of the next class; 0 if none has
   */
  private static ImageTable shades(ImageTable images, int wrong) {
    List<LabelledImage> rows = new ArrayList<>();
    for (LabelledImage row : images.images()) {
      int shown = Integer.parseInt(row.imageClass().orElseThrow());
      boolean isWrong = wrong > 0 && rows.size() % wrong == wrong - 1;
      String said = Integer.toString(isWrong ? (shown + 1) % 5 : shown);
      rows.add(LabelledImage.of(row.source(), said, SHADE_LABELS));
    }
    return ImageTable.of(rows);
  }

  private static void export(MultiHeadModel model, ImageTable samples, String start) {
    for (ExportFormat format : ExportFormat.values()) {
      Exporter exporter = model.exporter().format(format).samples(samples);
      if (takesRawPixels(format)) {
        exporter.rawPixels();
      }
      if (format == ExportFormat.TFLITE_INT8) {
        exporter.calibrationSet(CalibrationSet.minMax(calibration()));
      }
      Path file = Path.of(start + suffix(format));
      System.out.println(exporter.write(file));
      printAnswers(file);
    }
  }

  /** Images of training and those whose answers are kept, so that no range cuts one off. */
  private static ImageTable calibration() {
    List<LabelledImage> rows = new ArrayList<>(Samples.train().images());
    for (int i = 0; i < IMAGES; i++) {
      rows.add(LabelledImage.of(ImageSource.of(image(i)), "0", Samples.LABELS));
    }
    return ImageTable.of(rows);
  }

  /** How the name of a release's file ends, such as {@code -fp16.tflite}. */
  static String suffix(ExportFormat format) {
    String form = format.toString().substring(format.extension().length());
    return form + "." + format.extension();
  }

  /** Which files normalise pixels themselves. */
  static boolean takesRawPixels(ExportFormat format) {
    return format == ExportFormat.TFLITE_FP16 || format == ExportFormat.TFLITE_INT8;
  }

  private static MultiHeadModel trained(Backbone backbone) {
    MultiHeadModel model = Samples.model(backbone, 42);
    print(trainer(model).fit(Samples.table(12, 0), Samples.validation()));
    return model;
  }

  private static Trainer trainer(MultiHeadModel model) {
    return model
        .trainer()
        .epochs(30)
        .batchSize(16)
        .optimizer(Optimizer.adam(3e-3))
        .schedule(LearningRateSchedule.cosine())
        .augmentation(Augmentation.none());
  }

  private static void print(TrainingReport report) {
    System.out.println("best epoch " + report.bestEpoch() + ": " + report.best().evaluation());
  }

  /** Opens a release's file. */
  static MultiHeadPredictor open(Path file) {
    MultiHeadPredictor.Builder settings = MultiHeadPredictor.builder().device(Device.cpu());
    if (file.toString().endsWith(SHADES + ".twohead")) {
      settings.backbone(NarrowShuffleNet.backbone());
    }
    return settings.open(file);
  }

  private static void printAnswers(Path file) {
    try (MultiHeadPredictor predictor = open(file)) {
      System.out.println(file.getFileName() + " on " + predictor.runtime());
      for (int i = 0; i < IMAGES; i++) {
        Prediction answer = predictor.predict(image(i));
        System.out.println("image " + i + ": " + answer.heads());
        for (HeadPrediction head : answer.heads()) {
          System.out.println(
              "  " + (head.head().isCategorical() ? head.probabilities() : head.probability()));
        }
      }
    }
  }

  /**
   * An image that is the same on every machine, and otherwise when it is mirrored, turned, or its
   * colours change places.
   *
   * @param number 0 for a red one, 1 for a blue one, 2 for stripes on orange
   */
  static BufferedImage image(int number) {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        int strong = 120 + 2 * x;
        int weak = 40 + y;
        int stripe = (x + 2 * y) % 7 < 3 ? 60 : 0;
        int rgb =
            switch (number) {
              case 0 -> strong << 16 | weak << 8 | weak;
              case 1 -> weak << 16 | weak << 8 | strong;
              default -> strong << 16 | (weak + stripe) << 8 | stripe;
            };
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }
}
