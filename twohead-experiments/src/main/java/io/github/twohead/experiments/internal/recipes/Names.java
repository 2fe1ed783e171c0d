package io.github.twohead.experiments.internal.recipes;

/** How messages show texts. */
final class Names {
  private static final int LONGEST_SHOWN = 60;

  private Names() {}

  /** {@return a text in quotes, in one line, and not the whole of a long one} */
  static String quoted(String text) {
    return "\"" + line(text, LONGEST_SHOWN) + "\"";
  }

  /** {@return a text in one line, without what a terminal does not show, and bounded} */
  static String line(String text, int longest) {
    String line = text.replaceAll("[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029\\uFEFF]+", " ");
    return line.length() > longest ? line.substring(0, longest) + "…" : line;
  }
}
