package io.github.twohead;

import io.github.twohead.Cells.Columns;
import io.github.twohead.spi.AtomicFile;
import io.github.twohead.spi.ClassNames;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

/** Writes tables as CSV files. */
final class CsvText {
  /** What separates fields or rows in files that are read. */
  private static final String SPECIAL = "|\t;,\"\r\n";

  private static final String REMARK = "#";

  private CsvText() {}

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
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] content = new byte[encoded.remaining()];
      encoded.get(content);
      AtomicFile.write(csv, content);
    } catch (CharacterCodingException e) {
      throw new DataException(List.of(csv + " cannot be written: a text ends in half a character"));
    } catch (IOException e) {
      throw new DataException(List.of(String.valueOf(e.getMessage())));
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
    return !field.startsWith(REMARK) && field.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0)
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
