package io.github.twohead;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a recipe says of heads and of the tables that teach them. */
final class RecipeTables {
  final Map<String, Head> heads = new LinkedHashMap<>();
  final Map<String, ImageTable> own = new LinkedHashMap<>();
  Optional<LabelSplitter> ownLabels = Optional.empty();
  CsvFormat format = CsvFormat.standard();
  List<String> classes = List.of();
  Optional<String> group = Optional.empty();
  boolean skipUnreadable;
  boolean allowRepeatedRows;

  private final RecipeEntries recipe;
  private List<HeadSpec> specs = List.of();

  RecipeTables(RecipeEntries recipe) {
    this.recipe = recipe;
  }

  /** What is said of a head. */
  static final class Head {
    final HeadSpec.Builder spec;
    final Map<Label, List<String>> classes = new LinkedHashMap<>();
    Map<String, List<String>> categories = Map.of();
    boolean column;

    private Head(String name) {
      spec = HeadSpec.builder(name);
    }

    void categories(Map<String, List<String>> lists) {
      categories = lists;
      spec.categories(List.copyOf(lists.keySet()));
    }

    /** Whether classes are what teaches it. */
    private boolean hasClasses() {
      return !categories.isEmpty() || classes.containsKey(Label.POSITIVE);
    }
  }

  Head head(String name) {
    return heads.computeIfAbsent(name, Head::new);
  }

  /** Refuses a head of which nothing says what it is. */
  void require(String head) {
    if (!heads.containsKey(head)) {
      throw new IllegalArgumentException(
          "no head \"" + head + "\": say what it learns, such as positive: [2]");
    }
  }

  /** The heads; what is said of them must all be there. */
  List<HeadSpec> specs() {
    if (specs.isEmpty()) {
      specs = heads.values().stream().map(head -> head.spec.build()).toList();
    }
    if (specs.isEmpty()) {
      throw recipe.problem(
          "heads", "there must be at least one, such as screen with positive: [2]");
    }
    return specs;
  }

  /** What classes say of heads; empty if each head has a column. */
  Optional<LabelSplitter> labels() {
    List<HeadSpec> columns = specs().stream().filter(head -> head(head.name()).column).toList();
    if (ownLabels.isPresent() || columns.size() == specs().size()) {
      return ownLabels;
    }
    if (!columns.isEmpty()) {
      throw recipe.problem("heads", "give classes for " + columns + " too, or for no head");
    }
    LabelSplitter.Builder labels = LabelSplitter.builder();
    for (HeadSpec head : specs()) {
      String key = "heads." + head;
      Head says = head(head.name());
      if (!says.hasClasses()) {
        throw recipe.problem(
            key, "give the classes that are positive, categories, or column: true");
      }
      recipe.at(key, () -> add(labels, head, says));
    }
    if (!classes.isEmpty()) {
      recipe.at("data.classes", () -> labels.classes(classes.toArray(String[]::new)));
    }
    return Optional.of(recipe.at("heads", labels::build));
  }

  private static LabelSplitter.Builder add(LabelSplitter.Builder labels, HeadSpec head, Head says) {
    says.categories.forEach(
        (category, names) ->
            labels.category(
                head,
                category,
                names.isEmpty() ? new String[] {category} : names.toArray(String[]::new)));
    says.classes.forEach(
        (label, names) -> {
          String[] given = names.toArray(String[]::new);
          if (label.equals(Label.POSITIVE)) {
            labels.positive(head, given);
          } else if (label.equals(Label.NEGATIVE)) {
            labels.negative(head, given);
          } else {
            labels.unknown(head, given);
          }
        });
    return labels;
  }

  /**
   * Reads a table.
   *
   * @param key such as {@code data.train}
   */
  Optional<ImageTable> read(String key) {
    if (own.containsKey(key)) {
      return Optional.of(own.get(key)).map(this::told);
    }
    return recipe.path(key).map(path -> told(recipe.at(key, () -> read(path))));
  }

  /** Reads a table that must be there. */
  ImageTable required(String key) {
    return read(key).orElseThrow(() -> recipe.problem(key, "must be given"));
  }

  /**
   * The tables that another recipe does not tell of, by key; empty if it tells of them.
   *
   * @param recipe the other recipe
   */
  static Map<String, ImageTable> untold(
      RecipeEntries recipe, ImageTable train, ImageTable validation) {
    boolean told = isToldBy(recipe, train) && isToldBy(recipe, validation);
    return told ? Map.of() : Map.of("data.train", rows(train), "data.validation", rows(validation));
  }

  private static boolean isToldBy(RecipeEntries recipe, ImageTable table) {
    return table instanceof Told told && told.recipe == recipe;
  }

  private static ImageTable rows(ImageTable table) {
    return table instanceof Told told ? told.rows : table;
  }

  /** Refuses tables that cannot be read, and a group that is in two of them. */
  void check() {
    Optional<ImageTable> unused = read("export.calibration_set");
    group.ifPresent(
        column ->
            ImageTable.checkDisjoint(
                column,
                Stream.of("data.train", "data.validation", "data.test")
                    .flatMap(key -> read(key).stream())
                    .toArray(ImageTable[]::new)));
  }

  private ImageTable told(ImageTable rows) {
    return new Told(
        recipe,
        rows,
        skipUnreadable || rows.skipsUnreadableImages(),
        allowRepeatedRows || rows.allowsRepeatedRows());
  }

  private ImageTable read(Path path) {
    Optional<LabelSplitter> labels = labels();
    if (Files.isDirectory(path)) {
      return ImageTable.readFolders(
          path,
          labels.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      path + " is a folder of classes, but the labels of heads are in columns")));
    }
    return labels
        .map(splitter -> ImageTable.readCsv(path, splitter, format))
        .orElseGet(() -> ImageTable.readCsv(path, format));
  }

  /**
   * A table that evaluation treats as training is told to.
   *
   * @param recipe what says where it is
   */
  record Told(
      RecipeEntries recipe,
      ImageTable rows,
      boolean skipsUnreadableImages,
      boolean allowsRepeatedRows)
      implements ImageTable {
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
  }
}
