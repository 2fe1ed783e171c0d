package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifiers;
import io.github.twohead.Cells.Columns;
import io.github.twohead.spi.ClassNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a table from a CSV file. */
final class CsvTable {
  private static final Pattern PATH_LIKE = Pattern.compile("[./\\\\]");

  private final Path csv;
  private final String name;
  private final CsvText text;
  private final Path folder;
  private final CsvFormat format;
  private final @Nullable LabelSplitter labels;
  private final Map<List<String>, Cells> cells = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();
  private final List<LabelledImage> images = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /** The good rows, and what was wrong with the others. */
  private record Rows(List<LabelledImage> images, List<String> problems) implements ImageTable {}

  /** Where in a row the path stands, among how many fields, and what the others are. */
  private record Layout(int path, int count, String expected, boolean named, Columns columns) {
    static final Layout WITHOUT_HEADER =
        new Layout(
            0,
            2,
            "a path and a class",
            false,
            new Columns(Columns.PATH, List.of(Columns.CLASS), 0));

    /** Beside the path. */
    List<String> others(List<String> fields) {
      List<String> others = new ArrayList<>(fields);
      others.remove(path);
      return List.copyOf(others);
    }
  }

  /** Reads a file whose labels stand in columns named as heads, or are what a splitter gives. */
  private CsvTable(Path csv, CsvFormat format, @Nullable LabelSplitter labels) {
    this.csv = csv;
    this.name = csv.toString();
    this.text = CsvText.read(csv);
    Path parent = csv.toAbsolutePath().getParent();
    this.folder = parent == null ? csv.toAbsolutePath() : parent;
    this.format = format;
    this.labels = labels;
  }

  static ImageTable ofClasses(Path csv, LabelSplitter labels, CsvFormat format) {
    CsvTable table = new CsvTable(csv, format, labels);
    table.read(table::classLayout);
    return table.rows();
  }

  static ImageTable ofHeads(Path csv, CsvFormat format) {
    CsvTable table = new CsvTable(csv, format, null);
    if (!table.read(table::headLayout)) {
      throw noHeader(csv + ":1");
    }
    return table.rows();
  }

  private Layout classLayout(CsvRecord first) {
    if (!isHeader(first)) {
      addRow(first, Layout.WITHOUT_HEADER);
      return Layout.WITHOUT_HEADER;
    }
    List<String> header = header(first);
    int imageClass = find(first, format.imageClass(), Columns.CLASS);
    int path = findPath(first);
    if (imageClass < 0 && header.size() == 2) {
      imageClass = 1 - path;
    }
    if (imageClass < 0 || imageClass == path || path >= header.size()) {
      String missing = path < header.size() ? Columns.CLASS : Columns.PATH;
      throw new DataException(
          List.of(
              noColumn(first, missing)
                  + "; rename the one that holds it, or name it in a CsvFormat"));
    }
    String expected = header.size() == 2 ? Layout.WITHOUT_HEADER.expected : aFieldFor(header);
    int among = imageClass > path ? imageClass - 1 : imageClass;
    return layout(header, path, expected, among);
  }

  private Layout headLayout(CsvRecord first) {
    if (!isHeader(first) || first.getFieldCount() < 2) {
      throw noHeader(origin(first));
    }
    List<String> header = header(first);
    int path = findPath(first);
    return layout(header, path, aFieldFor(header), Columns.NONE);
  }

  private static Layout layout(List<String> header, int path, String expected, int imageClass) {
    List<String> names = new ArrayList<>(header);
    String ofPath = names.remove(path);
    Columns columns = new Columns(ofPath, List.copyOf(names), imageClass);
    return new Layout(path, header.size(), expected, true, columns);
  }

  private static String aFieldFor(List<String> header) {
    return "a field for each of [" + ClassNames.list(header) + "]";
  }

  private List<String> header(CsvRecord first) {
    List<String> header = first.getFields();
    if (header.contains("") || Set.copyOf(header).size() < header.size()) {
      throw new DataException(
          List.of(origin(first) + ": every column needs a name of its own, but found " + header));
    }
    return header;
  }

  /** The place of a column, or -1 where none has the usual name. */
  private int find(CsvRecord header, Optional<String> given, String usual) {
    int place = header.getFields().indexOf(given.orElse(usual));
    if (place < 0 && given.isPresent()) {
      throw new DataException(List.of(noColumn(header, given.get())));
    }
    return place;
  }

  /** The place of the path: where no column has its name, the first that is not the class. */
  private int findPath(CsvRecord header) {
    int path = find(header, format.path(), Columns.PATH);
    boolean classFirst = header.getField(0).equals(format.imageClass().orElse(Columns.CLASS));
    return path >= 0 ? path : classFirst ? 1 : 0;
  }

  private String noColumn(CsvRecord header, String column) {
    return origin(header)
        + ": there is no column \""
        + ClassNames.visible(column)
        + "\": the columns are ["
        + ClassNames.list(header.getFields())
        + "]";
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
  private boolean read(Function<CsvRecord, Layout> header) {
    Layout layout = null;
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
        if (layout == null) {
          layout = header.apply(row);
        } else {
          addRow(row, layout);
        }
      }
      return layout != null;
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

  /**
   * A first field that names no file and has neither a dot nor a slash is a column's name, as are
   * {@code path} and {@code class}; and a format that names columns says that there are names.
   */
  private boolean isHeader(CsvRecord row) {
    if (format.path().isPresent() || format.imageClass().isPresent()) {
      return true;
    }
    String first = row.getField(0);
    boolean usual = !Collections.disjoint(row.getFields(), List.of(Columns.PATH, Columns.CLASS));
    try {
      boolean names = usual || !PATH_LIKE.matcher(first).find();
      return names && !Files.isRegularFile(folder.resolve(first));
    } catch (InvalidPathException e) {
      return usual;
    }
  }

  private void addRow(CsvRecord row, Layout layout) {
    if (row.getFieldCount() != layout.count()) {
      problem(row, wrongCount(row, layout));
      return;
    }
    String path = row.getField(layout.path());
    try {
      ImageSource source = ImageSource.of(path(path));
      Cells says = cells(layout, layout.others(row.getFields()));
      images.add(LabelledImage.inFile(name, row.getStartingLineNumber(), source, says));
    } catch (InvalidPathException e) {
      problem(row, "\"" + path + "\" is not a path: " + e.getReason());
    } catch (IllegalArgumentException e) {
      problem(row, String.valueOf(e.getMessage()));
    }
  }

  private String wrongCount(CsvRecord row, Layout layout) {
    boolean open = row.getFields().stream().anyMatch(field -> field.indexOf('\n') >= 0);
    boolean more = !layout.named() && row.getFieldCount() > layout.count();
    return "expected "
        + layout.expected()
        + ", separated by "
        + text.separatorName()
        + ", but found "
        + row.getFieldCount()
        + " field(s)"
        + (open ? "; is a quote left open?" : "")
        + (more ? "; more columns need a header that names them" : "");
  }

  /** Of rows that say the same, the same. */
  private Cells cells(Layout layout, List<String> fields) {
    Cells known = cells.get(fields);
    if (known != null) {
      return known;
    }
    List<String> shared =
        fields.stream().map(field -> values.computeIfAbsent(field, same -> same)).toList();
    Cells says = new Cells(layout.columns(), shared, labels).checked();
    cells.put(shared, says);
    return says;
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
}
