package io.github.twohead.runtime.internal.data;

import io.github.twohead.DataException;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.runtime.internal.data.Table.Row;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.spi.DataProblems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reads tables into data sets: checks their rows and decodes their images. All problems of all
 * tables are collected; {@link #finish} throws them together. Rows are numbered through all tables:
 * their slots.
 */
public final class DatasetReader {
  private static final Logger LOG = LoggerFactory.getLogger(DatasetReader.class);
  private static final int DECODED_AHEAD = 16;

  private final HeadLayout layout;
  private final Function<ImageSource, byte[]> reader;
  private final boolean skipUnreadable;
  private final DataProblems problems = new DataProblems();
  private final List<Table> tables = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final RepeatedRows repeated;
  private final DecodedChecks checks;
  private volatile boolean unreadable;

  /**
   * Creates a reader.
   *
   * @param layout the heads that need labels
   * @param preprocessing the size to which images are resized
   * @param skipUnreadable whether images that cannot be decoded are left out instead of reported
   */
  public DatasetReader(HeadLayout layout, Preprocessing preprocessing, boolean skipUnreadable) {
    this(layout, image -> InputImage.read(image, preprocessing), skipUnreadable);
  }

  /**
   * Creates a reader that makes of images what it is told.
   *
   * @param layout the heads that need labels
   * @param reader decodes an image; throws {@link UnreadableImageException} if it cannot
   * @param skipUnreadable whether images that cannot be decoded are left out instead of reported
   */
  public DatasetReader(
      HeadLayout layout, Function<ImageSource, byte[]> reader, boolean skipUnreadable) {
    this.layout = layout;
    this.reader = reader;
    this.skipUnreadable = skipUnreadable;
    repeated = new RepeatedRows(layout);
    checks = new DecodedChecks(problems, skipUnreadable);
  }

  /**
   * Adds a table and checks its rows.
   *
   * @param name what messages call it, such as {@code train}
   */
  public void add(String name, ImageTable source) {
    problems.addAll(source.problems());
    List<LabelledImage> images = source.images();
    if (images.isEmpty() && source.problems().isEmpty()) {
      problem(name, "the table has no images");
    }
    Table table = new Table(name, layout, source.notes());
    for (LabelledImage image : images) {
      try {
        Row row = table.add(image);
        repeated.add(row).ifPresent(contradiction -> problems.add("repeated", contradiction));
      } catch (IllegalArgumentException e) {
        problem(image.origin(), String.valueOf(e.getMessage()));
      }
    }
    repeated.endTable();
    if (table.rows().isEmpty() && table.unlabelled() > 0) {
      problem(
          name,
          "no head knows the label of any of its "
              + table.unlabelled()
              + " images"
              + table.itsClasses());
    }
    tables.add(table);
    rows.addAll(table.rows());
  }

  private void problem(String where, String what) {
    problems.add(what, where + ": " + what);
  }

  /**
   * Reports what a setting of training finds wrong with the rows of the first table.
   *
   * @param setting reads the rows
   */
  public void check(Function<List<LabelledImage>, double[]> setting) {
    if (problems.isEmpty()) {
      try {
        List<LabelledImage> images = tables.get(0).rows().stream().map(row -> row.image).toList();
        double[] unused = setting.apply(images);
      } catch (DataException e) {
        problems.addAll(e.problems());
      }
    }
  }

  /** Logs how many rows say what about each head, and warns of what may not be meant. */
  public void logLabels() {
    if (!problems.isEmpty()) {
      return; // the exception to come says more
    }
    List<String> lines = labels();
    Level level = lines.size() == tables.size() ? Level.INFO : Level.WARN;
    LOG.atLevel(level).log("The labels:\n  {}", String.join("\n  ", lines));
  }

  /** Warns of what is left out. */
  public void logLeftOut() {
    if (problems.isEmpty()) {
      tables.forEach(table -> table.leftOut().forEach(LOG::warn));
    }
  }

  /** Warns of rows that repeat an image, if any do. */
  public void logRepeatedRows() {
    repeatedRows().ifPresent(LOG::warn);
  }

  /** What may not be meant, then what each table's labels are; each a line. */
  List<String> labels() {
    List<String> lines = new ArrayList<>();
    tables.forEach(table -> lines.addAll(table.notes()));
    tables.forEach(table -> lines.add(table.counts()));
    return lines;
  }

  /** Which rows repeat an image; empty if none does. */
  Optional<String> repeatedRows() {
    return repeated.warning();
  }

  /** The number of images to decode. */
  public int size() {
    return rows.size();
  }

  /** Whether no problem was found so far. */
  public boolean isSound() {
    return problems.isEmpty() && (skipUnreadable || !unreadable);
  }

  /** The images by slot; those that a cache does not keep are decoded again. */
  public Images images(ItemCache cache) {
    return new Images(rows.stream().map(row -> row.image).toList(), reader, cache);
  }

  /**
   * Decodes and resizes an image. Safe for several threads with different slots.
   *
   * @return interleaved RGB, row by row; null if it cannot be decoded, which {@link
   *     #noteUnreadable} reports
   */
  public byte @Nullable [] read(int slot) {
    Row row = rows.get(slot);
    try {
      return reader.apply(row.image.source());
    } catch (UnreadableImageException e) {
      row.unreadable = e.getMessage();
      unreadable = true;
      return null;
    }
  }

  /**
   * Decodes and resizes every image; a cache keeps as many as it has room for.
   *
   * @param progress gets the number of images done so far, on this thread
   * @throws InterruptedException if this thread is interrupted
   */
  public void decode(ItemCache cache, Workers workers, IntConsumer progress)
      throws InterruptedException {
    try (Prefetch<Boolean> ahead = new Prefetch<>(workers)) {
      int started = 0;
      for (int done = 1; done <= rows.size(); done++) {
        while (started < rows.size() && ahead.size() < DECODED_AHEAD * workers.count()) {
          int slot = started++;
          ahead.add(() -> decode(slot, cache));
        }
        ahead.take();
        progress.accept(done);
      }
    }
    noteUnreadable();
  }

  private boolean decode(int slot, ItemCache cache) {
    byte[] pixels = read(slot);
    if (pixels != null) {
      cache.put(slot, pixels);
      rows.get(slot).pixels = UUID.nameUUIDFromBytes(pixels);
    }
    return true;
  }

  /** Reports every image of one table that is also in another. */
  public void checkDisjoint(int table, int other) {
    checks.disjoint(tables.get(table), tables.get(other));
  }

  /**
   * Reports every head that a table gives nothing to decide: a positive or a negative image is
   * missing, or images of two categories.
   */
  public void checkBothClasses(int table, List<HeadSpec> heads) {
    heads.forEach(head -> checks.bothClasses(tables.get(table), head));
  }

  /** Reports the images that could not be decoded, unless they are to be skipped. */
  public void noteUnreadable() {
    checks.readable(rows);
  }

  /**
   * Returns the usable rows of every table, in the order in which they were added.
   *
   * @throws DataException if there is any problem
   */
  public List<Dataset> finish() {
    problems.throwIfAny();
    return datasets();
  }

  /** The rows of every table, but for those whose image is known to be unreadable. */
  public List<Dataset> datasets() {
    List<Dataset> sets = new ArrayList<>();
    int slot = 0;
    for (Table table : tables) {
      sets.add(Dataset.of(table, slot));
      slot += table.rows().size();
    }
    return sets;
  }

  /** The tables, once they are decoded, and the classes of the first one. */
  public Provenance provenance() {
    Map<String, Provenance.Table> byName = new LinkedHashMap<>();
    tables.forEach(table -> byName.put(table.name(), table.provenance()));
    return Provenance.of(Map.of(), byName, Map.of(), tables.get(0).decodedClasses());
  }
}
