package io.github.twohead.runtime.internal.manifest;

import com.google.gson.GsonBuilder;
import io.github.twohead.Colors;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.spi.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a saved model but its weights: what is needed to use it, and where it came from.
 * The components are the keys of its JSON form.
 *
 * <p><b>Versions.</b> Every version reads the formats of all earlier ones, and refuses those of
 * later ones. Keys of format 1 that are not known are ignored; from format 2 on they are refused by
 * name, for what is not understood may decide what a model answers. So a later version may add a
 * key without another format: it leaves the key out where it says nothing new, and earlier versions
 * then refuse only the files that need it. The format rises when a key that is there changes its
 * meaning. What only tells where weights came from goes into {@code training}, whose keys are free:
 * every version keeps and shows them.
 *
 * @param format the version of this form
 * @param twohead the version of the library that wrote it
 * @param engine in format 1 the engine and its version, which are part of {@code training} since
 * @param backbone the backbone's name
 * @param input how images become input
 * @param heads the heads, the main one first
 * @param poolFirst whether heads pool before their convolutions
 * @param seed the seed of the first weights and of training
 * @param training what {@link Provenance#facts} returns; in format 1 the settings of training alone
 * @param tables what training read, by name; none in format 1
 * @param scores the validation counts of the weights by head; empty if they were not validated
 */
public record Manifest(
    int format,
    @Nullable String twohead,
    @Nullable String engine,
    String backbone,
    Input input,
    List<Head> heads,
    boolean poolFirst,
    long seed,
    Map<String, String> training,
    @Nullable Map<String, Table> tables,
    Map<String, Counts> scores) {
  static final int FORMAT = 2;

  /** What a model says of itself. */
  public static Manifest of(ModelConfig config, Provenance provenance) {
    Map<String, Table> tables = new LinkedHashMap<>();
    provenance.tables().forEach((name, table) -> tables.put(name, Table.of(table)));
    Map<String, Counts> scores = new LinkedHashMap<>();
    provenance.scores().forEach((head, counts) -> scores.put(head, Counts.of(counts)));
    return new Manifest(
        FORMAT,
        Version.TWOHEAD,
        null,
        config.backbone().name(),
        Input.of(config.preprocessing()),
        config.heads().stream().map(head -> Head.of(head, provenance)).toList(),
        config.poolFirst(),
        config.seed(),
        provenance.facts(),
        tables,
        scores);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws io.github.twohead.ModelFileException with the reason alone if anything is missing, not
   *     known or out of range
   */
  public static Manifest parse(String json) {
    return ManifestReader.read(json);
  }

  /** Its JSON form. */
  public String toJson() {
    return new GsonBuilder().disableHtmlEscaping().create().toJson(this);
  }

  /** The heads, the main one first. */
  public List<HeadSpec> specs() {
    return heads.stream().map(Head::spec).toList();
  }

  /** Where the weights came from. */
  public Provenance provenance() {
    Map<String, String> facts = new LinkedHashMap<>();
    if (twohead != null && format == 1) {
      facts.put("twohead", twohead);
    }
    if (engine != null && format == 1) {
      facts.put("engine", engine);
    }
    facts.putAll(training);
    Map<String, Provenance.Table> read = new LinkedHashMap<>();
    if (tables != null) {
      tables.forEach((name, table) -> read.put(name, table.value()));
    }
    Map<String, ConfusionCounts> counts = new LinkedHashMap<>();
    scores.forEach((head, score) -> counts.put(head, score.value()));
    return Provenance.of(facts, read, counts, classes());
  }

  private Map<String, Map<String, List<String>>> classes() {
    Map<String, Map<String, List<String>>> classes = new LinkedHashMap<>();
    if (heads.stream().anyMatch(Head::hasClasses)) {
      for (Head head : heads) {
        classes.put(head.name(), Map.of("positive", head.positive(), "negative", head.negative()));
      }
    }
    return classes;
  }

  /** Throws an unchecked exception if anything is out of range. */
  void check() {
    ModelConfig.checkedHeads(specs());
    input.preprocessing();
    provenance();
  }

  /**
   * How images become input.
   *
   * @param width pixels
   * @param height pixels
   * @param mean of red, green and blue in 0..1
   * @param std of red, green and blue
   * @param colors which colours of an image file are seen; as stored where files do not say
   */
  public record Input(
      int width, int height, List<Float> mean, List<Float> std, @Nullable String colors) {
    static Input of(Preprocessing preprocessing) {
      Normalization n = preprocessing.normalization();
      return new Input(
          preprocessing.width(),
          preprocessing.height(),
          List.of(n.redMean(), n.greenMean(), n.blueMean()),
          List.of(n.redStd(), n.greenStd(), n.blueStd()),
          preprocessing.colors().toString());
    }

    /** The same as a setting. */
    public Preprocessing preprocessing() {
      return Preprocessing.standard()
          .size(width, height)
          .normalization(
              new Normalization(
                  mean.get(0), mean.get(1), mean.get(2), std.get(0), std.get(1), std.get(2)))
          .colors(colors == null ? Colors.AS_STORED : Colors.parse(colors));
    }
  }

  /**
   * A head.
   *
   * @param name its name
   * @param width the channels of its convolution
   * @param threshold the probability from which on the answer is yes
   * @param positive the classes that were positive in training
   * @param negative the classes that were negative in training
   */
  public record Head(
      String name, int width, double threshold, List<String> positive, List<String> negative) {
    static Head of(HeadSpec head, Provenance provenance) {
      Map<String, List<String>> classes = provenance.classes().getOrDefault(head.name(), Map.of());
      return new Head(
          head.name(),
          head.width(),
          head.threshold(),
          classes.getOrDefault("positive", List.of()),
          classes.getOrDefault("negative", List.of()));
    }

    /** The same as a setting. */
    public HeadSpec spec() {
      return HeadSpec.builder(name).width(width).threshold(threshold).build();
    }

    boolean hasClasses() {
      return !positive.isEmpty() || !negative.isEmpty();
    }
  }

  /**
   * What training read of a table.
   *
   * @param rows the number of rows
   * @param labels by head how many rows have which label
   * @param digest of images and labels
   */
  public record Table(int rows, Map<String, Map<String, Integer>> labels, String digest) {
    static Table of(Provenance.Table table) {
      return new Table(table.rows(), table.labels(), table.digest());
    }

    Provenance.Table value() {
      return Provenance.Table.of(rows, labels, digest);
    }
  }

  /**
   * A head's validation scores.
   *
   * @param truePositives yes, rightly
   * @param falsePositives yes, wrongly
   * @param falseNegatives no, wrongly
   * @param trueNegatives no, rightly
   */
  public record Counts(
      int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {
    static Counts of(ConfusionCounts counts) {
      return new Counts(
          counts.truePositives(),
          counts.falsePositives(),
          counts.falseNegatives(),
          counts.trueNegatives());
    }

    ConfusionCounts value() {
      return ConfusionCounts.of(truePositives, falsePositives, falseNegatives, trueNegatives);
    }
  }

  /** The version of this library; a class of its own, as few who read a manifest ask for it. */
  public static final class Version {
    /** Such as {@code 0.1.0}. */
    public static final String TWOHEAD = read();

    private Version() {}

    private static String read() {
      try (InputStream in = Manifest.class.getResourceAsStream("version.properties")) {
        Properties properties = new Properties();
        properties.load(Objects.requireNonNull(in, "version.properties is missing"));
        return properties.getProperty("version");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
