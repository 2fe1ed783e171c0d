package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/**
 * Where a model's weights came from: what they started as, what trained them last and on which
 * data, and what they scored. It travels with saved and exported files. Immutable.
 *
 * <p>What is not known is empty, never null: a model that was never trained has no settings, tables
 * and scores, and a file from elsewhere says nothing at all. Of files there are names and digests,
 * but no folders.
 *
 * <pre>{@code
 * Provenance from = predictor.provenance();
 * from.settings().get("optimizer");
 * from.tables().get("train").labels().get("screen"); // {positive=812, negative=2401, unknown=0}
 * System.out.println(from); // all of it, line by line
 * }</pre>
 */
public final class Provenance {
  private static final String RECIPE = "recipe";
  private static final Set<String> NAMED =
      Set.of(
          "twohead",
          "engine",
          "device",
          "runtime",
          "first_weights",
          "first_weights_sha256",
          "heads_from_conv5",
          RECIPE);
  private static final Provenance UNKNOWN = of(Map.of(), Map.of(), Map.of(), Map.of());

  private final Map<String, String> facts;
  private final Map<String, Table> tables;
  private final Map<String, ConfusionCounts> scores;
  private final Map<String, Map<String, List<String>>> classes;

  private Provenance(
      Map<String, String> facts,
      Map<String, Table> tables,
      Map<String, ConfusionCounts> scores,
      Map<String, Map<String, List<String>>> classes) {
    this.facts = Arguments.copy("facts", facts);
    this.tables = Arguments.copy("tables", tables);
    this.scores = Arguments.copy("scores", scores);
    this.classes = copy("classes", classes, List::copyOf);
  }

  private static <V> Map<String, Map<String, V>> copy(
      String name, Map<String, Map<String, V>> byHead, UnaryOperator<V> each) {
    Map<String, Map<String, V>> copy = new LinkedHashMap<>(Arguments.copy(name, byHead));
    copy.replaceAll(
        (head, inner) -> {
          Map<String, V> values = new LinkedHashMap<>(inner);
          values.replaceAll((label, value) -> each.apply(value));
          return Arguments.copy(name + "[" + head + "]", values);
        });
    return Collections.unmodifiableMap(copy);
  }

  /**
   * Returns what an engine knows.
   *
   * @param facts texts by name, in order: {@code twohead}, {@code engine}, {@code device}, {@code
   *     runtime}, {@code first_weights}, {@code first_weights_sha256} and {@code recipe}, which
   *     have methods of their own here, {@code heads_from_conv5}, whether the heads started from
   *     that file too, and settings of training
   * @param tables what training read, by name
   * @param scores the validation counts by head
   * @param classes by head the classes of training that had a label, by label
   * @return the provenance
   */
  public static Provenance of(
      Map<String, String> facts,
      Map<String, Table> tables,
      Map<String, ConfusionCounts> scores,
      Map<String, Map<String, List<String>>> classes) {
    return new Provenance(facts, tables, scores, classes);
  }

  /** {@return that nothing is known: all of it is empty} */
  public static Provenance unknown() {
    return UNKNOWN;
  }

  /** {@return the version of this library that computed the weights, such as {@code 0.1.0}} */
  public Optional<String> libraryVersion() {
    return Optional.ofNullable(facts.get("twohead"));
  }

  /** {@return the engine that computed the weights and its version, such as PyTorch 2.7.1} */
  public Optional<String> engine() {
    return Optional.ofNullable(facts.get("engine"));
  }

  /** {@return where weights were computed, such as {@code cpu}; {@link Device#parse} reads it} */
  public Optional<String> device() {
    return Optional.ofNullable(facts.get("device"));
  }

  /** {@return what ran training, as {@link MultiHeadModel#runtime} said; empty before training} */
  public Optional<String> runtime() {
    return Optional.ofNullable(facts.get("runtime"));
  }

  /**
   * {@return what weights training began with: a file's name or address, or how they were drawn}
   */
  public Optional<String> firstWeights() {
    return Optional.ofNullable(facts.get("first_weights"));
  }

  /** {@return the SHA-256 of {@link #firstWeights}, 64 hexadecimal digits; empty if random} */
  public Optional<String> firstWeightsDigest() {
    return Optional.ofNullable(facts.get("first_weights_sha256"));
  }

  /**
   * Returns the settings of the last training, and how far it went: {@code epochs}, {@code
   * epochs_done}, {@code best_epoch}, {@code backbone}, {@code pool_first}, {@code batch_size},
   * {@code optimizer}, {@code schedule} and more. {@code epoch} is the one that the weights are of;
   * it is missing for weights that were saved within one. {@code calibration_} and {@code
   * threshold_}, each with a head's name, say what was fitted when training ended or chosen since,
   * as long as the model has it, and {@code views_} by which views if by several.
   *
   * @return texts by name, in order; before training none but of chosen thresholds
   */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(facts);
    settings.keySet().removeAll(NAMED);
    return Collections.unmodifiableMap(settings);
  }

  /**
   * {@return how the model was made; empty before training, and in files of earlier versions} A
   * file tells only names of files that lay elsewhere than below the folder that training ran in:
   * give them with {@link Recipe#with}, such as {@code data.folder}.
   *
   * @throws RecipeException if a later version made the model, with a setting that this one does
   *     not know; or an environment variable is not set that the recipe names
   */
  public Optional<Recipe> recipe() {
    return Optional.ofNullable(facts.get(RECIPE)).map(RecipeText::parse);
  }

  /**
   * {@return all texts by name, in order: {@link #settings}, what the methods before it give, and
   * {@code heads_from_conv5}}
   */
  public Map<String, String> facts() {
    return facts;
  }

  /** {@return what training read, {@code train} and {@code validation}; empty before training} */
  public Map<String, Table> tables() {
    return tables;
  }

  /**
   * {@return the validation counts by head; empty for weights that were not validated, and without
   * heads whose threshold or calibration was changed since}
   */
  public Map<String, ConfusionCounts> scores() {
    return scores;
  }

  /**
   * {@return by the head's name which classes of the images of training were {@code positive} and
   * {@code negative}, or of which category; empty before training}
   */
  public Map<String, Map<String, List<String>>> classes() {
    return classes;
  }

  /**
   * Returns the labels of training, to score the model on more data. A class that training did not
   * see is unknown.
   *
   * @return what each class says about each head; empty unless every class meant one thing for
   *     every head
   */
  public Optional<LabelSplitter> labels() {
    return SeenClasses.of(classes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Provenance that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(facts, tables, scores, classes);
  }

  /** Returns all that is known, a line for each fact, table and head. */
  @Override
  public String toString() {
    StringJoiner lines = new StringJoiner("\n").setEmptyValue("nothing is known");
    facts.forEach((name, text) -> lines.add(name + ": " + text.replace("\n", "; ")));
    tables.forEach((name, table) -> lines.add(name + ": " + table));
    scores.forEach(
        (head, counts) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "scores of %s: F1 %.3f, precision %.3f, recall %.3f",
                    head,
                    counts.f1(),
                    counts.precision(),
                    counts.recall())));
    return lines.toString();
  }

  /** The rows of a table that training used. Immutable. */
  public static final class Table {
    private final int rows;
    private final Map<String, Map<String, Integer>> labels;
    private final String digest;

    private Table(int rows, Map<String, Map<String, Integer>> labels, String digest) {
      this.rows = rows;
      this.labels = copy("labels", labels, count -> count);
      this.digest = Arguments.notNull("digest", digest);
    }

    /**
     * Returns what an engine read.
     *
     * @param rows the number of rows
     * @param labels by head how many rows have which label
     * @param digest the digest of images and labels
     * @return the table
     */
    public static Table of(int rows, Map<String, Map<String, Integer>> labels, String digest) {
      return new Table(rows, labels, digest);
    }

    /** {@return the number of rows with a readable image and a label that some head knows} */
    public int rows() {
      return rows;
    }

    /**
     * {@return by the head's name how many rows were {@code positive}, {@code negative} and {@code
     * unknown}; or of each category and {@code unknown}, which has the key {@code ""} where a
     * category is called so}
     */
    public Map<String, Map<String, Integer>> labels() {
      return labels;
    }

    /**
     * Returns the digest of the images and their labels. Wherever the files lie, it is the same for
     * the same images with the same labels in the same order, decoded and resized the same way.
     *
     * @return 64 hexadecimal digits
     */
    public String digest() {
      return digest;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Table that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
      return values().hashCode();
    }

    private List<Object> values() {
      return List.of(rows, labels, digest);
    }

    /** Returns all of it in one line. */
    @Override
    public String toString() {
      StringJoiner text = new StringJoiner("; ");
      text.add(rows + " rows");
      labels.forEach((head, counts) -> text.add(head + " " + counts));
      return text.add("digest " + digest).toString();
    }
  }
}
