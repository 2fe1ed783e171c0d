package io.github.twohead.djl.internal.export;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.DataException;
import io.github.twohead.ExportReport;
import io.github.twohead.HeadComparison;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelledImage;
import io.github.twohead.ModelFileException;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.TorchInference;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.heads.Readout;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.runtime.internal.serving.FileEngine;
import io.github.twohead.runtime.internal.serving.Inference;
import io.github.twohead.runtime.internal.serving.Predictor;
import io.github.twohead.runtime.internal.serving.Scorer;
import io.github.twohead.runtime.internal.serving.Scorer.Answers;
import io.github.twohead.spi.AtomicFile;
import io.github.twohead.spi.ExportConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** Writes a network for another runtime, if what is written predicts the same. */
public final class CheckedExport {
  /** Nearer to another decision than this, the rounding of 8 bits decides. */
  private static final double MARGIN = 0.05;

  private final Network network;
  private final ExportConfig settings;
  private final Path file;

  /** Prepares to write a file. */
  public CheckedExport(Network network, ExportConfig settings, Path file) {
    this.network = network;
    this.settings = settings;
    this.file = file;
  }

  /**
   * Writes it.
   *
   * @param manifest what a saved model would say of itself
   * @throws DataException if images cannot be read
   * @throws TwoheadException if it predicts otherwise, or cannot hold or compute what the network
   *     does; an existing file then stays as it was
   */
  public ExportReport write(Manifest manifest) {
    try {
      byte[] content = ExportedFile.content(network, manifest, settings);
      OperatingPoints points = ExportedFile.points(network, manifest);
      ExportReport report = compare(content, points);
      check(report, points);
      AtomicFile.write(file, content);
      if (settings.servingProperties()) {
        ServingFile.write(file);
      }
      return report;
    } catch (IOException e) {
      throw new ModelFileException(String.valueOf(e.getMessage()), e);
    } catch (DataException | ModelFileException e) {
      throw e;
    } catch (TwoheadException | IllegalArgumentException | IllegalStateException e) {
      throw new TwoheadException(file + " was not written: " + e.getMessage(), e);
    }
  }

  private ExportReport compare(byte[] content, OperatingPoints points) {
    Preprocessing input = network.config().preprocessing();
    HeadLayout layout = points.layout();
    ImageTable images = settings.samples().orElseGet(() -> DrawnImages.table(layout, input));
    Answers model = answers(images, points);
    Answers exported = readBack(content, images);
    boolean labelled = settings.samples().isPresent();
    Map<String, HeadComparison> heads =
        new AnswerComparison(points, model, exported).heads(margin(), labelled);
    int count = model.probabilities().length / layout.outputs();
    return ExportReport.builder()
        .format(settings.format())
        .bytes(content.length)
        .images(count)
        .heads(heads)
        .build();
  }

  private Answers answers(ImageTable images, OperatingPoints points) {
    try (Workers workers = new Workers()) {
      Inference inference = new TorchInference(network, Optional.empty());
      Preprocessing input = network.config().preprocessing();
      return new Scorer(points, input, inference, workers).answers(images);
    }
  }

  private Answers readBack(byte[] content, ImageTable images) {
    try (Predictor file = FileEngine.open(content)) {
      return file.answers(images);
    } catch (ModelFileException e) {
      throw new TwoheadException("it could not be read back: " + e.getMessage(), e);
    }
  }

  private double margin() {
    return Math.min(MARGIN, settings.tolerance());
  }

  private void check(ExportReport report, OperatingPoints points) {
    if (!(report.largestDifference() <= settings.tolerance())) {
      throw new TwoheadException(
          "its probabilities would differ from the model's by more than "
              + settings.tolerance()
              + ". "
              + report);
    }
    String otherwise =
        report.heads().entrySet().stream()
            .filter(head -> head.getValue().agreement() < settings.agreement())
            .map(head -> otherwise(head.getKey(), head.getValue(), points))
            .collect(Collectors.joining("; "));
    if (!otherwise.isEmpty()) {
      throw new TwoheadException(
          otherwise + ". Try other calibration images, or another format. " + report);
    }
  }

  private String otherwise(String name, HeadComparison comparison, OperatingPoints points) {
    HeadSpec head = network.config().head(name);
    return String.format(
        Locale.ROOT,
        "its head \"%s\" would decide as the model does on %.1f %% of the %d images that are"
            + " further than %s from deciding otherwise, not on %.1f %%",
        head,
        100 * comparison.agreement(),
        comparison.clear(),
        AnswerComparison.margin(points, head, margin()),
        100 * settings.agreement());
  }

  /** Soft blobs and noise of all colours. Their labels mean nothing. */
  private static final class DrawnImages {
    private static final int COUNT = 32;

    private DrawnImages() {}

    /** Draws images of the input's size, always the same. */
    static ImageTable table(HeadLayout layout, Preprocessing input) {
      Map<HeadSpec, Label> labels = new LinkedHashMap<>();
      layout.readouts().forEach(each -> labels.put(each.head(), each.labels().get(0)));
      Random random = new Random(1);
      List<LabelledImage> images = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
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

  /**
   * What a model and its exported file answered to the same images.
   *
   * @param points the heads' places in the answers, and how they decide
   * @param model the model's answers
   * @param exported the file's answers
   */
  record AnswerComparison(OperatingPoints points, Answers model, Answers exported) {
    private static final ConfusionCounts UNKNOWN = ConfusionCounts.of(0, 0, 0, 0);

    /**
     * Compares head by head.
     *
     * @param margin how far a probability may be from another decision and not be clear of it
     * @param labelled whether the images' labels mean something
     */
    Map<String, HeadComparison> heads(double margin, boolean labelled) {
      Map<String, ConfusionCounts> before = labelled ? counts(model) : Map.of();
      Map<String, ConfusionCounts> after = labelled ? counts(exported) : Map.of();
      Map<String, HeadComparison> heads = new LinkedHashMap<>();
      for (int i = 0; i < points.layout().heads().size(); i++) {
        String head = points.layout().heads().get(i).name();
        ConfusionCounts right = before.getOrDefault(head, UNKNOWN);
        heads.put(head, compare(i, margin, right, after.getOrDefault(head, UNKNOWN)));
      }
      return heads;
    }

    private Map<String, ConfusionCounts> counts(Answers answers) {
      Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
      answers
          .evaluation(points)
          .heads()
          .forEach((name, head) -> counts.put(name, Scorer.counts(head)));
      return counts;
    }

    /**
     * How far a head's probability may be from its threshold and not be clear of it: at most half
     * the way from there to 0 or 1, so that some are clear on both sides of a far threshold.
     */
    static double margin(OperatingPoints points, HeadSpec head, double margin) {
      double threshold = points.of(head).threshold();
      return head.isCategorical()
          ? margin
          : Math.min(margin, Math.min(threshold, 1 - threshold) / 2);
    }

    private HeadComparison compare(
        int head, double most, ConfusionCounts before, ConfusionCounts after) {
      Readout readout = points.layout().readouts().get(head);
      double threshold = points.threshold(head);
      double margin = margin(points, readout.head(), most);
      double[] ours = model.probabilities();
      double[] others = exported.probabilities();
      double largest = 0;
      int clear = 0;
      int alike = 0;
      int first = points.layout().offset(head);
      for (int from = first; from < ours.length; from += points.layout().outputs()) {
        for (int i = from; i < from + readout.outputs(); i++) {
          largest = Math.max(largest, Math.abs(ours[i] - others[i]));
        }
        if (readout.margin(ours, from, threshold) > margin) {
          clear++;
          int decision = readout.decision(ours, from, threshold);
          alike += decision == readout.decision(others, from, threshold) ? 1 : 0;
        }
      }
      return HeadComparison.builder()
          .largestDifference(largest)
          .clear(clear)
          .agreement(clear == 0 ? 1 : (double) alike / clear)
          .model(before)
          .exported(after)
          .build();
    }
  }
}
