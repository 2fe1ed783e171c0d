package io.github.twohead.spi;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifiers;
import io.github.twohead.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file whose fields name image files, one after the other: the file may be of any
 * length. Fields are without the spaces around them. Blank lines are left out, and so are remarks:
 * lines that begin with {@code #}, unless their first field names a file that is there. A path that
 * begins so may also stand in quotes. Not safe for several threads.
 *
 * <p>A helper of this library's own modules, which may change with any version.
 */
public final class CsvRows implements Iterable<CsvRows.Row>, AutoCloseable {
  /** The column of paths, where a header names none. */
  public static final String PATH = "path";

  /** The column of classes, where a header names none. */
  public static final String CLASS = "class";

  static final char REMARK = '#';
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final Pattern PATH_LIKE = Pattern.compile("[./\\\\]");

  /** In how many characters at the start the first row is looked for. */
  private static final int START = 1 << 16;

  private final Path csv;
  private final Path folder;
  private final char separator;
  private final CsvReader<CsvRecord> reader;
  private long rows;
  private long remarks;
  private long firstRemark;

  /**
   * A row.
   *
   * @param line the number of the line in which it starts
   * @param fields what it consists of
   */
  public record Row(long line, List<String> fields) {
    public Row {
      fields = Arguments.copy("fields", fields);
    }
  }

  private CsvRows(Path csv) throws IOException {
    this.csv = csv;
    Path whole = csv.toAbsolutePath();
    Path parent = whole.getParent();
    folder = parent == null ? whole : parent;
    // bytes that are not UTF-8 are never replaced
    BufferedReader text =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(csv), StandardCharsets.UTF_8.newDecoder()));
    try {
      String start = start(text);
      boolean marked = !start.isEmpty() && start.charAt(0) == BYTE_ORDER_MARK;
      text.skip(marked ? 1 : 0);
      separator = CsvSeparator.of(marked ? start.substring(1) : start);
      reader = settings().commentStrategy(CommentStrategy.READ).build(handler(), text);
    } catch (IOException e) {
      text.close();
      throw e;
    }
  }

  /**
   * Opens a file.
   *
   * @param csv the file
   * @return its rows
   * @throws DataException if it cannot be read
   */
  public static CsvRows open(Path csv) {
    try {
      return new CsvRows(Arguments.notNull("csv", csv));
    } catch (IOException e) {
      throw unreadable(csv, e);
    }
  }

  private static String start(BufferedReader text) throws IOException {
    char[] start = new char[START];
    text.mark(START);
    int length = text.read(start);
    text.reset();
    return String.valueOf(start, 0, Math.max(0, length));
  }

  private CsvReader.CsvReaderBuilder settings() {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .trimWhitespacesAroundQuotes(true)
        .allowExtraFields(true)
        .allowMissingFields(true);
  }

  private static CsvRecordHandler handler() {
    return CsvRecordHandler.builder().fieldModifier(FieldModifiers.STRIP).build();
  }

  private List<String> fields(String line) {
    return settings().build(handler(), line).iterator().next().getFields();
  }

  /** {@return what separates its fields: the first of four that the first row has, unquoted} */
  public char separator() {
    return separator;
  }

  /**
   * Returns the rows that are left. They throw a {@link DataException} where the file cannot be
   * read on.
   */
  @Override
  public Iterator<Row> iterator() {
    Iterator<CsvRecord> records = reader.iterator();
    return new Iterator<>() {
      private @Nullable Row next;

      @Override
      public boolean hasNext() {
        try {
          while (next == null && records.hasNext()) {
            next = row(records.next());
          }
          return next != null;
        } catch (CsvParseException | UncheckedIOException e) {
          throw unreadable(csv, e);
        }
      }

      @Override
      public Row next() {
        @Nullable Row row = hasNext() ? next : null;
        if (row == null) {
          throw new NoSuchElementException();
        }
        next = null;
        return row;
      }
    };
  }

  /** A row that says something, or null. */
  private @Nullable Row row(CsvRecord record) {
    List<String> fields = record.getFields();
    if (record.isComment()) {
      fields = fields(REMARK + record.getField(0));
      if (!isFile(fields.get(0))) {
        note(record, fields);
        return null;
      }
    }
    if (fields.stream().allMatch(String::isEmpty)) {
      return null;
    }
    rows++;
    return new Row(record.getStartingLineNumber(), fields);
  }

  private void note(CsvRecord remark, List<String> fields) {
    if (rows > 0 && fields.size() > 1) {
      firstRemark = remarks == 0 ? remark.getStartingLineNumber() : firstRemark;
      remarks++;
    }
  }

  /**
   * Returns what may not be meant about the rows so far: remarks among them that could be rows.
   *
   * @return the notes, each a line
   */
  public List<String> notes() {
    return remarks == 0
        ? List.of()
        : List.of(
            csv
                + ":"
                + firstRemark
                + ": left out as a remark, since it begins with # and names no file"
                + (remarks == 1 ? "" : " (and " + (remarks - 1) + " more)"));
  }

  /**
   * Says whether the first row names columns: it has a field {@code path} or {@code class}, or its
   * first field has no dot and no slash; and that names no file.
   *
   * @param first the first row
   * @return whether it does
   */
  public boolean isHeader(Row first) {
    List<String> fields = Arguments.notNull("first", first).fields();
    boolean usual = !Collections.disjoint(fields, List.of(PATH, CLASS));
    try {
      boolean names = usual || !PATH_LIKE.matcher(fields.get(0)).find();
      return names && !Files.isRegularFile(path(fields.get(0)));
    } catch (InvalidPathException e) {
      return usual;
    }
  }

  private boolean isFile(String field) {
    try {
      return Files.isRegularFile(path(field));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Returns the file that a field names, relative to the folder of the CSV file. Backslashes
   * separate folders where no file is named so.
   *
   * @param field what a row says
   * @return the path
   * @throws InvalidPathException if it is none
   */
  public Path path(String field) {
    Path path = folder.resolve(Arguments.notNull("field", field));
    return (field.indexOf('\\') < 0 || Files.exists(path)
            ? path
            : folder.resolve(field.replace('\\', '/')))
        .normalize();
  }

  private static DataException unreadable(Path csv, Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String problem;
    if (cause instanceof CharacterCodingException) {
      problem = csv + line(csv) + ": not UTF-8: save the file as UTF-8";
    } else if (e instanceof CsvParseException) {
      String reason = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      problem = csv + ": not a CSV file: " + e.getMessage() + reason;
    } else if (Files.isDirectory(csv)) {
      problem = csv + " is a folder, not a CSV file";
    } else {
      problem = csv + (Files.exists(csv) ? " cannot be read: " + cause : " does not exist");
    }
    return new DataException(List.of(problem));
  }

  /** The first line that is not UTF-8, after a colon; empty if it is not found again. */
  private static String line(Path csv) {
    try (BufferedReader lines = Files.newBufferedReader(csv, StandardCharsets.ISO_8859_1)) {
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
        if (StandardCharsets.UTF_8
            .newDecoder()
            .decode(bytes, CharBuffer.allocate(line.length()), true)
            .isError()) {
          return ":" + number;
        }
        number++;
      }
    } catch (IOException e) {
      // it could be read a moment ago
    }
    return "";
  }

  /** Closes the file. */
  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(csv, e);
    }
  }
}
