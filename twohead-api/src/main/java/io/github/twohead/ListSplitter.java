package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The splitter that {@link LabelSplitter.Builder} makes of lists of classes. */
final class ListSplitter implements LabelSplitter {
  private final Map<String, Map<String, Label>> labels = new LinkedHashMap<>();
  private final Set<String> closed = new HashSet<>();
  private final Set<String> known;

  /**
   * Checks and copies the lists.
   *
   * @param heads those that have lists
   * @param labels by the head's name the label of each listed class
   * @param known every class that the data may hold; empty if it may hold any
   * @throws IllegalStateException if a head has no class of its own, or one that is not known
   */
  ListSplitter(
      Collection<HeadSpec> heads, Map<String, Map<String, Label>> labels, Set<String> known) {
    labels.forEach(
        (head, byClass) -> {
          this.labels.put(head, new LinkedHashMap<>(byClass));
          if (byClass.containsValue(Label.NEGATIVE)) {
            closed.add(head);
          }
        });
    this.known = new LinkedHashSet<>(known);
    heads.forEach(this::check);
  }

  private void check(HeadSpec head) {
    Map<String, Label> byClass = labels.getOrDefault(head.name(), Map.of());
    if (head.isCategorical() && byClass.values().stream().allMatch(Label.UNKNOWN::equals)) {
      throw new IllegalStateException(
          "head \"" + head + "\" has no class of a category: call categories(" + head + ")");
    }
    if (!head.isCategorical() && !byClass.containsValue(Label.POSITIVE)) {
      throw new IllegalStateException(
          "head \"" + head + "\" has no positive class: call positive(" + head + ", class)");
    }
    for (String name : byClass.keySet()) {
      if (!known.isEmpty() && !known.contains(name)) {
        throw new IllegalStateException(
            "head \""
                + head
                + "\" lists the class \""
                + ClassNames.visible(name)
                + "\", which is not one of ["
                + ClassNames.list(known)
                + "]");
      }
    }
  }

  @Override
  public Label label(HeadSpec head, String imageClass) {
    Arguments.notNull("head", head);
    Arguments.notNull("imageClass", imageClass);
    Map<String, Label> byClass = labels.get(head.name());
    if (byClass == null) {
      throw new IllegalArgumentException(
          head.isCategorical()
              ? "no class is listed for head \""
                  + head
                  + "\": add categories("
                  + head
                  + ") to the label splitter"
              : "no class is listed for head \""
                  + head
                  + "\": add positive("
                  + head
                  + ", class) to the label splitter");
    }
    if (!known.isEmpty() && !known.contains(imageClass)) {
      throw unknown("", imageClass, known);
    }
    Label label = byClass.get(imageClass);
    if (label != null) {
      return label;
    }
    if (head.isCategorical()) {
      throw unknown(" of head \"" + head + "\"", imageClass, byClass.keySet());
    }
    return closed.contains(head.name()) ? Label.UNKNOWN : Label.NEGATIVE;
  }

  private static IllegalArgumentException unknown(
      String where, String imageClass, Set<String> classes) {
    return new IllegalArgumentException(
        "unknown class \""
            + ClassNames.visible(imageClass)
            + "\""
            + where
            + ": the classes are ["
            + ClassNames.list(classes)
            + "]");
  }

  @Override
  public Set<String> classes() {
    Set<String> classes = new LinkedHashSet<>(known);
    labels.values().forEach(byClass -> classes.addAll(byClass.keySet()));
    return classes;
  }
}
