package io.github.twohead;

/** What an image says about one head. Later versions may know labels of further kinds. */
public final class Label {
  /** The head's answer is yes. */
  public static final Label POSITIVE = new Label("POSITIVE");

  /** The head's answer is no. */
  public static final Label NEGATIVE = new Label("NEGATIVE");

  /** Nothing is known: the head's loss and metrics leave the image out. */
  public static final Label UNKNOWN = new Label("UNKNOWN");

  private final String text;

  private Label(String text) {
    this.text = text;
  }

  /** Returns {@code POSITIVE}, {@code NEGATIVE} or {@code UNKNOWN}. */
  @Override
  public String toString() {
    return text;
  }
}
