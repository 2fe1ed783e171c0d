package io.github.twohead;

/** What an image says about one head. */
public enum Label {
  /** The head's answer is yes. */
  POSITIVE,
  /** The head's answer is no. */
  NEGATIVE,
  /** Nothing is known: the head's loss and metrics leave the image out. */
  UNKNOWN
}
