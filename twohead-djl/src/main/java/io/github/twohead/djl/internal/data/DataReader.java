package io.github.twohead.djl.internal.data;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import io.github.twohead.DataException;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.Preprocessing;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.djl.internal.image.InputImage;
import io.github.twohead.djl.internal.nn.HeadLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Reads, checks and decodes tables. All problems of all tables are collected; {@link #finish}
 * throws them together.
 */
public final class DataReader {
  private final HeadLayout layout;
  private final Preprocessing preprocessing;
  private final boolean skipUnreadable;
  private final List<String> problems = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();

  /** A table's rows, in the order of the table. */
  private record Table(String name, List<Row> rows, int unlabelled) {}

  /**
   * Creates a reader.
   *
   * @param layout the heads that need labels
   * @param preprocessing the size to which images are resized
   * @param skipUnreadable whether images that cannot be decoded are left out instead of reported
   */
  public DataReader(HeadLayout layout, Preprocessing preprocessing, boolean skipUnreadable) {
    this.layout = layout;
    this.preprocessing = preprocessing;
    this.skipUnreadable = skipUnreadable;
  }

  /**
   * Adds a table and checks its rows.
   *
   * @param name what messages call it, such as {@code train}
   */
  public void add(String name, ImageTable table) {
    problems.addAll(table.problems());
    if (table.images().isEmpty() && table.problems().isEmpty()) {
      problems.add(name + ": the table has no images");
    }
    List<Row> rows = new ArrayList<>();
    int unlabelled = 0;
    Map<Path, String> seen = new HashMap<>();
    for (LabelledImage image : table.images()) {
      checkDuplicate(image, seen);
      try {
        Row row = new Row(image, layout.targets(image));
        if (row.labelled()) {
          rows.add(row);
        } else {
          unlabelled++;
        }
      } catch (IllegalArgumentException e) {
        problems.add(image.origin() + ": " + e.getMessage());
      }
    }
    if (rows.isEmpty() && unlabelled > 0) {
      problems.add(name + ": no head knows the label of any of its " + unlabelled + " images");
    }
    tables.add(new Table(name, rows, unlabelled));
  }

  private void checkDuplicate(LabelledImage image, Map<Path, String> seen) {
    if (image.source() instanceof ImageSource.FileImage file) {
      String earlier = seen.putIfAbsent(file.path().toAbsolutePath().normalize(), image.origin());
      if (earlier != null) {
        problems.add(image.origin() + ": " + file.path() + " is listed twice, first at " + earlier);
      }
    }
  }

  /** The number of images to decode. */
  public int size() {
    return tables.stream().mapToInt(table -> table.rows().size()).sum();
  }

  /**
   * Decodes and resizes every image into a cache.
   *
   * @param progress gets the number of images done so far, on this thread
   * @throws InterruptedException if this thread is interrupted
   */
  public void decode(ItemCache cache, Workers workers, IntConsumer progress)
      throws InterruptedException {
    List<Row> rows = tables.stream().flatMap(table -> table.rows().stream()).toList();
    List<Future<HashCode>> hashes = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      int slot = i;
      LabelledImage image = rows.get(i).image;
      hashes.add(workers.submit(() -> decode(image, cache, slot)));
    }
    try {
      for (int i = 0; i < rows.size(); i++) {
        try {
          rows.get(i).pixels = Workers.result(hashes.get(i));
        } catch (UnreadableImageException e) {
          if (!skipUnreadable) {
            problems.add(rows.get(i).image.origin() + ": " + e.getMessage());
          }
        }
        progress.accept(i + 1);
      }
    } finally {
      hashes.forEach(hash -> hash.cancel(true));
    }
  }

  private HashCode decode(LabelledImage image, ItemCache cache, int slot) {
    byte[] pixels = InputImage.read(image.source(), preprocessing);
    cache.put(slot, pixels);
    return Hashing.murmur3_128().hashBytes(pixels);
  }

  /** Reports every image of one table that is also in another. */
  public void checkDisjoint(int table, int other) {
    Map<HashCode, String> seen = new HashMap<>();
    for (Row row : tables.get(other).rows()) {
      if (row.pixels != null) {
        seen.putIfAbsent(row.pixels, row.image.origin());
      }
    }
    for (Row row : tables.get(table).rows()) {
      String twin = row.pixels == null ? null : seen.get(row.pixels);
      if (twin != null) {
        problems.add(row.image.origin() + ": the same image as " + twin);
      }
    }
  }

  /** Reports every head without a positive or a negative image in a table. */
  public void checkBothClasses(int table, List<HeadSpec> heads) {
    for (HeadSpec head : heads) {
      checkPresent(tables.get(table), head, 1, "positive");
      checkPresent(tables.get(table), head, 0, "negative");
    }
  }

  private void checkPresent(Table table, HeadSpec head, float target, String label) {
    int column = layout.column(head);
    if (table.rows().stream().noneMatch(row -> row.targets[column] == target && mayBeUsed(row))) {
      problems.add(table.name() + ": no image is " + label + " for head \"" + head + "\"");
    }
  }

  /** Whether a row stays, or is listed with another problem already. */
  private boolean mayBeUsed(Row row) {
    return row.pixels != null || !skipUnreadable;
  }

  /**
   * Returns the usable rows of every table, in the order in which they were added.
   *
   * @throws DataException if there is any problem
   */
  public List<Dataset> finish() {
    if (!problems.isEmpty()) {
      throw new DataException(problems);
    }
    List<Dataset> sets = new ArrayList<>();
    int slot = 0;
    for (Table table : tables) {
      sets.add(dataset(table, slot));
      slot += table.rows().size();
    }
    return sets;
  }

  private static Dataset dataset(Table table, int firstSlot) {
    List<LabelledImage> rows = new ArrayList<>();
    List<float[]> targets = new ArrayList<>();
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < table.rows().size(); i++) {
      Row row = table.rows().get(i);
      if (row.pixels != null) {
        rows.add(row.image);
        targets.add(row.targets);
        slots.add(firstSlot + i);
      }
    }
    return new Dataset(
        rows,
        targets.toArray(float[][]::new),
        slots.stream().mapToInt(Integer::intValue).toArray(),
        table.unlabelled(),
        table.rows().size() - rows.size());
  }
}
