package io.github.twohead.runtime.internal.data;

import io.github.twohead.HeadSpec;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.Provenance;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.spi.ClassNames;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of a table whose label some head knows, in order, and what is known of all its rows. */
final class Table {
  private static final Logger LOG = LoggerFactory.getLogger(Table.class);
  private static final String UNKNOWN = "unknown";
  private static final int LISTED = 20;
  private static final int FEW = 20;

  private final String name;
  private final HeadLayout layout;
  private final List<String> given;
  private final Map<FloatBuffer, float[]> shared = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final Set<String> classes = new TreeSet<>();
  private final Set<String> unlabelledClasses = new TreeSet<>();
  private final Set<LabelSplitter> splitters = Collections.newSetFromMap(new IdentityHashMap<>());
  private int unlabelled;

  /** Starts without rows, with what its source says of them. */
  Table(String name, HeadLayout layout, List<String> notes) {
    this.name = name;
    this.layout = layout;
    this.given = notes;
  }

  /**
   * Adds a row, unless no head knows its label.
   *
   * @return the row, kept or not
   * @throws IllegalArgumentException if it has no usable label
   */
  Row add(LabelledImage image) {
    float[] targets = layout.targets(image);
    Row row = new Row(image, shared.computeIfAbsent(FloatBuffer.wrap(targets), key -> targets));
    image.imageClass().ifPresent(classes::add);
    image.splitter().ifPresent(splitters::add);
    if (HeadLayout.isUnknown(targets)) {
      unlabelled++;
      image.imageClass().ifPresent(unlabelledClasses::add);
    } else {
      rows.add(row);
    }
    return row;
  }

  /** What messages call it. */
  String name() {
    return name;
  }

  /** The rows that were kept. */
  List<Row> rows() {
    return rows;
  }

  /** The number of rows that no head knows. */
  int unlabelled() {
    return unlabelled;
  }

  /** The classes of all rows, as the end of a message; nothing if rows have none. */
  String itsClasses() {
    return classes.isEmpty() ? "" : ": its classes are " + ClassNames.list(classes);
  }

  /** One line: how many rows there are, and what they say about each head. */
  String counts() {
    int all = rows.size() + unlabelled;
    StringBuilder text = new StringBuilder(format("%s: %,d rows", name, all));
    for (HeadSpec head : layout.heads()) {
      text.append("; ").append(head).append(": ");
      Map<Label, Integer> counts = counts(head, rows.stream());
      counts.entrySet().stream()
          .limit(LISTED)
          .forEach(
              label -> text.append(format("%,d %s, ", label.getValue(), name(label.getKey()))));
      int more = counts.size() - LISTED;
      text.append(more > 0 ? format("%,d more categories, ", more) : "");
      String unknown = head.categories().contains(UNKNOWN) ? "without a label" : UNKNOWN;
      text.append(format("%,d %s", all - sum(counts), unknown));
    }
    return text.toString();
  }

  /** How many rows have each of the labels that a head knows, in its order. */
  private Map<Label, Integer> counts(HeadSpec head, Stream<Row> among) {
    int index = layout.index(head);
    Map<Label, Integer> counts = new LinkedHashMap<>();
    layout.readouts().get(index).labels().forEach(label -> counts.put(label, 0));
    among
        .map(row -> layout.label(index, row.targets))
        .forEach(label -> counts.computeIfPresent(label, (key, count) -> count + 1));
    return counts;
  }

  private static int sum(Map<Label, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What messages and provenance call a label. */
  static String name(Label label) {
    return label.category().orElseGet(() -> label.toString().toLowerCase(Locale.ROOT));
  }

  /** The labels of a head that no row has which may be used. */
  List<Label> absent(HeadSpec head, Predicate<Row> usable) {
    return counts(head, rows.stream().filter(usable)).entrySet().stream()
        .filter(label -> label.getValue() == 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  private Stream<Row> decoded() {
    return rows.stream().filter(row -> row.pixels != null);
  }

  /** What provenance keeps of the rows whose images were decoded. */
  Provenance.Table provenance() {
    int all = (int) decoded().count();
    Map<String, Map<String, Integer>> labels = new LinkedHashMap<>();
    for (HeadSpec head : layout.heads()) {
      Map<Label, Integer> known = counts(head, decoded());
      Map<String, Integer> counts = new LinkedHashMap<>();
      known.forEach((label, count) -> counts.put(name(label), count));
      counts.put(head.categories().contains(UNKNOWN) ? "" : UNKNOWN, all - sum(known));
      labels.put(head.name(), counts);
    }
    return Provenance.Table.of(all, labels, digest());
  }

  private String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      decoded()
          .map(row -> row.pixels + Arrays.toString(row.targets))
          .forEach(text -> sha256.update(text.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** By head the classes of the decoded images by label: those that are positive, and so on. */
  Map<String, Map<String, List<String>>> decodedClasses() {
    Map<String, Map<String, List<String>>> byHead = new LinkedHashMap<>();
    for (HeadSpec head : layout.heads()) {
      byHead.put(head.name(), decodedClasses(head));
    }
    return byHead;
  }

  private Map<String, List<String>> decodedClasses(HeadSpec head) {
    int index = layout.index(head);
    Map<Label, Set<String>> seen = new HashMap<>();
    decoded()
        .forEach(
            row -> {
              Label label = layout.label(index, row.targets);
              Set<String> ofLabel = seen.computeIfAbsent(label, key -> new TreeSet<>());
              row.image.imageClass().ifPresent(ofLabel::add);
            });
    Map<String, List<String>> byLabel = new LinkedHashMap<>();
    for (Label label : layout.readouts().get(index).labels()) {
      byLabel.put(name(label), List.copyOf(seen.getOrDefault(label, Set.of())));
    }
    return byLabel;
  }

  /** What may not be as the user thinks; each a line. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(given);
    Set<String> absent = new TreeSet<>();
    splitters.forEach(splitter -> absent.addAll(classesOf(splitter)));
    absent.removeAll(classes);
    if (!absent.isEmpty()) {
      notes.add(name + ": no image is of the classes " + ClassNames.list(absent));
    }
    notes.addAll(unknown());
    addIfFew(notes, Label.POSITIVE);
    addIfFew(notes, Label.NEGATIVE);
    layout.heads().stream().filter(HeadSpec::isCategorical).forEach(head -> addIfFew(notes, head));
    return notes;
  }

  /** What is not in the rows: files and images, each a line. */
  List<String> leftOut() {
    return Stream.concat(given.stream(), unknown().stream()).toList();
  }

  private List<String> unknown() {
    if (unlabelled == 0) {
      return List.of();
    }
    String which =
        unlabelledClasses.isEmpty() ? "" : " of the classes " + ClassNames.list(unlabelledClasses);
    return List.of(
        format("%s: no head knows %,d images%s: they are left out", name, unlabelled, which));
  }

  /** The classes that a splitter says it knows; none where a user's own says nothing sound. */
  private static Set<String> classesOf(LabelSplitter splitter) {
    try {
      return Stream.ofNullable(splitter.classes())
          .flatMap(Set::stream)
          .filter(Objects::nonNull)
          .collect(Collectors.toSet());
    } catch (RuntimeException e) {
      LOG.debug("A label splitter does not say its classes", e);
      return Set.of();
    }
  }

  private void addIfFew(List<String> notes, Label label) {
    String few =
        layout.heads().stream()
            .filter(head -> counts(head, rows.stream()).getOrDefault(label, FEW) < FEW)
            .map(
                head -> format("%s (%d)", head, counts(head, rows.stream()).getOrDefault(label, 0)))
            .collect(Collectors.joining(", "));
    if (!few.isEmpty()) {
      notes.add(format("%s: few %s images for %s", name, name(label), few));
    }
  }

  private void addIfFew(List<String> notes, HeadSpec head) {
    List<String> few =
        counts(head, rows.stream()).entrySet().stream()
            .filter(label -> label.getValue() < FEW)
            .map(label -> format("%s (%d)", name(label.getKey()), label.getValue()))
            .toList();
    if (!few.isEmpty()) {
      String more = few.size() > LISTED ? format(" and %,d more", few.size() - LISTED) : "";
      notes.add(
          format(
              "%s: few images of head %s's %s%s",
              name, head, few.stream().limit(LISTED).collect(Collectors.joining(", ")), more));
    }
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }

  /** A row on its way through the checks. */
  static final class Row {
    final LabelledImage image;

    /** What the heads are trained towards; rows that say the same share it. */
    final float[] targets;

    /**
     * A hash of the decoded pixels; null until that is asked for, or when they cannot be decoded.
     */
    @Nullable UUID pixels;

    /** Why the image cannot be decoded; null until that was tried, or when it can. */
    @Nullable String unreadable;

    Row(LabelledImage image, float[] targets) {
      this.image = image;
      this.targets = targets;
    }
  }
}
