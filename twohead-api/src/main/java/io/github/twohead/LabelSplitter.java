package io.github.twohead;

import java.util.Set;

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
   * Returns what a class says about a head.
   *
   * @param head the head
   * @param imageClass the class, a number or a name
   * @return the label
   * @throws IllegalArgumentException if the class is not one that the data may hold, or the head is
   *     not one that this splitter knows; a data check lists it with file and line, and so any
   *     other exception
   */
  Label label(HeadSpec head, String imageClass);

  /**
   * Returns the classes that this splitter knows by name, so that training can say which of them no
   * image has.
   *
   * @return the classes; empty if it does not say
   */
  default Set<String> classes() {
    return Set.of();
  }

  /**
   * Starts a splitter made of lists of classes.
   *
   * @return a builder
   */
  static LabelSplitterBuilder builder() {
    return new LabelSplitterBuilder();
  }
}
