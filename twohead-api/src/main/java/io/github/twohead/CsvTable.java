package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifiers;
import io.github.twohead.LabelledImage.RowLabels;
import io.github.twohead.spi.ClassNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads a table from a CSV file. */
final class CsvTable {
  private static final Pattern PATH_LIKE = Pattern.compile("[./\\\\]");

  private final Path csv;
  private final String name;
  private final Text text;
  private final Path folder;
  private final Map<List<String>, RowLabels> labels = new HashMap<>();
  private final List<LabelledImage> images = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /** The good rows, and what was wrong with the others. */
  private record Rows(List<LabelledImage> images, List<String> problems) implements ImageTable {}

  /** What the columns after the path say. */
  private record Columns(int count, String expected, Function<List<String>, RowLabels> labels) {}

  private CsvTable(Path csv) {
    this.csv = csv;
    this.name = csv.toString();
    this.text = Text.read(csv);
    Path parent = csv.toAbsolutePath().getParent();
    this.folder = parent == null ? csv.toAbsolutePath() : parent;
  }

  static ImageTable ofClasses(Path csv, LabelSplitter labels) {
    CsvTable table = new CsvTable(csv);
    Columns columns =
        new Columns(2, "a path and a class", fields -> RowLabels.ofClass(fields.get(0), labels));
    table.read(
        first -> {
          if (!table.isHeader(first)) {
            table.addRow(first, columns);
          }
          return columns;
        });
    return table.rows();
  }

  static ImageTable ofHeads(Path csv) {
    CsvTable table = new CsvTable(csv);
    if (!table.read(table::headColumns)) {
      throw noHeader(csv + ":1");
    }
    return table.rows();
  }

  private Columns headColumns(CsvRecord first) {
    if (!isHeader(first) || first.getFieldCount() < 2) {
      throw noHeader(origin(first));
    }
    List<String> header = first.getFields();
    if (header.contains("") || Set.copyOf(header).size() < header.size()) {
      throw new DataException(
          List.of(origin(first) + ": every column needs a name of its own, but found " + header));
    }
    List<String> heads = List.copyOf(header.subList(1, header.size()));
    return new Columns(
        header.size(),
        "a path and a label for each of " + heads,
        fields -> new RowLabels.OfHeads(heads, labels(heads, fields)));
  }

  private static DataException noHeader(String place) {
    return new DataException(
        List.of(place + ": expected a header with the heads' names, such as path,screen,glare"));
  }

  private Rows rows() {
    if (images.isEmpty() && problems.isEmpty()) {
      problems.add(csv + ": the file has no rows");
    }
    return new Rows(List.copyOf(images), List.copyOf(problems));
  }

  /**
   * Reads all rows that are not blank.
   *
   * @param header takes the first one
   * @return whether there is one
   */
  @CanIgnoreReturnValue
  private boolean read(Function<CsvRecord, Columns> header) {
    Columns columns = null;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(text.separator())
            .trimWhitespacesAroundQuotes(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .build(
                CsvRecordHandler.builder().fieldModifier(FieldModifiers.STRIP).build(),
                text.content())) {
      for (CsvRecord row : reader) {
        if (isBlank(row)) {
          continue;
        }
        if (columns == null) {
          columns = header.apply(row);
        } else {
          addRow(row, columns);
        }
      }
      return columns != null;
    } catch (CsvParseException e) {
      String reason = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      throw new DataException(List.of(csv + ": not a CSV file: " + e.getMessage() + reason));
    } catch (IOException e) {
      throw new DataException(List.of(csv + " cannot be read: " + e));
    }
  }

  private static boolean isBlank(CsvRecord row) {
    return row.getFields().stream().allMatch(String::isEmpty);
  }

  /** A first field that names no file and has neither a dot nor a slash is a column's name. */
  private boolean isHeader(CsvRecord row) {
    String first = row.getField(0);
    try {
      return !PATH_LIKE.matcher(first).find() && !Files.isRegularFile(folder.resolve(first));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void addRow(CsvRecord row, Columns columns) {
    if (row.getFieldCount() != columns.count()) {
      boolean open = row.getFields().stream().anyMatch(field -> field.indexOf('\n') >= 0);
      problem(
          row,
          "expected "
              + columns.expected()
              + ", separated by "
              + text.separatorName()
              + ", but found "
              + row.getFieldCount()
              + " field(s)"
              + (open ? "; is a quote left open?" : ""));
      return;
    }
    try {
      List<String> fields = row.getFields().subList(1, columns.count());
      ImageSource source = ImageSource.of(path(row.getField(0)));
      RowLabels says = labels.get(fields);
      if (says == null) {
        says = columns.labels().apply(fields);
        labels.put(List.copyOf(fields), says);
      }
      images.add(LabelledImage.inFile(name, row.getStartingLineNumber(), source, says));
    } catch (InvalidPathException e) {
      problem(row, "\"" + row.getField(0) + "\" is not a path: " + e.getReason());
    } catch (IllegalArgumentException e) {
      problem(row, String.valueOf(e.getMessage()));
    }
  }

  private static List<Label> labels(List<String> heads, List<String> fields) {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      labels.add(label(heads.get(i), fields.get(i)));
    }
    return List.copyOf(labels);
  }

  private static Label label(String head, String field) {
    return switch (field) {
      case "1" -> Label.POSITIVE;
      case "0" -> Label.NEGATIVE;
      case "" -> Label.UNKNOWN;
      default ->
          throw new IllegalArgumentException(
              "the label of \""
                  + head
                  + "\" must be 1, 0 or empty, but is \""
                  + ClassNames.visible(field)
                  + "\"");
    };
  }

  private Path path(String field) {
    if (field.isEmpty()) {
      throw new IllegalArgumentException("the path is empty");
    }
    Path path = folder.resolve(field);
    if (field.indexOf('\\') >= 0 && !Files.exists(path)) {
      return folder.resolve(field.replace('\\', '/')).normalize();
    }
    return path.normalize();
  }

  private String origin(CsvRecord row) {
    return name + ":" + row.getStartingLineNumber();
  }

  private void problem(CsvRecord row, String what) {
    problems.add(origin(row) + ": " + what);
  }

  /** The text of a CSV file, without a byte order mark, and what separates its fields. */
  private record Text(String content, char separator) {
    /** In the order in which they win: a path may well hold a comma, but hardly a bar. */
    private static final String SEPARATORS = "|\t;,";

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Reads a file; bytes that are not UTF-8 are never replaced. */
    static Text read(Path csv) {
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
      return new Text(content, separator(content));
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
      return (char)
          SEPARATORS.chars().filter(c -> unquoted.indexOf(c) >= 0).findFirst().orElse(',');
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
}
