package io.github.twohead;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The text of a CSV file, without a byte order mark, and what separates its fields. */
record CsvText(String content, char separator) {
  /** In the order in which they win: a path may well hold a comma, but hardly a bar. */
  private static final String SEPARATORS = "|\t;,";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads a file; bytes that are not UTF-8 are never replaced.
   *
   * @throws DataException if it cannot be read
   */
  static CsvText read(Path csv) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(csv));
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
      int line = 1;
      for (int i = 0; i < bytes.position(); i++) {
        line += bytes.get(i) == '\n' ? 1 : 0;
      }
      throw new DataException(List.of(csv + ":" + line + ": not UTF-8: save the file as UTF-8"));
    }
    String decoded = text.flip().toString();
    String content = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded;
    return new CsvText(content, separator(content));
  }

  private static byte[] bytes(Path csv) {
    try {
      return Files.readAllBytes(csv);
    } catch (IOException e) {
      String reason =
          Files.isDirectory(csv)
              ? "is a folder, not a CSV file"
              : Files.exists(csv) ? "cannot be read: " + e : "does not exist";
      throw new DataException(List.of(csv + " " + reason));
    }
  }

  String separatorName() {
    return separator == '\t' ? "a tab" : "\"" + separator + "\"";
  }

  /** The first of the separators that the first record has outside of quotes. */
  private static char separator(String text) {
    String unquoted = unquotedStart(text);
    return (char) SEPARATORS.chars().filter(c -> unquoted.indexOf(c) >= 0).findFirst().orElse(',');
  }

  private static String unquotedStart(String text) {
    StringBuilder unquoted = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && (quoted || isFieldStart(unquoted))) {
        quoted = !quoted;
      } else if (!quoted && (c == '\n' || c == '\r')) {
        if (!unquoted.toString().isBlank()) {
          break;
        }
        unquoted.setLength(0);
      } else if (!quoted) {
        unquoted.append(c);
      }
    }
    return unquoted.toString();
  }

  private static boolean isFieldStart(CharSequence before) {
    int end = before.length();
    while (end > 0 && before.charAt(end - 1) == ' ') {
      end--;
    }
    return end == 0 || SEPARATORS.indexOf(before.charAt(end - 1)) >= 0;
  }
}
