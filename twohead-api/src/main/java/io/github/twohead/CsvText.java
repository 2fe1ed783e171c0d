package io.github.twohead;

import io.github.twohead.Cells.Columns;
import io.github.twohead.spi.ClassNames;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The text of a CSV file, without a byte order mark, and what separates its fields. */
record CsvText(String content, char separator) {
  /** In the order in which they win: a path may well hold a comma, but hardly a bar. */
  private static final String SEPARATORS = "|\t;,";

  private static final String SPECIAL = SEPARATORS + "\"\r\n";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Reads a file; bytes that are not UTF-8 are never replaced. */
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

  /** Writes a table as a file that can be read again. */
  static void write(Path csv, ImageTable table) {
    if (!table.problems().isEmpty()) {
      throw new DataException(table.problems());
    }
    List<LabelledImage> images = table.images();
    Path folder = csv.toAbsolutePath().normalize().getParent();
    List<String> names = names(images);
    StringBuilder text = new StringBuilder();
    line(text, Stream.concat(Stream.of(Columns.PATH), names.stream()));
    for (LabelledImage image : images) {
      Map<String, String> cells = named(image);
      line(
          text,
          Stream.concat(
              Stream.of(path(image, folder)),
              names.stream().map(name -> cells.getOrDefault(name, ""))));
    }
    try {
      Files.writeString(csv, text);
    } catch (IOException e) {
      throw new DataException(List.of(csv + " cannot be written: " + e));
    }
  }

  /** The columns of all rows beside their paths. */
  private static List<String> names(List<LabelledImage> images) {
    Set<String> names = new LinkedHashSet<>();
    images.forEach(image -> names.addAll(named(image).keySet()));
    if (names.contains(Columns.PATH)) {
      throw new IllegalArgumentException(
          "the column of images and another are both named " + Columns.PATH);
    }
    long byClass = images.stream().filter(image -> image.imageClass().isPresent()).count();
    if (byClass > 0 && byClass < images.size()) {
      throw new IllegalArgumentException(
          "some rows have a class and some a label for each head: a file has one or the other");
    }
    if (names.isEmpty() && !images.isEmpty()) {
      throw new IllegalArgumentException(
          "rows without a class, a label or a column: nothing to write");
    }
    return List.copyOf(names);
  }

  /** What a row says by column; its class is in the one that tables take for it. */
  private static Map<String, String> named(LabelledImage image) {
    Map<String, String> named = new LinkedHashMap<>();
    Columns columns = image.cells().columns();
    for (int i = 0; i < columns.names().size(); i++) {
      String name = i == columns.imageClass() ? Columns.CLASS : columns.names().get(i);
      if (named.put(name, image.cells().values().get(i)) != null) {
        throw new IllegalArgumentException(
            "the column of classes and another are both named " + Columns.CLASS);
      }
    }
    return named;
  }

  private static void line(StringBuilder text, Stream<String> fields) {
    text.append(fields.map(CsvText::quoted).collect(Collectors.joining(","))).append('\n');
  }

  /** In quotes what would be read as something else without. */
  private static String quoted(String field) {
    return field.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0)
        ? field
        : "\"" + field.replace("\"", "\"\"") + "\"";
  }

  private static String path(LabelledImage image, @Nullable Path folder) {
    if (!(image.source() instanceof ImageSource.FileImage file)) {
      throw new IllegalArgumentException(
          image.origin() + " is not in a file: a CSV file can only name files");
    }
    Path path = file.path().toAbsolutePath().normalize();
    if (folder != null && Objects.equals(folder.getRoot(), path.getRoot())) {
      path = folder.relativize(path);
    }
    String written = path.toString().replace(File.separatorChar, '/');
    if (!written.equals(written.strip()) || written.indexOf('\\') >= 0) {
      throw new IllegalArgumentException(
          "the path \""
              + ClassNames.visible(written)
              + "\" would be read as another: rename the file");
    }
    return written;
  }
}
