package io.github.twohead.examples;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifiers;
import io.github.twohead.ImageSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Photos out of a folder or a list, one after the other, however many there are. */
final class Photos {
  private static final String REMARK = "#";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** In the order in which they win, as in tables of labels. */
  private static final List<Character> SEPARATORS = List.of('|', '\t', ';', ',');

  private Photos() {}

  /**
   * The images in a folder and those below it, in the order of their names: those whose name ends
   * as an image's does and begins with no dot.
   */
  static Stream<ImageSource> inFolder(Path folder) {
    Spliterator<ImageSource> all =
        Spliterators.spliteratorUnknownSize(new Walk(folder), Spliterator.ORDERED);
    return StreamSupport.stream(all, false);
  }

  /** Goes through folders, of which only the names in those that it is in are in memory. */
  private static final class Walk implements Iterator<ImageSource> {
    private final Deque<Folder> within = new ArrayDeque<>();
    private @Nullable ImageSource next;

    Walk(Path folder) {
      within.push(Folder.of(folder));
      next = find();
    }

    private @Nullable ImageSource find() {
      while (!within.isEmpty()) {
        Folder folder = within.element();
        if (!folder.names.hasNext()) {
          within.pop();
          continue;
        }
        String name = folder.names.next();
        Path entry = folder.path.resolve(name);
        if (name.startsWith(".")) {
          continue;
        }
        if (!Files.isDirectory(entry)) {
          if (ImageSource.isNamedAsImage(entry)) {
            return ImageSource.of(entry);
          }
          continue;
        }
        try {
          Folder inner = Folder.of(entry);
          if (within.stream().noneMatch(outer -> outer.real.equals(inner.real))) {
            within.push(inner);
          }
        } catch (IllegalArgumentException e) {
          return new ClosedFolder(entry.toString());
        }
      }
      return null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public ImageSource next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      ImageSource found = next;
      next = find();
      return found;
    }
  }

  /** The names in a folder, and where it really is, for links may lead back. */
  private record Folder(Path path, Path real, Iterator<String> names) {
    static Folder of(Path path) {
      String[] found = path.toFile().list();
      try {
        if (found != null) {
          Arrays.sort(found);
          return new Folder(path, path.toRealPath(), Arrays.asList(found).iterator());
        }
      } catch (IOException e) {
        // it was there a moment ago
      }
      throw new IllegalArgumentException(path + ": the folder cannot be read");
    }
  }

  /** In place of the images in a folder that cannot be read, so that the others go on. */
  private record ClosedFolder(String name) implements ImageSource.OnDemand {
    @Override
    public ImageSource load() throws IOException {
      throw new IOException("the folder cannot be read");
    }
  }

  /** A photo of a list, named as it is there. */
  private record Listed(String name, Path file) implements ImageSource.OnDemand {
    @Override
    public ImageSource load() {
      return ImageSource.of(file);
    }
  }

  /**
   * The images that a CSV file names, relative to its folder: where a first row names none, in its
   * column {@code path} or else in the first one that is not the class, as in tables of labels.
   */
  static Stream<ImageSource> inTable(Path csv) {
    try {
      char separator = separator(csv);
      BufferedReader text = open(csv);
      CsvReader<CsvRecord> rows =
          CsvReader.builder()
              .fieldSeparator(separator)
              .trimWhitespacesAroundQuotes(true)
              .allowExtraFields(true)
              .allowMissingFields(true)
              .build(
                  CsvRecordHandler.builder().fieldModifier(FieldModifiers.STRIP).build(),
                  (Reader) text);
      PathColumn column = new PathColumn(csv);
      Stream<ImageSource> photos = rows.stream().flatMap(row -> column.photo(row).stream());
      return photos.onClose(() -> close(text));
    } catch (IOException e) {
      throw unreadable(csv, e);
    }
  }

  /** Where in the rows of a file the paths stand. */
  private static final class PathColumn {
    private static final String PATH = "path";
    private static final String CLASS = "class";

    private final Path csv;
    private int place;
    private boolean begun;

    PathColumn(Path csv) {
      this.csv = csv;
    }

    /** Takes a row; a header, a remark before it, and what is blank give no photo. */
    Optional<ImageSource> photo(CsvRecord row) {
      List<String> fields = row.getFields();
      if (!begun && !isRemark(fields)) {
        begun = true;
        if (isHeader(fields)) {
          place = fields.indexOf(PATH);
          if (place < 0) {
            place = fields.get(0).equals(CLASS) ? 1 : 0;
          }
          return Optional.empty();
        }
      }
      return begun && place < fields.size() && !fields.get(place).isEmpty()
          ? Optional.of(new Listed(fields.get(place), file(csv, fields.get(place))))
          : Optional.empty();
    }

    private boolean isRemark(List<String> fields) {
      return fields.stream().allMatch(String::isEmpty)
          || (fields.get(0).startsWith(REMARK) && !Files.exists(file(csv, fields.get(0))));
    }

    private boolean isHeader(List<String> fields) {
      return !Files.isRegularFile(file(csv, fields.get(0)))
          && (fields.contains(PATH)
              || fields.contains(CLASS)
              || !fields.get(0).matches(".*[./\\\\].*"));
    }
  }

  private static Path file(Path csv, String name) {
    try {
      Path file = csv.resolveSibling(name);
      return name.indexOf('\\') < 0 || Files.exists(file)
          ? file
          : csv.resolveSibling(name.replace('\\', '/'));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          csv + ": \"" + name + "\" is not a path: " + e.getReason(), e);
    }
  }

  private static BufferedReader open(Path csv) throws IOException {
    // bytes that are not UTF-8 are never replaced
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(csv), StandardCharsets.UTF_8.newDecoder()));
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK.charAt(0)) {
      reader.reset();
    }
    return reader;
  }

  /** The first of the separators that the first line has outside of quotes. */
  private static char separator(Path csv) throws IOException {
    try (BufferedReader reader = open(csv)) {
      String line = reader.readLine();
      while (line != null && (line.isBlank() || line.startsWith(REMARK))) {
        line = reader.readLine();
      }
      String unquoted = line == null ? "" : line.replaceAll("\"[^\"]*\"", "");
      return SEPARATORS.stream().filter(one -> unquoted.indexOf(one) >= 0).findFirst().orElse(',');
    }
  }

  private static void close(Reader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with a CSV file, found as it is read. */
  static IllegalArgumentException unreadable(Path csv, Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    boolean notText = cause instanceof CharacterCodingException;
    String reason = notText ? "it is not UTF-8: save it as UTF-8" : cause.toString();
    return new IllegalArgumentException(csv + " cannot be read: " + reason, e);
  }
}
