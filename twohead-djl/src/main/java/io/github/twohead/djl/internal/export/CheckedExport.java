package io.github.twohead.djl.internal.export;

import io.github.twohead.DataException;
import io.github.twohead.ExportReport;
import io.github.twohead.HeadComparison;
import io.github.twohead.ImageTable;
import io.github.twohead.ModelFileException;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.bundle.ModelFiles;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.runtime.internal.serving.FileEngine;
import io.github.twohead.runtime.internal.serving.Predictor;
import io.github.twohead.runtime.internal.serving.Scorer;
import io.github.twohead.runtime.internal.serving.Scorer.Answers;
import io.github.twohead.spi.ExportConfig;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a network for another runtime, if what is written predicts the same. */
public final class CheckedExport {
  /** Nearer to its threshold than this, the rounding of 8 bits decides. */
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
      ExportReport report = compare(content);
      check(report);
      ModelFiles.write(file, content);
      return report;
    } catch (DataException | ModelFileException e) {
      throw e;
    } catch (TwoheadException | IllegalArgumentException | IllegalStateException e) {
      throw new TwoheadException(file + " was not written: " + e.getMessage(), e);
    }
  }

  private ExportReport compare(byte[] content) {
    Preprocessing input = network.config().preprocessing();
    HeadLayout layout = network.layout();
    ImageTable images =
        settings.samples().orElseGet(() -> DrawnImages.table(layout.heads(), input));
    Scorer scorer = new Scorer(layout, input, new Normalizer(input), network::probabilities);
    Answers model = scorer.answers(images);
    Answers exported = readBack(content, images);
    boolean labelled = settings.samples().isPresent();
    Map<String, HeadComparison> heads =
        new AnswerComparison(layout, model, exported).heads(margin(), labelled);
    int count = model.probabilities().length / layout.count();
    return ExportReport.builder()
        .format(settings.format())
        .bytes(content.length)
        .images(count)
        .heads(heads)
        .build();
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

  private void check(ExportReport report) {
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
            .map(head -> otherwise(head.getKey(), head.getValue()))
            .collect(Collectors.joining("; "));
    if (!otherwise.isEmpty()) {
      throw new TwoheadException(
          otherwise + ". Try other calibration images, or another format. " + report);
    }
  }

  private String otherwise(String head, HeadComparison comparison) {
    return String.format(
        Locale.ROOT,
        "its head \"%s\" would decide as the model does on %.1f %% of the %d images that are"
            + " further than %s from the threshold, not on %.1f %%",
        head,
        100 * comparison.agreement(),
        comparison.clear(),
        margin(),
        100 * settings.agreement());
  }
}
