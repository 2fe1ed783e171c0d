package io.github.twohead.examples;

import io.github.twohead.DataException;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.examples.BestOptions.HeadMetric;
import io.github.twohead.spi.ClassNames;
import io.github.twohead.spi.DataProblems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder with {@code train.csv}, {@code val.csv} and perhaps {@code test.csv}, or in place of
 * each a folder with a folder for each class; and with a {@code classes.txt} where other classes
 * are mistakes.
 *
 * @param labels what classes say about heads; empty if each head has a column
 * @param train the images to learn from
 * @param validation the images that decide which epoch is best
 * @param test the images of the last scores
 */
record PhotoFolder(
    Optional<LabelSplitter> labels,
    ImageTable train,
    ImageTable validation,
    Optional<ImageTable> test) {
  /** So many a head of categories needs to choose among. */
  private static final int CATEGORIES = 2;

  /**
   * Reads and checks the files, without opening an image.
   *
   * @param recipe which images may be missing, which rows repeated, and which head decides
   * @param ruled the heads whose threshold is chosen on validation
   * @throws DataException if there are problems; all are listed
   */
  static PhotoFolder read(
      Path folder, List<HeadOption> heads, TrainingOptions recipe, Set<String> ruled) {
    Optional<LabelSplitter> labels = HeadOption.splitter(heads, folder.resolve("classes.txt"));
    PhotoFolder photos =
        new PhotoFolder(
            labels,
            table(folder, "train", labels),
            table(folder, "val", labels),
            Stream.of("test.csv", "test").anyMatch(test -> isTable(folder.resolve(test)))
                ? Optional.of(new Test(table(folder, "test", labels), recipe))
                : Optional.empty());
    DataProblems problems = new DataProblems();
    photos.tables().forEach(table -> checkRows(table, heads, recipe.skipUnreadable, problems));
    if (problems.isEmpty()) {
      checkClasses("train", photos.train, heads, problems);
      checkClasses("validation", photos.validation, deciding(heads, recipe, ruled), problems);
    }
    if (!problems.isEmpty()) {
      throw new DataException(problems.byKind());
    }
    return photos;
  }

  private static List<HeadOption> deciding(
      List<HeadOption> heads, TrainingOptions recipe, Set<String> ruled) {
    return Stream.concat(
            recipe.best.deciding(heads).stream().map(HeadMetric::head),
            heads.stream().filter(head -> ruled.contains(head.name())))
        .distinct()
        .toList();
  }

  private static ImageTable table(Path folder, String name, Optional<LabelSplitter> labels) {
    Path csv = folder.resolve(name + ".csv");
    Path classes = folder.resolve(name);
    return LabelledPhotos.read(!isTable(csv) && isTable(classes) ? classes : csv, labels);
  }

  /** Whether a CSV file is there, or a folder that may hold folders of classes. */
  private static boolean isTable(Path path) {
    return path.toString().endsWith(".csv") ? Files.exists(path) : Files.isDirectory(path);
  }

  /**
   * Refuses photos of one group in two of the tables.
   *
   * @param column names the group
   * @throws DataException if there are any
   */
  void requireDisjoint(String column) {
    ImageTable.checkDisjoint(column, tables().toArray(ImageTable[]::new));
  }

  /** What holds for the other tables holds for the last one. */
  private record Test(ImageTable rows, TrainingOptions recipe) implements ImageTable {
    @Override
    public List<LabelledImage> images() {
      return rows.images();
    }

    @Override
    public List<String> problems() {
      return rows.problems();
    }

    @Override
    public List<String> notes() {
      return rows.notes();
    }

    @Override
    public boolean skipsUnreadableImages() {
      return recipe.skipUnreadable;
    }

    @Override
    public boolean allowsRepeatedRows() {
      return recipe.allowRepeatedRows;
    }
  }

  /** The classes of which one of the heads knows its label, in learning and in validation. */
  List<String> classes(List<HeadSpec> heads) {
    return Stream.of(train, validation)
        .flatMap(table -> table.images().stream())
        .filter(image -> heads.stream().anyMatch(head -> !image.label(head).equals(Label.UNKNOWN)))
        .flatMap(image -> image.imageClass().stream())
        .distinct()
        .sorted()
        .toList();
  }

  private Stream<ImageTable> tables() {
    return Stream.concat(Stream.of(train, validation), test.stream());
  }

  private static void checkRows(
      ImageTable table, List<HeadOption> heads, boolean skipMissing, DataProblems problems) {
    boolean columns = heads.get(0).isColumn();
    List<HeadSpec> asked =
        heads.stream().limit(columns ? heads.size() : 1).map(head -> head.spec().build()).toList();
    problems.addAll(table.problems());
    for (LabelledImage image : table.images()) {
      try {
        for (HeadSpec head : asked) {
          Label unused = image.label(head); // refuses a class that is none, or a text
        }
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()), image.origin() + ": " + e.getMessage());
      }
      if (!skipMissing
          && image.source() instanceof ImageSource.FileImage file
          && Files.notExists(file.path())) {
        String missing = ": there is no such file";
        problems.add(missing, image.origin() + ": " + file.path() + missing);
      }
    }
  }

  /** Reports a head of which a table has no image of yes or no, or of fewer than two categories. */
  private static void checkClasses(
      String name, ImageTable table, List<HeadOption> heads, DataProblems problems) {
    Set<String> found = new TreeSet<>();
    table.images().forEach(image -> image.imageClass().ifPresent(found::add));
    for (HeadOption head : heads) {
      Map<String, List<String>> lists = head.lists();
      List<String> absent =
          lists.keySet().stream()
              .filter(label -> Collections.disjoint(lists.get(label), found))
              .toList();
      if (head.categories().isEmpty()) {
        absent.forEach(label -> problems.add(label, noImage(name, label, head, found)));
      } else if (!lists.isEmpty() && lists.size() - absent.size() < CATEGORIES) {
        problems.add("categories", name + needsCategories(head, found));
      }
    }
  }

  private static String needsCategories(HeadOption head, Set<String> found) {
    return ": head \""
        + head.name()
        + "\" needs images of two categories: its classes are "
        + ClassNames.list(found);
  }

  private static String noImage(String name, String label, HeadOption head, Set<String> found) {
    return name
        + ": no image is "
        + label
        + " for head \""
        + head.name()
        + "\": its classes are "
        + ClassNames.list(found);
  }
}
