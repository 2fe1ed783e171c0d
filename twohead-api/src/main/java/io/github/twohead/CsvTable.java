package io.github.twohead;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table read from a CSV file: the good rows, and what was wrong with the others. */
final class CsvTable implements ImageTable {
  /** In the order in which they win: a path may well hold a comma, but hardly a bar. */
  private static final char[] SEPARATORS = {'|', '\t', ';', ','};

  private final Path csv;
  private final Path folder;
  private final List<LabelledImage> images = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private CsvTable(Path csv) {
    this.csv = csv;
    Path parent = csv.toAbsolutePath().getParent();
    this.folder = parent == null ? csv.toAbsolutePath() : parent;
  }

  static ImageTable ofClasses(Path csv, LabelSplitter labels) {
    CsvTable table = new CsvTable(csv);
    List<CsvRecord> rows = table.records();
    boolean header = !rows.isEmpty() && table.isHeader(rows.get(0));
    for (CsvRecord row : rows.subList(header ? 1 : 0, rows.size())) {
      table.addRow(row, 2, "a path and a class", source -> table.classRow(row, source, labels));
    }
    return table;
  }

  static ImageTable ofHeads(Path csv) {
    CsvTable table = new CsvTable(csv);
    List<CsvRecord> rows = table.records();
    if (rows.isEmpty() || !table.isHeader(rows.get(0)) || rows.get(0).getFieldCount() < 2) {
      throw new DataException(
          List.of(csv + ":1: expected a header with the heads' names, such as path,screen,glare"));
    }
    List<String> header = rows.get(0).getFields();
    for (CsvRecord row : rows.subList(1, rows.size())) {
      table.addRow(
          row,
          header.size(),
          "a path and " + (header.size() - 1) + " labels",
          source -> table.headRow(row, source, header));
    }
    return table;
  }

  @Override
  public List<LabelledImage> images() {
    return List.copyOf(images);
  }

  @Override
  public List<String> problems() {
    return List.copyOf(problems);
  }

  private List<CsvRecord> records() {
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator())
            .trimWhitespacesAroundQuotes(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .detectBomHeader(true)
            .build(
                CsvRecordHandler.builder().fieldModifier(FieldModifiers.STRIP).build(),
                csv,
                StandardCharsets.UTF_8)) {
      return reader.stream().toList();
    } catch (CsvParseException e) {
      throw new DataException(List.of(csv + ": not a CSV file: " + e.getMessage()));
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  private char separator() throws IOException {
    try (var lines = Files.newBufferedReader(csv, StandardCharsets.UTF_8)) {
      String first;
      do {
        first = lines.readLine();
      } while (first != null && first.isBlank());
      String unquoted = first == null ? "" : first.replaceAll("\"[^\"]*\"", "");
      for (char separator : SEPARATORS) {
        if (unquoted.indexOf(separator) >= 0) {
          return separator;
        }
      }
      return ',';
    }
  }

  private DataException unreadable(Exception e) {
    String reason =
        Files.isDirectory(csv)
            ? "is a folder, not a CSV file"
            : Files.exists(csv) ? "cannot be read as UTF-8 text: " + e : "does not exist";
    return new DataException(List.of(csv + " " + reason));
  }

  /** A first field that names no file and has neither a dot nor a slash is a column's name. */
  private boolean isHeader(CsvRecord row) {
    String first = row.getField(0);
    return !first.contains(".") && !first.contains("/") && !Files.exists(folder.resolve(first));
  }

  private interface RowReader {
    LabelledImage read(ImageSource source);
  }

  private void addRow(CsvRecord row, int fields, String expected, RowReader reader) {
    if (row.getFieldCount() != fields) {
      problem(row, "expected " + expected + ", found " + row.getFieldCount() + " field(s)");
      return;
    }
    try {
      images.add(reader.read(ImageSource.of(path(row.getField(0)))));
    } catch (InvalidPathException e) {
      problem(row, "\"" + row.getField(0) + "\" is not a path: " + e.getReason());
    } catch (IllegalArgumentException e) {
      problem(row, String.valueOf(e.getMessage()));
    }
  }

  private LabelledImage classRow(CsvRecord row, ImageSource source, LabelSplitter labels) {
    if (row.getField(1).isEmpty()) {
      throw new IllegalArgumentException("the class is empty");
    }
    return LabelledImage.ofClass(source, origin(row), row.getField(1), labels);
  }

  private LabelledImage headRow(CsvRecord row, ImageSource source, List<String> header) {
    Map<String, Label> labels = new LinkedHashMap<>();
    for (int i = 1; i < header.size(); i++) {
      labels.put(header.get(i), label(header.get(i), row.getField(i)));
    }
    return LabelledImage.ofHeads(source, origin(row), labels);
  }

  private static Label label(String head, String field) {
    return switch (field) {
      case "1" -> Label.POSITIVE;
      case "0" -> Label.NEGATIVE;
      case "" -> Label.UNKNOWN;
      default ->
          throw new IllegalArgumentException(
              "the label of \"" + head + "\" must be 1, 0 or empty, but is \"" + field + "\"");
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
    return csv + ":" + row.getStartingLineNumber();
  }

  private void problem(CsvRecord row, String what) {
    problems.add(origin(row) + ": " + what);
  }
}
