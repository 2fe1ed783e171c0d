package io.github.twohead.djl.internal.weights;

import io.github.twohead.ModelFileException;

/** Why a file is not read: one line, whatever names the file brings along. */
final class Refusal {
  private static final int MAX_LENGTH = 400;

  private Refusal() {}

  /** The reason alone: who knows the file puts its name before it. */
  static ModelFileException of(String reason) {
    return new ModelFileException(line(reason));
  }

  static ModelFileException of(String reason, Exception cause) {
    return new ModelFileException(line(reason), cause);
  }

  private static String line(String reason) {
    String start = reason.length() <= MAX_LENGTH ? reason : reason.substring(0, MAX_LENGTH) + "…";
    StringBuilder line = new StringBuilder();
    start
        .codePoints()
        .map(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
