package io.github.twohead.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a folder of any Hadoop file system for one process, by a file that it writes again and
 * again. Who finds such a file looks whether it changes: one that was left by a kill does not. No
 * clocks are compared. Safe for use by several threads.
 */
final class FolderLease implements AutoCloseable {
  /** Spark does not read files of such names. */
  static final String NAME = "_in-progress";

  private static final Logger LOG = LoggerFactory.getLogger(FolderLease.class);

  /** In Hadoop's configuration, for tests: the time between two writes. */
  static final String BEAT = "twohead.lease.beat";

  private static final Duration USUAL_BEAT = Duration.ofSeconds(5);
  private static final int BEATS_OF_PATIENCE = 6;

  private final FileSystem files;
  private final Path file;
  private final String owner = UUID.randomUUID().toString();
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "twohead lease");
            thread.setDaemon(true);
            return thread;
          });
  private long count;
  private boolean lost;

  private FolderLease(FileSystem files, Path file) {
    this.files = files;
    this.file = file;
  }

  /**
   * Takes a folder; waits for half a minute where another process left it without an end.
   *
   * @throws IllegalArgumentException if another process holds it
   */
  static FolderLease take(FileSystem files, Path folder, Configuration settings)
      throws IOException {
    long beat =
        Math.max(1, settings.getTimeDuration(BEAT, USUAL_BEAT.toMillis(), TimeUnit.MILLISECONDS));
    Path file = new Path(folder, NAME);
    if (files.exists(file)) {
      requireStill(files, file, BEATS_OF_PATIENCE * beat);
    }
    FolderLease lease = new FolderLease(files, file);
    lease.write(false); // of two that come at once, one is first
    Future<?> unused =
        lease.beats.scheduleWithFixedDelay(lease::beat, beat, beat, TimeUnit.MILLISECONDS);
    return lease;
  }

  private static void requireStill(FileSystem files, Path file, long patience) throws IOException {
    String before = read(files, file);
    LOG.info("another command began in {}; looking whether it goes on", file.getParent());
    try {
      Thread.sleep(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    String now = read(files, file);
    if (!files.exists(file)) {
      return; // it ended meanwhile
    }
    if (!now.equals(before)) {
      throw taken(file);
    }
    boolean unused = files.delete(file, false);
  }

  private static IllegalArgumentException taken(Path file) {
    return new IllegalArgumentException(
        "another command writes into " + file.getParent() + ": wait for its end, or end it");
  }

  /** What is in the file; nothing if it is not there. */
  private static String read(FileSystem files, Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return "";
    }
  }

  private synchronized void write(boolean overwrite) throws IOException {
    count++;
    try (FSDataOutputStream out = files.create(file, overwrite)) {
      out.write((owner + " " + count).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (!overwrite && files.exists(file)) {
        throw taken(file);
      }
      throw e;
    }
  }

  private synchronized void beat() {
    if (lost || beats.isShutdown()) {
      return;
    }
    try {
      lost = !read(files, file).startsWith(owner);
      if (!lost) {
        write(true);
      }
    } catch (IOException | RuntimeException e) { // the next beat may come through
      LOG.warn("{} cannot be written: {}", file, e.toString());
    }
  }

  /**
   * Has the folder still been held at the last beat?
   *
   * @throws IllegalStateException if not, as after a long pause of this process
   */
  synchronized void require() {
    if (lost) {
      throw new IllegalStateException(
          "another command took "
              + file.getParent()
              + " over, as this one did not get to write there for a while; the same command goes"
              + " on once that one has ended");
    }
  }

  @Override
  public synchronized void close() throws IOException {
    beats.shutdownNow();
    if (!lost) {
      boolean unused = files.delete(file, false);
    }
  }
}
