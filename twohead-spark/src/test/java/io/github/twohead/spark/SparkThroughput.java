package io.github.twohead.spark;

import io.github.twohead.HeadPrediction;
import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How fast do two workers of one core each score, against the plain predictor on the same two cores
 * in the same run? And is every row there once, with the plain predictor's answer, when executors
 * are killed? {@code throughput.sh} is the command; the arguments are a folder of photos, a model's
 * file and the number of rows.
 */
final class SparkThroughput {
  private static final int WARM_UP = 500;

  /** A few seconds' work: a task has its own Parquet file, and its own start. */
  private static final int ROWS_OF_A_TASK = 2000;

  private static final int KILLS = 3;
  private static final StructType TABLE =
      DataTypes.createStructType(
          List.of(
              DataTypes.createStructField("id", DataTypes.IntegerType, false),
              DataTypes.createStructField("path", DataTypes.StringType, false)));

  private final List<Path> photos;
  private final Path model;
  private final int rows;
  private final Path folder;

  private SparkThroughput(Path photos, Path model, int rows) throws IOException {
    try (Stream<Path> files = Files.walk(photos)) {
      this.photos = files.filter(ImageSource::isNamedAsImage).sorted().toList();
    }
    this.model = model.toAbsolutePath();
    this.rows = rows;
    folder = Files.createTempDirectory("spark-throughput-");
  }

  public static void main(String[] args) throws Exception {
    new SparkThroughput(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2])).run();
  }

  private int tasks() {
    return Math.max(4, rows / ROWS_OF_A_TASK);
  }

  private Path photo(int row) {
    return photos.get(row % photos.size()).toAbsolutePath();
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private void run() throws Exception {
    say("%d rows of %d photos in %s", rows, photos.size(), folder);
    Map<String, List<Double>> expected = new HashMap<>();
    writeTable();
    double plain = plain(expected);
    say("plain predictor: %.1f images/s", plain);
    try (SparkCluster cluster = SparkCluster.start(folder, 2)) {
      try (SparkSession session = cluster.sessionWithoutPyTorch();
          Memory memory = new Memory(cluster)) {
        Tasks undisturbed = new Tasks(cluster, 0);
        score(session, undisturbed, "undisturbed");
        double spark = rows / undisturbed.seconds();
        say("Spark: %.1f images/s, %.3f of the plain predictor's", spark, spark / plain);
        memory.print();
        check(session, "undisturbed", expected);

        Tasks disturbed = new Tasks(cluster, KILLS);
        score(session, disturbed, "disturbed");
        say(
            "Spark, %d executors killed: %.1f images/s",
            disturbed.kills, rows / disturbed.seconds());
        check(session, "disturbed", expected);
        memory.print();
      }
    }
  }

  /** Images per second; keeps what was said of each photo. */
  private double plain(Map<String, List<Double>> expected) {
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(model)) {
      predict(predictor, WARM_UP, expected);
      long begin = System.nanoTime();
      predict(predictor, rows, expected);
      return rows / ((System.nanoTime() - begin) / 1e9);
    }
  }

  private void predict(MultiHeadPredictor predictor, int count, Map<String, List<Double>> said) {
    Stream<ImageSource> images =
        IntStream.range(0, count).mapToObj(this::photo).map(ImageSource::of);
    try (Stream<PredictionOutcome> outcomes = predictor.predictEach(images)) {
      outcomes.forEach(
          outcome ->
              said.put(
                  outcome.source().name(),
                  outcome.prediction().map(SparkThroughput::numbers).orElse(List.of())));
    }
  }

  private static List<Double> numbers(Prediction prediction) {
    List<Double> all = new ArrayList<>();
    for (HeadPrediction head : prediction.heads()) {
      if (head.head().isCategorical()) {
        all.addAll(head.probabilities().values());
      } else {
        all.add(head.probability());
      }
    }
    return all;
  }

  /**
   * The paths, in a file for each task; written by a session of its own, as executors start cold.
   */
  private void writeTable() throws IOException {
    List<Row> table =
        IntStream.range(0, rows)
            .mapToObj(row -> RowFactory.create(row, photo(row).toString()))
            .toList();
    try (SparkSession session = SparkSession.builder().master("local[2]").getOrCreate()) {
      session
          .createDataFrame(table, TABLE)
          .repartition(tasks())
          .write()
          .parquet(folder.resolve("photos").toString());
    }
  }

  private void score(SparkSession session, Tasks tasks, String name) {
    session.conf().set("spark.sql.files.minPartitionNum", tasks()); // small files are not joined
    Dataset<Row> photos = session.read().parquet(folder.resolve("photos").toString());
    ImageScorer scorer =
        ImageScorer.builder().image("path").keep("id", "path").open(model.toString());
    session.sparkContext().addSparkListener(tasks);
    scorer.score(photos).write().parquet(folder.resolve(name).toString());
    session.sparkContext().removeSparkListener(tasks);
  }

  /** Every row once, and what the plain predictor says. */
  private void check(SparkSession session, String name, Map<String, List<Double>> expected) {
    BitSet seen = new BitSet(rows);
    int twice = 0;
    int unequal = 0;
    double most = 0;
    Dataset<Row> answers = session.read().parquet(folder.resolve(name).toString());
    for (Iterator<Row> all = answers.toLocalIterator(); all.hasNext(); ) {
      Row row = all.next();
      twice += seen.get(row.getInt(0)) ? 1 : 0;
      seen.set(row.getInt(0));
      List<Double> said = numbers(row);
      List<Double> wanted = expected.get(row.getString(1));
      unequal += said.equals(wanted) ? 0 : 1;
      most = Math.max(most, difference(said, wanted));
    }
    say(
        "%s: %d of %d rows, %d twice, %d not equal to the bit, largest difference %.2g",
        name, seen.cardinality(), rows, twice, unequal, most);
  }

  private static List<Double> numbers(Row row) {
    List<Double> all = new ArrayList<>();
    for (int i = 2; i < row.size() - 1 && !row.isNullAt(i); i++) {
      Row head = row.getStruct(i);
      if (head.get(0) instanceof Double probability) {
        all.add(probability);
      } else {
        all.addAll(CollectionConverters.asJava(head.<String, Double>getMap(0)).values());
      }
    }
    return all;
  }

  private static double difference(List<Double> one, List<Double> other) {
    return one.size() != other.size()
        ? 1
        : IntStream.range(0, one.size())
            .mapToDouble(i -> Math.abs(one.get(i) - other.get(i)))
            .max()
            .orElse(0);
  }

  /**
   * Sees the tasks that score, and kills an executor whenever a random number of them has ended.
   */
  private final class Tasks extends SparkListener {
    private final SparkCluster cluster;
    private final int wanted;
    private final Random random = new Random(7);
    private long begin = Long.MAX_VALUE;
    private long end;
    private int left;
    private int kills;

    Tasks(SparkCluster cluster, int wanted) {
      this.cluster = cluster;
      this.wanted = wanted;
      left = next();
    }

    private int next() {
      return 1 + random.nextInt(Math.max(1, tasks() / (KILLS + 1)));
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart task) {
      begin = Math.min(begin, task.taskInfo().launchTime());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      end = Math.max(end, task.taskInfo().finishTime());
      left--;
      if (left <= 0 && kills < wanted && cluster.killOne(random)) {
        kills++;
        left = next();
      }
    }

    double seconds() {
      return (end - begin) / 1e3;
    }
  }

  /** What executors hold of the machine's memory, by the minute's sixth. */
  private static final class Memory implements AutoCloseable {
    private static final int SECONDS = 10;

    private final SparkCluster cluster;
    private final Map<Long, List<Long>> megabytes = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    Memory(SparkCluster cluster) {
      this.cluster = cluster;
      var unused = clock.scheduleAtFixedRate(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void look() {
      for (ProcessHandle executor : cluster.executors()) {
        Path status = Path.of("/proc", Long.toString(executor.pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
          lines
              .filter(line -> line.startsWith("VmRSS"))
              .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
              .forEach(
                  now ->
                      megabytes.computeIfAbsent(executor.pid(), pid -> new ArrayList<>()).add(now));
        } catch (IOException | UncheckedIOException e) {
          // it ended
        }
      }
    }

    synchronized void print() {
      megabytes.forEach((pid, all) -> say("executor %d, MB every %d s: %s", pid, SECONDS, all));
    }

    @Override
    public void close() {
      clock.shutdownNow();
    }
  }
}
