package io.github.twohead.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import scala.Function1;

/**
 * A folder of Parquet files with the answers about photos, one row for each path, which grows part
 * by part. What a command that was killed left there is whole: a part's files appear once all of it
 * is computed, and rows of those that do are not asked for again.
 */
final class AnswerTable implements AutoCloseable {
  private static final String PATH = "path";

  /** Which model the answers are of; Spark does not read files of such names. */
  private static final String MODEL = "_twohead-model";

  /** Files of a part that was never finished; the next part would take them for its own. */
  private static final String UNFINISHED = "_temporary";

  private static final int ROWS_OF_A_TASK = 1000;

  private final SparkSession session;
  private final String folder;
  private final FileSystem files;
  private final FolderLease lease;

  private AnswerTable(SparkSession session, String folder, FileSystem files, FolderLease lease) {
    this.session = session;
    this.folder = folder;
    this.files = files;
    this.lease = lease;
  }

  /**
   * Begins a folder, or goes on with it, and holds it until it is closed.
   *
   * @throws IllegalArgumentException if it holds something else, or answers of another model, or
   *     another command writes into it
   */
  static AnswerTable open(SparkSession session, String folder, ImageScorer scorer) {
    try {
      Path path = new Path(folder);
      Configuration settings = session.sparkContext().hadoopConfiguration();
      FileSystem files = path.getFileSystem(settings);
      if (files.exists(path) && !files.exists(new Path(path, MODEL))) {
        requireEmpty(files, path);
      }
      FolderLease lease = FolderLease.take(files, path, settings);
      AnswerTable table = new AnswerTable(session, folder, files, lease);
      try {
        table.begin(path, scorer.key());
        return table;
      } catch (IOException | RuntimeException e) {
        lease.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written: " + e, e);
    }
  }

  /** Nothing of another program, also of one that was killed: its files would become ours. */
  private static void requireEmpty(FileSystem files, Path folder) throws IOException {
    if (files.exists(new Path(folder, UNFINISHED))) {
      throw new IllegalArgumentException(
          folder
              + " holds what another program has not finished, "
              + UNFINISHED
              + ": give another --out, or delete it if that program was killed");
    }
    if (!isEmpty(files, folder)) {
      throw new IllegalArgumentException(
          folder + " is not empty and holds no answers: give another --out");
    }
  }

  private void begin(Path path, String key) throws IOException {
    Path model = new Path(path, MODEL);
    if (files.exists(model)) {
      requireSame(folder, read(files, model), key);
      boolean unused = files.delete(new Path(path, UNFINISHED), true);
    } else {
      write(files, model, key);
    }
  }

  private static void requireSame(String folder, String there, String key) {
    if (!there.equals(key)) {
      throw new IllegalArgumentException(
          folder
              + " holds answers of another model, or with other settings: give another --out, or"
              + " the same --model, --threshold and --views to go on with it");
    }
  }

  private static String read(FileSystem files, Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(FileSystem files, Path file, String text) throws IOException {
    Path part = file.suffix(".part");
    try (FSDataOutputStream out = files.create(part, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    if (!files.rename(part, file)) {
      throw new IOException(file + " cannot be made");
    }
  }

  /** The answers so far, as they are now: what is added later does not show. */
  Dataset<Row> answers() {
    return session.read().parquet(folder);
  }

  boolean isEmpty() {
    try {
      return isEmpty(files, new Path(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read: " + e, e);
    }
  }

  /** Whether Spark finds nothing there. */
  private static boolean isEmpty(FileSystem files, Path folder) throws IOException {
    return files.listStatus(folder, file -> !file.getName().startsWith("_")).length == 0;
  }

  /**
   * The photos that have no answer yet, each path once. They stay the same ones while answers are
   * added.
   *
   * @param size about how many of them make a part
   */
  Missing missing(Dataset<Row> photos, int size) {
    Dataset<Row> each = photos.filter(functions.col(PATH).isNotNull()).dropDuplicates(PATH);
    if (!isEmpty()) {
      // as plain rows: Spark would look again into a folder that it writes to
      Dataset<Row> done = answers().select(PATH);
      each =
          each.join(
              session.createDataFrame(done.javaRDD(), done.schema()),
              new String[] {PATH},
              "left_anti");
    }
    return new Missing(session, each.persist(StorageLevel.DISK_ONLY()), size);
  }

  /**
   * Photos in parts, which the executors keep on their disks: the photos are listed and sorted into
   * their parts once, and who takes a part reads no other. A part that is lost with its executor is
   * made again, of the same paths.
   */
  static final class Missing implements AutoCloseable {
    private final SparkSession session;
    private final Dataset<Row> photos;
    private final long rows;
    private final JavaRDD<Row> parts;

    private Missing(SparkSession session, Dataset<Row> photos, int size) {
      this.session = session;
      this.photos = photos;
      rows = photos.count();
      int count = Math.toIntExact((rows + size - 1) / size);
      parts = photos.repartition(Math.max(1, count), functions.col(PATH)).javaRDD();
    }

    /** How many parts there are; none where no photo is missing. */
    int parts() {
      return rows == 0 ? 0 : parts.getNumPartitions();
    }

    /** About how many photos are in each. */
    long photosOfPart() {
      return rows / parts();
    }

    Dataset<Row> part(int number) {
      Function1<Object, Object> own =
          (Function1<Object, Object> & Serializable) index -> index.equals(number);
      RDD<Row> part = PartitionPruningRDD.create(parts.rdd(), own);
      return session.createDataFrame(part, photos.schema());
    }

    /** Frees the executors' disks. */
    @Override
    public void close() {
      Dataset<Row> unused = photos.unpersist();
    }
  }

  /**
   * Adds the answers about some photos. Their files appear at the end, one after the other: of a
   * kill in that moment some stay, and the rows of the others are missing still.
   */
  void add(ImageScorer scorer, Dataset<Row> photos, long rows) {
    lease.require();
    int cores = session.sparkContext().defaultParallelism();
    int tasks = (int) Math.max(cores, rows / ROWS_OF_A_TASK);
    scorer
        .score(photos.repartition(tasks))
        .write()
        .mode(SaveMode.Append)
        // a task that is done twice writes once: its files appear with those of all others
        .option("mapreduce.fileoutputcommitter.algorithm.version", "1")
        .parquet(folder);
  }

  /** Leaves the folder to others. */
  @Override
  public void close() {
    try {
      lease.close();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written: " + e, e);
    }
  }
}
