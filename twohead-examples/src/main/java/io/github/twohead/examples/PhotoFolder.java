package io.github.twohead.examples;

import io.github.twohead.DataException;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.Recipe;
import io.github.twohead.spi.ClassNames;
import io.github.twohead.spi.DataProblems;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The tables of a recipe.
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
   * @throws DataException if there are problems; all are listed
   */
  static PhotoFolder read(Recipe recipe) {
    List<HeadOption> heads = HeadOption.of(recipe);
    PhotoFolder photos =
        new PhotoFolder(recipe.labels(), recipe.train(), recipe.validation(), recipe.test());
    DataProblems problems = new DataProblems();
    boolean skip = recipe.value("data.skip_unreadable").equals(Optional.of(true));
    photos.tables().forEach(table -> checkRows(table, heads, skip, problems));
    if (problems.isEmpty()) {
      checkClasses("train", photos.train, heads, problems);
      checkClasses("validation", photos.validation, deciding(recipe, heads), problems);
    }
    problems.throwIfAny();
    return photos;
  }

  /** The heads that validation must be able to judge: that of the best epoch, and of thresholds. */
  private static List<HeadOption> deciding(Recipe recipe, List<HeadOption> heads) {
    String best = text(recipe, "training.keep_best_by").orElse(heads.get(0).name());
    String stop = text(recipe, "training.stop_early").orElse("");
    String plateau = text(recipe, "training.schedule").orElse("").replaceFirst("^plateau ?\\(", "");
    List<String> deciding = List.of(best.equals("loss") ? "" : best, stop, plateau);
    return heads.stream()
        .filter(
            head ->
                deciding.stream().anyMatch(text -> text.split(" ", 2)[0].equals(head.name()))
                    || recipe.value("evaluation.thresholds." + head.name()).isPresent())
        .toList();
  }

  private static Optional<String> text(Recipe recipe, String key) {
    return recipe.value(key).map(String::valueOf);
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
