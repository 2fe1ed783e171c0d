package io.github.twohead;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A table read from a CSV file: the good rows, and what was wrong with the others. */
final class CsvTable implements ImageTable {
  private static final Pattern PATH_LIKE = Pattern.compile("[./\\\\]");

  private final Path csv;
  private final CsvText text;
  private final Path folder;
  private final List<LabelledImage> images = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private CsvTable(Path csv) {
    this.csv = csv;
    this.text = CsvText.read(csv);
    Path parent = csv.toAbsolutePath().getParent();
    this.folder = parent == null ? csv.toAbsolutePath() : parent;
  }

  static ImageTable ofClasses(Path csv, LabelSplitter labels) {
    CsvTable table = new CsvTable(csv);
    List<CsvRecord> rows = table.records();
    boolean header = !rows.isEmpty() && table.isHeader(rows.get(0));
    for (CsvRecord row : rows.subList(header ? 1 : 0, rows.size())) {
      table.addRow(
          row,
          2,
          "a path and a class",
          source -> LabelledImage.ofClass(source, table.origin(row), row.getField(1), labels));
    }
    return table.withRows();
  }

  static ImageTable ofHeads(Path csv) {
    CsvTable table = new CsvTable(csv);
    List<CsvRecord> rows = table.records();
    List<String> header = table.header(rows);
    List<String> heads = header.subList(1, header.size());
    for (CsvRecord row : rows.subList(1, rows.size())) {
      table.addRow(
          row,
          header.size(),
          "a path and a label for each of " + heads,
          source -> LabelledImage.ofHeads(source, table.origin(row), labels(row, heads)));
    }
    return table.withRows();
  }

  private List<String> header(List<CsvRecord> rows) {
    if (rows.isEmpty() || !isHeader(rows.get(0)) || rows.get(0).getFieldCount() < 2) {
      String place = rows.isEmpty() ? csv + ":1" : origin(rows.get(0));
      throw new DataException(
          List.of(place + ": expected a header with the heads' names, such as path,screen,glare"));
    }
    List<String> header = rows.get(0).getFields();
    if (header.contains("") || Set.copyOf(header).size() < header.size()) {
      throw new DataException(
          List.of(
              origin(rows.get(0)) + ": every column needs a name of its own, but found " + header));
    }
    return header;
  }

  private CsvTable withRows() {
    if (images.isEmpty() && problems.isEmpty()) {
      problems.add(csv + ": the file has no rows");
    }
    return this;
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
            .fieldSeparator(text.separator())
            .trimWhitespacesAroundQuotes(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .build(
                CsvRecordHandler.builder().fieldModifier(FieldModifiers.STRIP).build(),
                text.content())) {
      return reader.stream().filter(row -> !isBlank(row)).toList();
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

  private interface RowReader {
    LabelledImage read(ImageSource source);
  }

  private void addRow(CsvRecord row, int fields, String expected, RowReader reader) {
    if (row.getFieldCount() != fields) {
      boolean open = row.getFields().stream().anyMatch(field -> field.indexOf('\n') >= 0);
      problem(
          row,
          "expected "
              + expected
              + ", separated by "
              + text.separatorName()
              + ", but found "
              + row.getFieldCount()
              + " field(s)"
              + (open ? "; is a quote left open?" : ""));
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

  private static Map<String, Label> labels(CsvRecord row, List<String> heads) {
    Map<String, Label> labels = new LinkedHashMap<>();
    for (int i = 0; i < heads.size(); i++) {
      labels.put(heads.get(i), label(heads.get(i), row.getField(i + 1)));
    }
    return labels;
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
