package io.github.twohead.examples;

import io.github.twohead.DataException;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadPredictor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads photos of a CSV file, or of a folder with a folder for each class. */
final class LabelledPhotos {
  /** For commands that do not ask what classes mean. */
  private static final LabelSplitter NOTHING = (head, imageClass) -> Label.UNKNOWN;

  private LabelledPhotos() {}

  private static ImageTable read(Path photos, LabelSplitter labels) {
    return Files.isDirectory(photos)
        ? ImageTable.readFolders(photos, labels)
        : ImageTable.readCsv(photos, labels);
  }

  /** With all columns, and no labels: a file without a header has a class in each row. */
  static ImageTable read(Path photos) {
    if (Files.isDirectory(photos)) {
      return ImageTable.readFolders(photos, NOTHING);
    }
    try {
      return ImageTable.readCsv(photos);
    } catch (DataException e) {
      return ImageTable.readCsv(photos, NOTHING);
    }
  }

  /** With the labels that the model was trained with. */
  static ImageTable read(Path csv, Path model) {
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(model)) {
      return read(csv, predictor.labels());
    }
  }

  /**
   * With labels for classes, or else one label per head.
   *
   * @param labels what classes mean
   */
  static ImageTable read(Path photos, Optional<LabelSplitter> labels) {
    if (labels.isEmpty() && Files.isDirectory(photos)) {
      throw new IllegalArgumentException(
          photos + ": folders are classes: tell what they mean with --head NAME=CLASSES");
    }
    return labels
        .map(splitter -> read(photos, splitter))
        .orElseGet(() -> ImageTable.readCsv(photos));
  }
}
