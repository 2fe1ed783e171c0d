package io.github.twohead.spi;

/** Finds what separates the fields of a CSV file. */
final class CsvSeparator {
  /** In the order in which they win: a path may well hold a comma, but hardly a bar. */
  private static final String SEPARATORS = "|\t;,";

  private CsvSeparator() {}

  /** The first of the separators that the first row has outside of quotes. */
  static char of(String text) {
    String unquoted = firstRow(text);
    return (char) SEPARATORS.chars().filter(c -> unquoted.indexOf(c) >= 0).findFirst().orElse(',');
  }

  /** The first row without what is quoted; one that looks like a remark if there is no other. */
  private static String firstRow(String text) {
    String remark = "";
    StringBuilder row = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isRemark = row.length() > 0 && row.charAt(0) == CsvRows.REMARK;
      if (c == '"' && !isRemark && (quoted || isFieldStart(row))) {
        quoted = !quoted;
      } else if (!quoted && (c == '\n' || c == '\r')) {
        if (!isRemark && !row.toString().isBlank()) {
          return row.toString();
        }
        remark = isRemark && remark.isEmpty() ? row.toString() : remark;
        row.setLength(0);
      } else if (!quoted) {
        row.append(c);
      }
    }
    return row.isEmpty() || row.charAt(0) == CsvRows.REMARK ? remark + row : row.toString();
  }

  private static boolean isFieldStart(CharSequence before) {
    int end = before.length();
    while (end > 0 && before.charAt(end - 1) == ' ') {
      end--;
    }
    return end == 0 || SEPARATORS.indexOf(before.charAt(end - 1)) >= 0;
  }
}
