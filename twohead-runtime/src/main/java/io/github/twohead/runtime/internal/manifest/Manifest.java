package io.github.twohead.runtime.internal.manifest;

import com.google.gson.GsonBuilder;
import io.github.twohead.Calibration;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadSpec;
import io.github.twohead.Provenance;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.OperatingPoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
 * @param backbone the backbone's name
 * @param input how images become input
 * @param heads the heads, the main one first
 * @param poolFirst whether heads pool before their convolutions
 * @param seed the seed of the first weights and of training
 * @param training what {@link Provenance#facts} returns
 * @param tables what training read, by name; none in format 1
 * @param scores the validation counts of the weights by head; empty if they were not validated
 */
public record Manifest(
    int format,
    @Nullable String twohead,
    String backbone,
    ManifestInput input,
    List<Head> heads,
    boolean poolFirst,
    long seed,
    Map<String, String> training,
    @Nullable Map<String, Table> tables,
    Map<String, Counts> scores) {
  static final int FORMAT = 2;

  /**
   * What a model says of itself.
   *
   * @param points how each head decides, by name
   */
  public static Manifest of(
      ModelConfig config, Map<String, OperatingPoint> points, Provenance provenance) {
    return new Manifest(
        FORMAT,
        LibraryVersion.TWOHEAD,
        config.backbone().name(),
        ManifestInput.of(config.preprocessing()),
        config.heads().stream()
            .map(head -> Head.of(head, points.get(head.name()), provenance.classes()))
            .toList(),
        config.poolFirst(),
        config.seed(),
        provenance.facts(),
        each(provenance.tables(), Table::of),
        each(provenance.scores(), Counts::of));
  }

  private static <A, B> Map<String, B> each(Map<String, A> values, Function<A, B> change) {
    Map<String, B> changed = new LinkedHashMap<>();
    values.forEach((name, value) -> changed.put(name, change.apply(value)));
    return changed;
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

  /**
   * How heads decide, by name. The weights of a saved model need the calibrations; the graph of an
   * exported file holds them.
   */
  public Map<String, OperatingPoint> operatingPoints() {
    Map<String, OperatingPoint> points = new LinkedHashMap<>();
    heads.forEach(head -> points.put(head.name(), head.point()));
    return points;
  }

  /** Where the weights came from. */
  public Provenance provenance() {
    Map<String, Table> read = tables == null ? Map.of() : tables;
    return Provenance.of(
        training, each(read, Table::value), each(scores, Counts::value), classes());
  }

  private Map<String, Map<String, List<String>>> classes() {
    Map<String, Map<String, List<String>>> classes = new LinkedHashMap<>();
    if (heads.stream().anyMatch(Head::hasClasses)) {
      heads.forEach(head -> classes.put(head.name(), head.seen()));
    }
    return classes;
  }

  /** Throws an unchecked exception if anything is out of range. */
  void check() {
    ModelConfig.checkedHeads(specs());
    operatingPoints();
    input.preprocessing();
    provenance();
  }

  /**
   * A head.
   *
   * @param name its name
   * @param width the channels of its convolution
   * @param threshold the probability from which on the answer is yes; null if it is categorical
   * @param calibration what is done to its logits, which exported files do themselves; null for
   *     nothing
   * @param categories the possible answers; null if they are yes and no
   * @param positive the classes that were positive in training; null if it is categorical
   * @param negative the classes that were negative in training; null if it is categorical
   * @param classes the classes of training by category; null if it is not categorical
   */
  public record Head(
      String name,
      int width,
      @Nullable Double threshold,
      @Nullable Scaling calibration,
      @Nullable List<String> categories,
      @Nullable List<String> positive,
      @Nullable List<String> negative,
      @Nullable Map<String, List<String>> classes) {
    static Head of(
        HeadSpec head,
        @Nullable OperatingPoint given,
        Map<String, Map<String, List<String>>> classes) {
      OperatingPoint point = given == null ? OperatingPoint.standard() : given;
      Map<String, List<String>> seen = classes.getOrDefault(head.name(), Map.of());
      Scaling scaling = Scaling.of(point.calibration());
      if (head.isCategorical()) {
        List<String> categories = head.categories();
        return new Head(head.name(), head.width(), null, scaling, categories, null, null, seen);
      }
      return new Head(
          head.name(),
          head.width(),
          point.threshold(),
          scaling,
          null,
          seen.getOrDefault("positive", List.of()),
          seen.getOrDefault("negative", List.of()),
          null);
    }

    /** The same as a setting. */
    public HeadSpec spec() {
      HeadSpec.Builder spec = HeadSpec.builder(name).width(width);
      Optional.ofNullable(categories).ifPresent(spec::categories);
      return spec.build();
    }

    OperatingPoint point() {
      OperatingPoint point = OperatingPoint.standard();
      point = threshold == null ? point : point.threshold(threshold);
      return calibration == null ? point : point.calibration(calibration.value());
    }

    /** The classes of training by label. */
    Map<String, List<String>> seen() {
      Map<String, List<String>> seen = new LinkedHashMap<>();
      Optional.ofNullable(positive).ifPresent(names -> seen.put("positive", names));
      Optional.ofNullable(negative).ifPresent(names -> seen.put("negative", names));
      Optional.ofNullable(classes).ifPresent(seen::putAll);
      return seen;
    }

    boolean hasClasses() {
      return seen().values().stream().anyMatch(names -> !names.isEmpty());
    }
  }

  /**
   * What is done to logits.
   *
   * @param slope what they are multiplied by
   * @param offset what is then added
   */
  public record Scaling(double slope, double offset) {
    static @Nullable Scaling of(Calibration calibration) {
      return calibration.equals(Calibration.none())
          ? null
          : new Scaling(calibration.slope(), calibration.offset());
    }

    Calibration value() {
      return Calibration.platt(slope, offset);
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
}
