package io.github.twohead;

import static io.github.twohead.RecipeValues.categories;
import static io.github.twohead.RecipeValues.number;
import static io.github.twohead.RecipeValues.path;
import static io.github.twohead.RecipeValues.text;
import static io.github.twohead.RecipeValues.texts;
import static io.github.twohead.RecipeValues.whole;
import static io.github.twohead.RecipeValues.yesOrNo;

import io.github.twohead.spi.Nearest;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings of recipes, each declared once, in the order in which recipes are written and
 * applied: what comes first is there for what comes later.
 */
final class RecipeSettings {
  /** All of them. */
  static final List<RecipeSetting<?>> ALL =
      Stream.of(
              run(),
              data(),
              heads(),
              RecipeOfNetwork.settings(),
              RecipeOfTraining.settings(),
              RecipeOfNetwork.exports())
          .flatMap(List::stream)
          .toList();

  private static final Pattern OF_TABLES =
      Pattern.compile("data\\..*|heads\\.\\*\\.(positive|negative|unknown|categories|column)");

  /** What others say too, beside which it cannot be given. */
  private static final Map<String, List<String>> SAID_BY =
      Map.of(
          "training.warmup", List.of("training.schedule"),
          "preprocessing.size", List.of("preprocessing.width", "preprocessing.height"));

  private RecipeSettings() {}

  /** Whether a recipe has a setting, or others that say it. */
  static boolean isSaid(String key, RecipeEntries recipe) {
    return recipe.has(key) || SAID_BY.getOrDefault(key, List.of()).stream().anyMatch(recipe::has);
  }

  /**
   * The setting of a key such as {@code heads.screen.weight}.
   *
   * @param place where it is given, for errors; empty in code
   * @throws RecipeException if there is none
   */
  static RecipeSetting<?> find(String key, String place) {
    return ALL.stream()
        .filter(setting -> setting.isOf(key))
        .findFirst()
        .orElseThrow(() -> unknown(key, place.isEmpty() ? "" : place + ": "));
  }

  /** Refuses what neither is a setting nor begins some. */
  static void requireKnown(String start) {
    if (ALL.stream().noneMatch(setting -> setting.beginsWith(start))) {
      throw unknown(start, "");
    }
  }

  private static RecipeException unknown(String key, String start) {
    String head = key.replaceFirst("^[^.]*\\.?", "").replaceFirst("\\..*", "");
    List<String> known =
        ALL.stream()
            .map(setting -> setting.keyOf(head))
            .flatMap(one -> Stream.of(one, one.replaceFirst("\\..*", "")))
            .toList();
    return new RecipeException(
        start + "there is no setting \"" + key + "\"" + Nearest.suggestion(key, known));
  }

  /** Whether it says what is in tables: where they are, and what their classes mean. */
  static boolean isOfTables(RecipeSetting<?> setting) {
    return OF_TABLES.matcher(setting.key()).matches();
  }

  /** The first of the settings that a head has together, or the setting itself. */
  private static RecipeSetting<?> firstOfGroup(RecipeSetting<?> setting) {
    int star = setting.key().indexOf('*');
    String start = star < 0 ? setting.key() : setting.key().substring(0, star + 1);
    return ALL.stream().filter(one -> one.key().startsWith(start)).findFirst().orElse(setting);
  }

  /** Entries in this order; heads in the order in which they were named first. */
  static Map<String, RecipeEntry> sorted(Map<String, RecipeEntry> entries) {
    return sorted(
        entries,
        entries.entrySet().stream().map(of -> of.getValue().setting().head(of.getKey())).toList());
  }

  /** Entries in this order, and their heads in their own. */
  static Map<String, RecipeEntry> sorted(Map<String, RecipeEntry> entries, List<String> heads) {
    Map<String, RecipeEntry> sorted = new LinkedHashMap<>();
    entries.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, RecipeEntry>>comparingInt(
                    of -> ALL.indexOf(firstOfGroup(of.getValue().setting())))
                .thenComparingInt(of -> heads.indexOf(of.getValue().setting().head(of.getKey())))
                .thenComparingInt(of -> ALL.indexOf(of.getValue().setting())))
        .forEach(of -> sorted.put(of.getKey(), of.getValue()));
    return sorted;
  }

  private static List<RecipeSetting<?>> run() {
    return List.of(
        whole("version", "The version of this form of recipes.")
            .usually((long) Recipe.VERSION)
            .range(1, Recipe.VERSION)
            .use((draft, version) -> Checks.inRange("version", version, 1, Recipe.VERSION))
            .unread(),
        text("name", "What the run is called.").unread(),
        text("project", "What trackers file the run under.").unread(),
        texts("tags", "Words to find the run by.").unread(),
        texts("tracking", "Who is told of the run, such as tensorboard, json_lines, csv or wandb.")
            .unread());
  }

  private static List<RecipeSetting<?>> data() {
    return List.of(
        path("data.folder", "The folder that the paths of data are relative to.").input().unread(),
        table("data.train", "The images to learn from"),
        table("data.validation", "The images that decide which epoch is best"),
        table("data.test", "The images of the last scores"),
        text("data.path_column", "The column of the paths, unless it is called path.")
            .use((draft, column) -> draft.tables.format = draft.tables.format.path(column))
            .read(RecipeSource::pathColumn),
        text("data.class_column", "The column of the classes, unless it is called class.")
            .use((draft, column) -> draft.tables.format = draft.tables.format.imageClass(column))
            .read(RecipeSource::classColumn),
        texts("data.classes", "Every class that the tables may hold; another one is a mistake.")
            .use((draft, classes) -> draft.tables.classes = classes)
            .unread(),
        text("data.labels", "What classes say about heads, where a program of one's own says it.")
            .own(
                LabelSplitter.class,
                (draft, labels) -> draft.tables.ownLabels = Optional.of(labels))
            .unread(),
        text("data.group", "A column, such as sender, that may have no text in two of the tables.")
            .use((draft, column) -> draft.tables.group = Optional.of(column))
            .unread(),
        text(
                "data.sampling",
                "shuffled, balanced(screen), balanced(column sender) or weighted(column x).")
            .usually("shuffled")
            .use((draft, text) -> draft.sampling = Optional.of(text))
            .read(RecipeSource::sampling),
        whole("data.epoch_length", "The rows of an epoch; as many as the training table has.")
            .range(2, Integer.MAX_VALUE)
            .use((draft, rows) -> draft.epochLength = Optional.of(small(rows)))
            .read(RecipeSource::epochLength),
        text("data.row_weights", "A column of numbers that rows weigh in the loss.")
            .use((draft, column) -> draft.loss.builder().rowWeights(column))
            .read(source -> source.training().loss().rowWeightColumn().orElse(null)),
        yesOrNo("data.skip_unreadable", "Leave out images that cannot be read.")
            .usually(false)
            .use((draft, skip) -> draft.tables.skipUnreadable = skip)
            .read(source -> source.training().data().skipUnreadable()),
        yesOrNo("data.allow_repeated_rows", "Rows are repeated on purpose: do not warn of them.")
            .usually(false)
            .use((draft, allow) -> draft.tables.allowRepeatedRows = allow)
            .read(source -> source.training().data().repeatedRows()));
  }

  private static RecipeSetting<String> table(String key, String text) {
    return path(key, text + ": a CSV file, or a folder with a folder of images for each class.")
        .input()
        .own(ImageTable.class, (draft, table) -> draft.tables.own.put(key, table))
        .read(source -> source.table(key));
  }

  private static List<RecipeSetting<?>> heads() {
    return List.of(
        classes("heads.*.positive", Label.POSITIVE, "The classes for which the answer is yes."),
        classes("heads.*.negative", Label.NEGATIVE, "The only classes for which it is no."),
        classes("heads.*.unknown", Label.UNKNOWN, "The classes that say nothing about it."),
        categories("heads.*.categories", "The possible answers and the classes of each, or a list.")
            .useOfHead((draft, head, lists) -> draft.tables.head(head).categories(lists))
            .readOfHead(RecipeSource::categories),
        yesOrNo("heads.*.column", "Its labels are in the column of its name, not in classes.")
            .usually(false)
            .useOfHead((draft, head, column) -> draft.tables.head(head).column = column)
            .readOfHead((source, head) -> source.column()),
        whole("heads.*.width", "The channels of its convolution.")
            .usually(1024L)
            .range(1, 65_536)
            .useOfHead((draft, head, width) -> draft.tables.head(head).spec.width(small(width)))
            .readOfHead((source, head) -> source.head(head).width()),
        number("heads.*.weight", "How much it counts: of the first head 2 unless given, else 1.")
            .above(0, 1e6)
            .useOfHead((draft, head, weight) -> draft.loss.weight(head, weight))
            .readOfHead((source, head) -> source.training().loss().weight(source.head(head))),
        text(
                "heads.*.loss",
                "cross_entropy, focal, asymmetric or such as focal(gamma 2, alpha 0.25).")
            .usually("cross_entropy")
            .ownOfHead(HeadLoss.class, (draft, head, loss) -> draft.loss.loss(head, loss))
            .useOfHead((draft, head, name) -> draft.loss.loss(head, HeadLoss.parse(name)))
            .readOfHead(RecipeSource::loss),
        text("heads.*.positive_weight", "What a yes weighs in its loss: a number, or balanced.")
            .useOfHead((draft, head, weight) -> draft.loss.positiveWeight(head, weight))
            .readOfHead(RecipeSource::positiveWeight),
        texts("heads.*.class_weights", "What categories weigh: balanced, or such as [paper 2].")
            .useOfHead((draft, head, weights) -> draft.loss.classWeights(head, weights))
            .readOfHead(RecipeSource::classWeights),
        number("heads.*.label_smoothing", "Its own, in place of training.label_smoothing.")
            .range(0, 0.9)
            .useOfHead((draft, head, share) -> draft.loss.labelSmoothing(head, share))
            .readOfHead(RecipeSource::labelSmoothing),
        number("heads.*.threshold", "The probability from which on its answer is yes.")
            .usually(0.5)
            .range(0, 1)
            .useOfHead(RecipeDraft::threshold)
            .readOfHead(RecipeSource::threshold));
  }

  private static RecipeSetting<List<String>> classes(String key, Label label, String text) {
    return texts(key, text)
        .useOfHead((draft, head, classes) -> draft.tables.head(head).classes.put(label, classes))
        .readOfHead((source, head) -> source.classes(head, label));
  }

  /** A number for a setter, which refuses one that is out of its range. */
  static int small(long number) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
  }
}
