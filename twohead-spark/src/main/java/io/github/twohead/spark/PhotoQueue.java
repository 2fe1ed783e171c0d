package io.github.twohead.spark;

import io.github.twohead.ImageSource;
import io.github.twohead.TwoheadException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The photos of a task, a few at a time. Where they are paths, other threads read the next few
 * while these are predicted, so that a slow file system keeps no core waiting. Belongs to one
 * thread, but for {@link #close}.
 */
final class PhotoQueue implements AutoCloseable {
  private static final int TOGETHER = 16;

  /** Larger ones are no photos, and a batch that holds as much is given no other. */
  static final int MOST_BYTES = 256 << 20;

  private static final int READERS = 16;
  private static final ThreadPoolExecutor READING = readers();

  /** What messages call a photo, whose row says which it is. */
  private static final String NAME = "photo";

  private final Iterator<Row> rows;
  private final Function<Row, Future<Photo>> reader;
  private final UnaryOperator<Photo> whole;
  private final int ahead;
  private final Deque<Future<Photo>> begun = new ArrayDeque<>();

  /**
   * Begins with the first rows.
   *
   * @param reader begins to read a photo
   * @param whole reads the photos that it left
   * @param ahead how many are begun before they are asked for
   */
  private PhotoQueue(
      Iterator<Row> rows,
      Function<Row, Future<Photo>> reader,
      UnaryOperator<Photo> whole,
      int ahead) {
    this.rows = rows;
    this.reader = reader;
    this.whole = whole;
    this.ahead = ahead;
  }

  /**
   * A photo, or what is wrong with it.
   *
   * @param row what it comes from
   * @param image null if there is none
   * @param problem empty if there is an image, or if it is still to be read
   */
  record Photo(Row row, ImageSource.@Nullable EncodedImage image, String problem) {
    static Photo of(Row row, byte[] content) {
      return content.length > MOST_BYTES
          ? failed(row, "it is larger than " + (MOST_BYTES >> 20) + " MiB")
          : new Photo(row, new ImageSource.EncodedImage(NAME, content), "");
    }

    /** A photo that is still to be read, as it is large. */
    static Photo left(Row row) {
      return failed(row, "");
    }

    boolean isLeft() {
      return image == null && problem.isEmpty();
    }

    private int bytes() {
      return image == null ? 0 : image.encoded().length;
    }

    static Photo failed(Row row, String problem) {
      return new Photo(row, null, problem);
    }
  }

  private static ThreadPoolExecutor readers() {
    ThreadPoolExecutor readers =
        new ThreadPoolExecutor(
            READERS,
            READERS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "twohead-reader");
              thread.setDaemon(true);
              return thread;
            });
    readers.allowCoreThreadTimeOut(true);
    return readers;
  }

  /** Photos that are bytes in the last column. */
  static PhotoQueue ofBytes(Iterator<Row> rows) {
    return new PhotoQueue(
        rows, row -> CompletableFuture.completedFuture(content(row)), UnaryOperator.identity(), 0);
  }

  private static Photo content(Row row) {
    return row.isNullAt(row.size() - 1)
        ? Photo.failed(row, "there are no bytes")
        : Photo.of(row, row.<byte[]>getAs(row.size() - 1));
  }

  /** Photos whose paths stand in the last column. */
  static PhotoQueue ofPaths(Iterator<Row> rows, Configuration files) {
    PhotoFiles photos = new PhotoFiles(files);
    return new PhotoQueue(
        rows, row -> READING.submit(() -> photos.small(row)), photos::whole, TOGETHER);
  }

  boolean hasNext() {
    return !begun.isEmpty() || rows.hasNext();
  }

  /** Waits for the next few photos, at least one. */
  List<Photo> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    lookAhead();
    List<Photo> next = new ArrayList<>();
    long bytes = 0;
    while (next.size() < TOGETHER && bytes < MOST_BYTES && hasNext()) {
      Photo photo = whole.apply(result(begun.isEmpty() ? begin() : begun.remove()));
      next.add(photo);
      bytes += photo.bytes();
    }
    lookAhead();
    return next;
  }

  private void lookAhead() {
    while (begun.size() < ahead && rows.hasNext()) {
      begun.add(begin());
    }
  }

  private Future<Photo> begin() {
    return reader.apply(rows.next());
  }

  private static Photo result(Future<Photo> photo) {
    try {
      return photo.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TwoheadException("scoring was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new TwoheadException("a photo cannot be read: " + e.getCause(), e);
    }
  }

  /** Reads no further. */
  @Override
  public void close() {
    begun.forEach(photo -> photo.cancel(true));
  }
}
