package io.github.twohead.examples;

import io.github.twohead.ImageSource;
import io.github.twohead.spi.CsvRows;
import io.github.twohead.spi.CsvRows.Row;
import java.io.IOException;
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
  private record Listed(String name, CsvRows list) implements ImageSource.OnDemand {
    @Override
    public ImageSource load() throws IOException {
      try {
        return ImageSource.of(list.path(name));
      } catch (InvalidPathException e) {
        throw new IOException("it is not a path: " + e.getReason(), e);
      }
    }
  }

  /**
   * The images that a CSV file names, relative to its folder: where a first row names none, in its
   * column {@code path} or else in the first one that is not the class, as in tables of labels.
   *
   * @throws io.github.twohead.DataException if it cannot be read, also while it is
   */
  static Stream<ImageSource> inTable(Path csv) {
    CsvRows rows = CsvRows.open(csv);
    PathColumn column = new PathColumn(rows);
    return StreamSupport.stream(rows.spliterator(), false)
        .flatMap(row -> column.photo(row).stream())
        .onClose(rows::close);
  }

  /** Where in the rows of a file the paths stand. */
  private static final class PathColumn {
    private final CsvRows rows;
    private int place;
    private boolean begun;

    PathColumn(CsvRows rows) {
      this.rows = rows;
    }

    /** Takes a row; a header gives no photo. */
    Optional<ImageSource> photo(Row row) {
      List<String> fields = row.fields();
      boolean header = !begun && rows.isHeader(row);
      begun = true;
      if (header) {
        place = fields.indexOf(CsvRows.PATH);
        if (place < 0) {
          place = fields.get(0).equals(CsvRows.CLASS) ? 1 : 0;
        }
      }
      return !header && place < fields.size() && !fields.get(place).isEmpty()
          ? Optional.of(new Listed(fields.get(place), rows))
          : Optional.empty();
    }
  }
}
