package io.github.twohead;

import io.github.twohead.spi.ClassNames;
import io.github.twohead.spi.CsvRows;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a row says beside its image. Rows that say the same share it.
 *
 * @param values of each column; a label is read when a head asks, for only then is it known that
 *     the column is a head's
 * @param labels what the class means; null where columns are named as heads
 */
record Cells(Columns columns, List<String> values, @Nullable LabelSplitter labels) {

  /** What the columns are; rows of a table share it. */
  record Columns(String path, List<String> names, int imageClass) {
    /** What the columns are called when nothing else is said. */
    static final String PATH = CsvRows.PATH;

    static final String CLASS = CsvRows.CLASS;

    /** In place of the class. */
    static final int NONE = -1;

    /** Of rows whose labels, if any, stand in the columns named as the heads. */
    static Columns ofHeads(String path, List<String> names) {
      return new Columns(path, names, NONE);
    }

    Columns with(String name) {
      return new Columns(path, plus(names, name), imageClass);
    }
  }

  /** By class. */
  static Cells ofClass(String imageClass, LabelSplitter labels) {
    return new Cells(
            new Columns(Columns.PATH, List.of(Columns.CLASS), 0),
            List.of(imageClass.strip()),
            labels)
        .checked();
  }

  /** By head; of two heads of one name the first counts. */
  static Cells ofHeads(Map<HeadSpec, Label> labels) {
    Map<String, String> byHead = new LinkedHashMap<>();
    labels.forEach((head, label) -> byHead.putIfAbsent(head.name(), LabelText.of(label)));
    return new Cells(
        Columns.ofHeads(Columns.PATH, List.copyOf(byHead.keySet())),
        List.copyOf(byHead.values()),
        null);
  }

  private static List<String> plus(List<String> list, String last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }

  /** Refuses an empty class. */
  Cells checked() {
    if (imageClass().filter(String::isEmpty).isPresent()) {
      throw new IllegalArgumentException("the class is empty");
    }
    return this;
  }

  Optional<String> imageClass() {
    return labels == null ? Optional.empty() : Optional.of(values.get(columns.imageClass()));
  }

  Optional<String> value(String column) {
    int place = columns.names().indexOf(column);
    return place < 0 ? Optional.empty() : Optional.of(values.get(place));
  }

  Map<String, String> byName() {
    Map<String, String> byName = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      byName.put(columns.names().get(i), values.get(i));
    }
    return Collections.unmodifiableMap(byName);
  }

  Cells with(String column, String value) {
    return new Cells(columns.with(column), plus(values, value), labels);
  }

  /** The label of a head; throws IllegalArgumentException if there is none. */
  Label label(HeadSpec head) {
    LabelSplitter splitter = labels;
    if (splitter == null) {
      return LabelText.parse(
          head,
          value(head.name())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "no label for head \""
                              + head
                              + "\": the columns are ["
                              + ClassNames.list(columns.names())
                              + "]")));
    }
    // a splitter that looks classes up in a map easily gives null, against its contract
    return Optional.ofNullable(label(head, splitter))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the label splitter gives no label for " + place(head)));
  }

  private @Nullable Label label(HeadSpec head, LabelSplitter splitter) {
    try {
      return splitter.label(head, imageClass().orElseThrow());
    } catch (RuntimeException e) {
      if (e.getClass() == IllegalArgumentException.class && e.getMessage() != null) {
        throw e;
      }
      throw new IllegalArgumentException(
          "the label splitter fails for " + place(head) + ": " + e, e);
    }
  }

  private String place(HeadSpec head) {
    return "head \""
        + head
        + "\" and class \""
        + ClassNames.visible(imageClass().orElse(""))
        + "\"";
  }

  /** Labels as tables write them. */
  private static final class LabelText {
    private static final String YES = "1";
    private static final String NO = "0";
    private static final String NOTHING = "";

    private LabelText() {}

    static String of(Label label) {
      if (label.equals(Label.UNKNOWN)) {
        return NOTHING;
      }
      return label.category().orElse(label.equals(Label.POSITIVE) ? YES : NO);
    }

    static Label parse(HeadSpec head, String text) {
      if (text.equals(NOTHING)) {
        return Label.UNKNOWN;
      }
      if (head.isCategorical()) {
        return category(head, text);
      }
      return switch (text) {
        case YES -> Label.POSITIVE;
        case NO -> Label.NEGATIVE;
        default -> throw noLabel(head, "1, 0", text);
      };
    }

    private static Label category(HeadSpec head, String text) {
      if (head.categories().contains(text)) {
        return Label.category(text);
      }
      return head.categories().stream()
          .filter(category -> category.strip().equals(text)) // tables have no spaces at the ends
          .findFirst()
          .map(Label::category)
          .orElseThrow(
              () -> noLabel(head, "one of [" + ClassNames.list(head.categories()) + "]", text));
    }

    private static IllegalArgumentException noLabel(HeadSpec head, String labels, String text) {
      return new IllegalArgumentException(
          "the label of \""
              + head
              + "\" must be "
              + labels
              + " or empty, but is \""
              + ClassNames.visible(text)
              + "\"");
    }
  }
}
