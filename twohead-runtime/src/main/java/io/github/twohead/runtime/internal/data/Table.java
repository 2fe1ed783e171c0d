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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of a table whose label some head knows, in order, and what is known of all its rows. */
final class Table {
  private static final Logger LOG = LoggerFactory.getLogger(Table.class);
  private static final int FEW = 20;

  private final String name;
  private final HeadLayout layout;
  private final Map<FloatBuffer, float[]> shared = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final Set<String> classes = new TreeSet<>();
  private final Set<String> unlabelledClasses = new TreeSet<>();
  private final Set<LabelSplitter> splitters = Collections.newSetFromMap(new IdentityHashMap<>());
  private int unlabelled;

  Table(String name, HeadLayout layout) {
    this.name = name;
    this.layout = layout;
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
      int positive = count(head, Label.POSITIVE);
      int negative = count(head, Label.NEGATIVE);
      text.append(
          format(
              "; %s: %,d positive, %,d negative, %,d unknown",
              head, positive, negative, all - positive - negative));
    }
    return text.toString();
  }

  private int count(HeadSpec head, Label label) {
    int column = layout.column(head);
    return (int)
        rows.stream().filter(row -> layout.label(column, row.targets).equals(label)).count();
  }

  private Stream<Row> decoded() {
    return rows.stream().filter(row -> row.pixels != null);
  }

  private Stream<Row> decoded(HeadSpec head, Label label) {
    int column = layout.column(head);
    return decoded().filter(row -> layout.label(column, row.targets).equals(label));
  }

  /** What provenance keeps of the rows whose images were decoded. */
  Provenance.Table provenance() {
    int all = (int) decoded().count();
    Map<String, Map<String, Integer>> labels = new LinkedHashMap<>();
    for (HeadSpec head : layout.heads()) {
      int positive = (int) decoded(head, Label.POSITIVE).count();
      int negative = (int) decoded(head, Label.NEGATIVE).count();
      Map<String, Integer> counts = new LinkedHashMap<>();
      counts.put("positive", positive);
      counts.put("negative", negative);
      counts.put("unknown", all - positive - negative);
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

  /** By head the classes of the decoded images that are positive, and those that are negative. */
  Map<String, Map<String, List<String>>> decodedClasses() {
    Map<String, Map<String, List<String>>> byHead = new LinkedHashMap<>();
    for (HeadSpec head : layout.heads()) {
      byHead.put(
          head.name(),
          Map.of(
              "positive", classes(decoded(head, Label.POSITIVE)),
              "negative", classes(decoded(head, Label.NEGATIVE))));
    }
    return byHead;
  }

  private static List<String> classes(Stream<Row> rows) {
    return rows.flatMap(row -> row.image.imageClass().stream()).distinct().sorted().toList();
  }

  /** What may not be as the user thinks; each a line. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    Set<String> absent = new TreeSet<>();
    splitters.forEach(splitter -> absent.addAll(classesOf(splitter)));
    absent.removeAll(classes);
    if (!absent.isEmpty()) {
      notes.add(name + ": no image is of the classes " + ClassNames.list(absent));
    }
    if (unlabelled > 0) {
      String which =
          unlabelledClasses.isEmpty()
              ? ""
              : " of the classes " + ClassNames.list(unlabelledClasses);
      notes.add(
          format("%s: no head knows %,d images%s: they are left out", name, unlabelled, which));
    }
    addIfFew(notes, Label.POSITIVE, "positive");
    addIfFew(notes, Label.NEGATIVE, "negative");
    return notes;
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

  private void addIfFew(List<String> notes, Label label, String which) {
    String few =
        layout.heads().stream()
            .filter(head -> count(head, label) < FEW)
            .map(head -> format("%s (%d)", head, count(head, label)))
            .collect(Collectors.joining(", "));
    if (!few.isEmpty()) {
      notes.add(format("%s: few %s images for %s", name, which, few));
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
