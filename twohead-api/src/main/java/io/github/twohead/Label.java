package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an image says about one head: yes or no, a category, or nothing. Immutable. Later versions
 * may know labels of further kinds.
 */
public final class Label {
  /** The head's answer is yes. */
  public static final Label POSITIVE = new Label("POSITIVE", null);

  /** The head's answer is no. */
  public static final Label NEGATIVE = new Label("NEGATIVE", null);

  /** Nothing is known: the head's loss and metrics leave the image out. */
  public static final Label UNKNOWN = new Label("UNKNOWN", null);

  private final String text;
  private final @Nullable String category;

  private Label(String text, @Nullable String category) {
    this.text = text;
    this.category = category;
  }

  /**
   * Returns the label of a categorical head.
   *
   * @param name one of the head's categories
   * @return the label
   */
  public static Label category(String name) {
    return new Label(Arguments.notNull("name", name), name);
  }

  /**
   * Returns the category.
   *
   * @return the category; empty for {@link #POSITIVE}, {@link #NEGATIVE} and {@link #UNKNOWN}
   */
  public Optional<String> category() {
    return Optional.ofNullable(category);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Label that
        && text.equals(that.text)
        && Objects.equals(category, that.category);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns {@code POSITIVE}, {@code NEGATIVE}, {@code UNKNOWN}, or the category. */
  @Override
  public String toString() {
    return text;
  }
}
