package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ClassNames;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Turns the class of an image into one label per head.
 *
 * <p>A class is a text such as {@code "2"} or {@code "screen"}, without spaces around it. The
 * builder covers the usual case; anything else is a lambda. Implementations must give the same
 * label for the same arguments, and may be called from any thread.
 *
 * <pre>{@code
 * LabelSplitter labels = LabelSplitter.builder()
 *     .positive(screen, 2)    // class 2 is a screen, every other class is not
 *     .positive(other, 1)
 *     .unknown(screen, 1)     // class 1 says nothing about the head "screen"
 *     .build();
 *
 * LabelSplitter byPrefix = (head, imageClass) ->
 *     imageClass.startsWith(head.name()) ? Label.POSITIVE : Label.NEGATIVE;
 * }</pre>
 */
@FunctionalInterface
public interface LabelSplitter {

  /**
   * {@return what a class says about a head}
   *
   * @param head the head
   * @param imageClass the class, a number or a name
   * @throws IllegalArgumentException if the class is not one that the data may hold, or the head is
   *     not one that this splitter knows; a data check lists it with file and line, and so any
   *     other exception
   */
  Label label(HeadSpec head, String imageClass);

  /**
   * {@return the classes that this splitter knows by name, so that training can say which of them
   * no image has; empty if it does not say}
   */
  default Set<String> classes() {
    return Set.of();
  }

  /** {@return a builder of a splitter made of lists of classes} */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Builds a {@link LabelSplitter} from lists of classes.
   *
   * <p>Per head, classes that are not listed are negative; once {@code negative} has listed some,
   * they are unknown instead. A categorical head lists the classes of its categories, and no others
   * may come. A class can be listed once per head. Classes are compared as text, with their case:
   * {@code 02} is not {@code 2}.
   */
  @CanIgnoreReturnValue
  final class Builder {
    /** By the head's name the label of each listed class. */
    private final Map<String, Map<String, Label>> labels = new LinkedHashMap<>();

    private final Map<String, HeadSpec> heads = new LinkedHashMap<>();

    private final Set<String> known = new LinkedHashSet<>();

    private Builder() {}

    /**
     * Lists the classes for which the head's answer is yes.
     *
     * @param head the head
     * @param classIds class numbers, at least one
     * @return this
     */
    public Builder positive(HeadSpec head, int... classIds) {
      return add(head, Label.POSITIVE, texts(classIds));
    }

    /**
     * Lists the classes for which the head's answer is yes.
     *
     * @param head the head
     * @param classNames class names, at least one
     * @return this
     */
    public Builder positive(HeadSpec head, String... classNames) {
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
    public Builder negative(HeadSpec head, int... classIds) {
      return add(head, Label.NEGATIVE, texts(classIds));
    }

    /**
     * Lists classes by name, as {@link #negative(HeadSpec, int...)} does by number.
     *
     * @param head the head
     * @param classNames class names, at least one
     * @return this
     */
    public Builder negative(HeadSpec head, String... classNames) {
      return add(head, Label.NEGATIVE, classNames);
    }

    /**
     * Lists classes that say nothing about the head: its loss and metrics leave their images out.
     *
     * @param head the head
     * @param classIds class numbers, at least one
     * @return this
     */
    public Builder unknown(HeadSpec head, int... classIds) {
      return add(head, Label.UNKNOWN, texts(classIds));
    }

    /**
     * Lists classes that say nothing about the head: its loss and metrics leave their images out.
     *
     * @param head the head
     * @param classNames class names, at least one
     * @return this
     */
    public Builder unknown(HeadSpec head, String... classNames) {
      return add(head, Label.UNKNOWN, classNames);
    }

    /**
     * Lists the classes that belong to a category. Every class in no list of a categorical head is
     * a mistake, and reported.
     *
     * @param head a categorical head
     * @param category one of its categories
     * @param classIds class numbers, at least one
     * @return this
     * @throws IllegalArgumentException if the head has no such category
     */
    public Builder category(HeadSpec head, String category, int... classIds) {
      return category(head, category, texts(classIds));
    }

    /**
     * Lists the classes that belong to a category, as {@link #category(HeadSpec, String, int...)}
     * does.
     *
     * @param head a categorical head
     * @param category one of its categories
     * @param classNames class names, at least one
     * @return this
     * @throws IllegalArgumentException if the head has no such category
     */
    public Builder category(HeadSpec head, String category, String... classNames) {
      Arguments.notNull("category", category);
      List<String> names = names(category, classNames);
      if (!Arguments.notNull("head", head).categories().contains(category)) {
        throw new IllegalArgumentException(
            "head \""
                + head
                + "\" has no category \""
                + ClassNames.visible(category)
                + "\": ["
                + ClassNames.list(head.categories())
                + "]");
      }
      return add(head, Label.category(category), names.toArray(String[]::new));
    }

    /**
     * Says that the classes are named as a head's categories are.
     *
     * @param head a categorical head
     * @return this
     * @throws IllegalArgumentException if the head has no categories
     */
    public Builder categories(HeadSpec head) {
      if (!Arguments.notNull("head", head).isCategorical()) {
        throw new IllegalArgumentException("head \"" + head + "\" has no categories");
      }
      head.categories().forEach(category -> category(head, category, category));
      return this;
    }

    /**
     * Lists every class that the data may hold, so that a row with any other is reported as a
     * mistake. When it is not given, every class is accepted.
     *
     * @param classIds class numbers, at least one
     * @return this
     */
    public Builder classes(int... classIds) {
      return classes(texts(classIds));
    }

    /**
     * Lists every class that the data may hold, as {@link #classes(int...)} does.
     *
     * @param classNames class names, at least one
     * @return this
     */
    public Builder classes(String... classNames) {
      List<String> names = names("known", classNames);
      if (!known.isEmpty()) {
        throw new IllegalStateException(
            "classes were already set to [" + ClassNames.list(known) + "]");
      }
      known.addAll(names);
      return this;
    }

    /**
     * {@return an immutable splitter that is safe to share between threads}
     *
     * @throws IllegalStateException if no head has a class, a head has no positive class, or a
     *     listed class is not among {@link #classes(String...)}
     */
    @CheckReturnValue
    public LabelSplitter build() {
      if (labels.isEmpty()) {
        throw new IllegalStateException("no head has a class: call positive(head, class)");
      }
      return new ListSplitter(heads.values(), labels, known);
    }

    private Builder add(HeadSpec head, Label label, String... classNames) {
      checkKind(Arguments.notNull("head", head), label);
      List<String> names = names(label.toString(), classNames);
      Map<String, Label> byClass =
          labels.computeIfAbsent(head.name(), name -> new LinkedHashMap<>());
      heads.put(head.name(), head);
      for (String name : names) {
        Label earlier = byClass.putIfAbsent(name, label);
        if (earlier != null) {
          throw new IllegalStateException(
              "class \""
                  + ClassNames.visible(name)
                  + "\" of head \""
                  + head
                  + "\" was already set to "
                  + earlier);
        }
      }
      return this;
    }

    private static void checkKind(HeadSpec head, Label label) {
      boolean yesOrNo = label.equals(Label.POSITIVE) || label.equals(Label.NEGATIVE);
      if (yesOrNo && head.isCategorical()) {
        throw new IllegalArgumentException(
            "the answer of head \""
                + head
                + "\" is a category, not yes or no: call category("
                + head
                + ", category, class) or categories("
                + head
                + ")");
      }
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
  }
}
