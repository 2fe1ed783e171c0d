package io.github.twohead.djl.internal;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.ExportFormat;
import io.github.twohead.ExportReport;
import io.github.twohead.HeadComparison;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.Preprocessing;
import io.github.twohead.Scores;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.bundle.Manifest;
import io.github.twohead.djl.internal.bundle.ModelFiles;
import io.github.twohead.djl.internal.bundle.ModelFormat;
import io.github.twohead.djl.internal.export.ExportedFile;
import io.github.twohead.djl.internal.image.Augmenter;
import io.github.twohead.djl.internal.nn.HeadLayout;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.serving.Predictor;
import io.github.twohead.djl.internal.serving.Predictors;
import io.github.twohead.djl.internal.training.Scorer;
import io.github.twohead.spi.ExportConfig;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes a network for another runtime, if what is written predicts the same. */
final class CheckedExport {
  private static final int DRAWN_IMAGES = 32;

  private final Network network;
  private final ExportConfig settings;
  private final HeadLayout layout;

  CheckedExport(Network network, ExportConfig settings) {
    this.network = network;
    this.settings = settings;
    layout = network.layout();
  }

  /**
   * Writes a file.
   *
   * @param manifest what a saved model would say of itself
   * @throws TwoheadException if it predicts otherwise; an existing file then stays as it was
   */
  ExportReport write(Manifest manifest, Path file) {
    byte[] content = ExportedFile.content(network, manifest, settings);
    ExportReport report = compare(content);
    if (!(report.largestDifference() <= settings.tolerance())) {
      throw new TwoheadException(
          file
              + " was not written: its probabilities would differ from the model's by more than "
              + settings.tolerance()
              + ". "
              + report);
    }
    ModelFiles.write(file, content);
    return report;
  }

  private ExportReport compare(byte[] content) {
    Preprocessing input = network.config().preprocessing();
    ImageTable images = settings.samples().orElseGet(() -> drawn(input));
    Scorer scorer = new Scorer(layout, input, Augmenter.none(input), network::probabilities);
    Scorer.Answers model = scorer.answers(images);
    Scorer.Answers exported;
    try (Predictor predictor = Predictors.open(content, format())) {
      exported = predictor.answers(images);
    }
    return report(content.length, model, exported);
  }

  private ModelFormat format() {
    return settings.format() == ExportFormat.ONNX ? ModelFormat.ONNX : ModelFormat.TFLITE;
  }

  private ExportReport report(int bytes, Scorer.Answers model, Scorer.Answers exported) {
    Scores before = model.scores(layout);
    Scores after = exported.scores(layout);
    int images = before.images();
    Map<String, HeadComparison> heads = new LinkedHashMap<>();
    for (HeadSpec head : layout.heads()) {
      int column = layout.column(head);
      double largest = 0;
      int same = 0;
      for (int row = 0; row < images; row++) {
        double one = model.probabilities()[row * layout.count() + column];
        double other = exported.probabilities()[row * layout.count() + column];
        largest = Math.max(largest, Math.abs(one - other));
        same += (one >= head.threshold()) == (other >= head.threshold()) ? 1 : 0;
      }
      boolean labelled = settings.samples().isPresent();
      ConfusionCounts none = new ConfusionCounts(0, 0, 0, 0);
      heads.put(
          head.name(),
          new HeadComparison(
              largest,
              (double) same / images,
              labelled ? before.head(head) : none,
              labelled ? after.head(head) : none));
    }
    return new ExportReport(settings.format(), bytes, images, heads);
  }

  /** Soft blobs and noise of all colours. Their labels mean nothing. */
  private ImageTable drawn(Preprocessing input) {
    Map<HeadSpec, Label> labels = new LinkedHashMap<>();
    layout.heads().forEach(head -> labels.put(head, Label.NEGATIVE));
    Random random = new Random(1);
    List<LabelledImage> images = new ArrayList<>();
    for (int i = 0; i < DRAWN_IMAGES; i++) {
      BufferedImage image = draw(input.width(), input.height(), random);
      images.add(LabelledImage.of(ImageSource.of(image), labels));
    }
    return ImageTable.of(images);
  }

  private static BufferedImage draw(int width, int height, Random random) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    double[] wave = random.doubles(6, 0, 0.2).toArray();
    double noise = 60 * random.nextDouble();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          double smooth = Math.sin(wave[2 * channel] * x) * Math.cos(wave[2 * channel + 1] * y);
          int value = (int) (128 + 90 * smooth + noise * random.nextGaussian());
          rgb = rgb << 8 | Math.max(0, Math.min(255, value));
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }
}
