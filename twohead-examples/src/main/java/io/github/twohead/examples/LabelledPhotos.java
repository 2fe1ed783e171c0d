package io.github.twohead.examples;

import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadPredictor;
import java.nio.file.Path;
import java.util.Optional;

/** Reads photos that a model is compared with. */
final class LabelledPhotos {
  private LabelledPhotos() {}

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
  static ImageTable read(Path csv, Optional<LabelSplitter> labels) {
    return labels
        .map(splitter -> ImageTable.readCsv(csv, splitter))
        .orElseGet(() -> ImageTable.readCsv(csv));
  }
}
