package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link LabelSplitter} from lists of classes.
 *
 * <p>Per head, classes that are not listed are negative; once {@code negative} has listed some,
 * they are unknown instead. A class can be listed once per head. Classes are compared as text, with
 * their case: {@code 02} is not {@code 2}.
 */
public final class LabelSplitterBuilder {
  private final Map<String, Map<Label, Set<String>>> rules = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  LabelSplitterBuilder() {}

  /**
   * Lists the classes for which the head's answer is yes.
   *
   * @param head the head
   * @param classIds class numbers, at least one
   * @return this
   */
  public LabelSplitterBuilder positive(HeadSpec head, int... classIds) {
    return add(head, Label.POSITIVE, texts(classIds));
  }

  /**
   * Lists the classes for which the head's answer is yes.
   *
   * @param head the head
   * @param classNames class names, at least one
   * @return this
   */
  public LabelSplitterBuilder positive(HeadSpec head, String... classNames) {
    return add(head, Label.POSITIVE, classNames);
  }

  /**
   * Lists the only classes for which the head's answer is no; every class in neither list is then
   * unknown.
   *
   * @param head the head
   * @param classIds class numbers, at least one
   * @return this
   */
  public LabelSplitterBuilder negative(HeadSpec head, int... classIds) {
    return add(head, Label.NEGATIVE, texts(classIds));
  }

  /**
   * Lists the only classes for which the head's answer is no; every class in neither list is then
   * unknown.
   *
   * @param head the head
   * @param classNames class names, at least one
   * @return this
   */
  public LabelSplitterBuilder negative(HeadSpec head, String... classNames) {
    return add(head, Label.NEGATIVE, classNames);
  }

  /**
   * Lists classes that say nothing about the head: its loss and metrics leave their images out.
   *
   * @param head the head
   * @param classIds class numbers, at least one
   * @return this
   */
  public LabelSplitterBuilder unknown(HeadSpec head, int... classIds) {
    return add(head, Label.UNKNOWN, texts(classIds));
  }

  /**
   * Lists classes that say nothing about the head: its loss and metrics leave their images out.
   *
   * @param head the head
   * @param classNames class names, at least one
   * @return this
   */
  public LabelSplitterBuilder unknown(HeadSpec head, String... classNames) {
    return add(head, Label.UNKNOWN, classNames);
  }

  /**
   * Lists every class that the data may hold, so that a row with any other is reported as a
   * mistake. When it is not given, every class is accepted.
   *
   * @param classIds class numbers, at least one
   * @return this
   */
  public LabelSplitterBuilder classes(int... classIds) {
    return classes(texts(classIds));
  }

  /**
   * Lists every class that the data may hold, so that a row with any other is reported as a
   * mistake. When it is not given, every class is accepted.
   *
   * @param classNames class names, at least one
   * @return this
   */
  public LabelSplitterBuilder classes(String... classNames) {
    List<String> names = names("known", classNames);
    if (!known.isEmpty()) {
      throw new IllegalStateException("classes were already set to " + known);
    }
    known.addAll(names);
    return this;
  }

  /**
   * Returns the splitter.
   *
   * @return an immutable splitter that is safe to share between threads
   * @throws IllegalStateException if a head has no positive class, or a listed class is not among
   *     {@link #classes(String...)}
   */
  public LabelSplitter build() {
    if (rules.isEmpty()) {
      throw new IllegalStateException("no head has a class: call positive(head, class)");
    }
    rules.forEach(this::check);
    return new ListSplitter(rules, known);
  }

  private void check(String head, Map<Label, Set<String>> rule) {
    if (!rule.containsKey(Label.POSITIVE)) {
      throw new IllegalStateException(
          "head \"" + head + "\" has no positive class: call positive(" + head + ", class)");
    }
    for (Set<String> classes : rule.values()) {
      for (String name : classes) {
        if (!known.isEmpty() && !known.contains(name)) {
          throw new IllegalStateException(
              "head \""
                  + head
                  + "\" lists the class \""
                  + name
                  + "\", which is not one of "
                  + known);
        }
      }
    }
  }

  private LabelSplitterBuilder add(HeadSpec head, Label label, String... classNames) {
    Arguments.notNull("head", head);
    List<String> names = names(label.toString(), classNames);
    Map<Label, Set<String>> rule =
        rules.computeIfAbsent(head.name(), name -> new EnumMap<>(Label.class));
    for (String name : names) {
      rule.forEach(
          (earlier, classes) -> {
            if (classes.contains(name)) {
              throw new IllegalStateException(
                  "class \"" + name + "\" of head \"" + head + "\" was already set to " + earlier);
            }
          });
      rule.computeIfAbsent(label, key -> new LinkedHashSet<>()).add(name);
    }
    return this;
  }

  private static List<String> names(String list, String... classNames) {
    Arguments.notNull("classNames", classNames);
    if (classNames.length == 0) {
      throw new IllegalArgumentException("the list of " + list + " classes is empty");
    }
    List<String> given = Arguments.copy("classNames", Arrays.asList(classNames));
    List<String> names = given.stream().map(String::strip).toList();
    if (names.contains("")) {
      throw new IllegalArgumentException("the list of " + list + " classes has an empty name");
    }
    return names;
  }

  private static String[] texts(int... classIds) {
    return IntStream.of(Arguments.notNull("classIds", classIds))
        .mapToObj(Integer::toString)
        .toArray(String[]::new);
  }

  /** The splitter that the builder makes. */
  private static final class ListSplitter implements LabelSplitter {
    private final Map<String, Map<String, Label>> labels = new LinkedHashMap<>();
    private final Map<String, Label> otherwise = new LinkedHashMap<>();
    private final Set<String> known;

    ListSplitter(Map<String, Map<Label, Set<String>>> rules, Set<String> known) {
      this.known = new LinkedHashSet<>(known);
      rules.forEach(
          (head, rule) -> {
            Map<String, Label> byClass = new LinkedHashMap<>();
            rule.forEach((label, classes) -> classes.forEach(name -> byClass.put(name, label)));
            labels.put(head, byClass);
            otherwise.put(head, rule.containsKey(Label.NEGATIVE) ? Label.UNKNOWN : Label.NEGATIVE);
          });
    }

    @Override
    public Label label(HeadSpec head, String imageClass) {
      Arguments.notNull("head", head);
      Arguments.notNull("imageClass", imageClass);
      Map<String, Label> byClass = labels.get(head.name());
      @Nullable Label rest = otherwise.get(head.name());
      if (byClass == null || rest == null) {
        throw new IllegalArgumentException(
            "no class is listed for head \""
                + head
                + "\": add positive("
                + head
                + ", class) to the label splitter");
      }
      if (!known.isEmpty() && !known.contains(imageClass)) {
        throw new IllegalArgumentException(
            "unknown class \""
                + ClassNames.visible(imageClass)
                + "\": the classes are ["
                + ClassNames.list(known)
                + "]");
      }
      return byClass.getOrDefault(imageClass, rest);
    }

    @Override
    public Set<String> classes() {
      Set<String> classes = new LinkedHashSet<>(known);
      labels.values().forEach(byClass -> classes.addAll(byClass.keySet()));
      return classes;
    }
  }
}
