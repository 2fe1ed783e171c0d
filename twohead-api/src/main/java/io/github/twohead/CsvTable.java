package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.Cells.Columns;
import io.github.twohead.spi.ClassNames;
import io.github.twohead.spi.CsvRows;
import io.github.twohead.spi.CsvRows.Row;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a table from a CSV file. */
final class CsvTable {
  private final Path csv;
  private final String name;
  private final CsvRows file;
  private final CsvFormat format;
  private final @Nullable LabelSplitter labels;
  private final Map<List<String>, Cells> cells = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();
  private final List<LabelledImage> images = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

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
    this.file = CsvRows.open(csv);
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

  private Layout classLayout(Row first) {
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
    if (imageClass == path) {
      throw new DataException(List.of(oneForBoth(first, header.get(path))));
    }
    if (imageClass < 0 || path >= header.size()) {
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

  private Layout headLayout(Row first) {
    if (!isHeader(first) || first.fields().size() < 2) {
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

  private List<String> header(Row first) {
    List<String> header = first.fields();
    if (header.contains("") || Set.copyOf(header).size() < header.size()) {
      throw new DataException(
          List.of(origin(first) + ": every column needs a name of its own, but found " + header));
    }
    return header;
  }

  /** The place of a column, or -1 where none has the usual name. */
  private int find(Row header, Optional<String> given, String usual) {
    int place = header.fields().indexOf(given.orElse(usual));
    if (place < 0 && given.isPresent()) {
      throw new DataException(List.of(noColumn(header, given.get())));
    }
    return place;
  }

  /** The place of the path: where no column has its name, the first that is not the class. */
  private int findPath(Row header) {
    int path = find(header, format.path(), Columns.PATH);
    boolean classFirst = header.fields().get(0).equals(format.imageClass().orElse(Columns.CLASS));
    return path >= 0 ? path : classFirst ? 1 : 0;
  }

  private String noColumn(Row header, String column) {
    return origin(header)
        + ": there is no column \""
        + ClassNames.visible(column)
        + "\""
        + columns(header);
  }

  private String oneForBoth(Row header, String column) {
    return origin(header)
        + ": the column \""
        + ClassNames.visible(column)
        + "\" cannot be both the path and the class"
        + columns(header)
        + "; name another one as the class";
  }

  private static String columns(Row header) {
    return ": the columns are [" + ClassNames.list(header.fields()) + "]";
  }

  private static DataException noHeader(String place) {
    return new DataException(
        List.of(place + ": expected a header with the heads' names, such as path,screen,glare"));
  }

  private ImageTable rows() {
    if (images.isEmpty() && problems.isEmpty()) {
      problems.add(csv + ": the file has no rows");
    }
    return new FileTable(images, problems, file.notes(), csv, format, labels != null);
  }

  /**
   * Reads all rows.
   *
   * @param header takes the first one
   * @return whether there is one
   */
  @CanIgnoreReturnValue
  private boolean read(Function<Row, Layout> header) {
    Layout layout = null;
    try (file) {
      for (Row row : file) {
        if (layout == null) {
          layout = header.apply(row);
        } else {
          addRow(row, layout);
        }
      }
      return layout != null;
    }
  }

  /** A format that names columns says that there are names. */
  private boolean isHeader(Row row) {
    return format.path().isPresent() || format.imageClass().isPresent() || file.isHeader(row);
  }

  private void addRow(Row row, Layout layout) {
    if (row.fields().size() != layout.count()) {
      problem(row, wrongCount(row, layout));
      return;
    }
    String path = row.fields().get(layout.path());
    try {
      ImageSource source = ImageSource.of(file(path));
      Cells says = cells(layout, layout.others(row.fields()));
      images.add(LabelledImage.inFile(name, row.line(), source, says));
    } catch (InvalidPathException e) {
      problem(row, "\"" + path + "\" is not a path: " + e.getReason());
    } catch (IllegalArgumentException e) {
      problem(row, String.valueOf(e.getMessage()));
    }
  }

  private String wrongCount(Row row, Layout layout) {
    boolean open = row.fields().stream().anyMatch(field -> field.indexOf('\n') >= 0);
    boolean more = !layout.named() && row.fields().size() > layout.count();
    return "expected "
        + layout.expected()
        + ", separated by "
        + (file.separator() == '\t' ? "a tab" : "\"" + file.separator() + "\"")
        + ", but found "
        + row.fields().size()
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

  private Path file(String field) {
    if (field.isEmpty()) {
      throw new IllegalArgumentException("the path is empty");
    }
    return file.path(field);
  }

  private String origin(Row row) {
    return name + ":" + row.line();
  }

  private void problem(Row row, String what) {
    problems.add(origin(row) + ": " + what);
  }
}
