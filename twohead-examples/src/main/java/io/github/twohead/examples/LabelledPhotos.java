package io.github.twohead.examples;

import io.github.twohead.DataException;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadPredictor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Reads photos of a CSV file, or of a folder with a folder for each class. */
final class LabelledPhotos {
  /** For commands that do not ask what classes mean. */
  private static final LabelSplitter NOTHING = (head, imageClass) -> Label.UNKNOWN;

  /** Where photos are, of which a command needs one table. */
  static final class Given {
    @Option(
        names = "--csv",
        required = true,
        converter = GivenPath.Input.class,
        paramLabel = "FILE",
        description =
            "Rows of path|class; or columns under a header: path and class, or path and labels in"
                + " columns that are named as heads, and any others.")
    @Nullable Path csv;

    @Option(
        names = "--folder",
        required = true,
        converter = GivenPath.InputFolder.class,
        paramLabel = "DIR",
        description = "In place of a file: a folder with a folder of photos for each class.")
    @Nullable Path folder;

    /** The file or the folder. */
    Path path() {
      return Objects.requireNonNull(csv == null ? folder : csv);
    }
  }

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
   * With labels for the heads of a model.
   *
   * @param heads what classes mean; empty for what they meant in training
   */
  static ImageTable read(Path photos, List<HeadOption> heads, MultiHeadPredictor predictor) {
    if (heads.isEmpty()) {
      if (predictor.labels().isPresent()) {
        requireClasses(photos, predictor.heads());
      }
      return read(photos, predictor.labels());
    }
    HeadOption.requireMatching(heads, predictor.heads());
    return read(photos, HeadOption.splitter(heads, photos.resolveSibling("classes.txt")));
  }

  /** Refuses labels in columns where classes are expected, which a column may look like. */
  private static void requireClasses(Path photos, List<HeadSpec> heads) {
    if (Files.isDirectory(photos)) {
      return;
    }
    List<LabelledImage> rows;
    try {
      rows = ImageTable.readCsv(photos).images();
    } catch (DataException e) {
      return; // it has no header, or what is wrong shows again
    }
    Set<String> columns = rows.isEmpty() ? Set.of() : rows.get(0).columns().keySet();
    boolean labelled = heads.stream().allMatch(head -> columns.contains(head.name()));
    if (labelled && !columns.contains("class")) {
      throw new IllegalArgumentException(
          photos
              + ": the model was trained on classes, but labels are in columns here: give "
              + heads.stream().map(LabelledPhotos::option).collect(Collectors.joining(" ")));
    }
  }

  private static String option(HeadSpec head) {
    String categories = String.join("/", head.categories());
    return "--head " + head + (head.isCategorical() ? ":" + categories : "");
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
