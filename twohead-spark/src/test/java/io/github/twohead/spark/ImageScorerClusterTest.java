package io.github.twohead.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Recipe;
import io.github.twohead.experiments.Sweep;
import io.github.twohead.experiments.SweepTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real cluster: a master and two workers, each of which starts an executor of one core. */
@EnabledForJreRange(max = JRE.JAVA_21) // the newest that Spark names
class ImageScorerClusterTest {
  private static final int PHOTOS = 90;
  private static final int KILLS = 3;

  @TempDir static Path folder;
  private static SparkCluster cluster;
  private static SparkSession session;
  private static Path photos;

  @BeforeAll
  static void start() throws Exception {
    cluster = SparkCluster.start(folder, 2);
    session = cluster.session();
    photos = folder.resolve("photos");
    Samples.photos(photos, 0, PHOTOS);
    Samples.broken(photos);
  }

  @AfterAll
  static void stop() {
    if (session != null) {
      session.stop();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Dataset<Row> read(Path of) {
    return session.read().format("binaryFile").load(of.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.twohead", "model.onnx", "model.tflite"})
  void should_answer_as_the_plain_predictor_does(String name) throws IOException {
    Path model = Samples.model(folder, name);
    ImageScorer scorer = ImageScorer.open(model.toString());

    Map<String, List<Object>> ofBytes = Samples.answers(scorer.score(read(photos)));
    Map<String, List<Object>> ofPaths =
        Samples.answers(scorer.score(read(photos).select("path").repartition(5)));

    assertThat(ofBytes).hasSize(PHOTOS + 1).isEqualTo(Samples.plain(model, photos));
    assertThat(ofPaths).isEqualTo(ofBytes);
    assertThat(ofBytes.get("broken.jpg")).isEmpty();
  }

  @Test
  void should_answer_every_photo_once_though_executors_are_killed() throws IOException {
    Path model = Samples.model(folder, "killed.onnx");
    Path out = folder.resolve("killed");
    Killer killer = new Killer();
    session.sparkContext().addSparkListener(killer);

    try {
      ImageScorer.open(model.toString())
          .score(read(photos).repartition(40))
          .write()
          .parquet(out.toString());
    } finally {
      session.sparkContext().removeSparkListener(killer);
    }

    assertThat(killer.kills).hasValue(KILLS);
    assertThat(Samples.answers(session.read().parquet(out.toString())))
        .isEqualTo(Samples.plain(model, photos));
  }

  /** Kills an executor at random whenever some tasks have ended. */
  private static final class Killer extends SparkListener {
    private static final int TASKS_BETWEEN = 8;

    private final Random random = new Random(3);
    private final AtomicInteger kills = new AtomicInteger();
    private int tasks;

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      tasks++;
      if (tasks >= TASKS_BETWEEN && kills.get() < KILLS && cluster.killOne(random)) {
        tasks = 0;
        kills.incrementAndGet();
      }
    }
  }

  @Test
  void should_answer_a_stream_that_goes_on() throws Exception {
    Path model = Samples.model(folder, "stream.onnx");
    Path inbox = folder.resolve("inbox");
    Samples.photos(inbox, 0, 20);
    answerStream(model, inbox);
    Samples.photos(inbox, 20, 30);

    answerStream(model, inbox);

    assertThat(Samples.answers(session.read().parquet(folder.resolve("outbox").toString())))
        .hasSize(30)
        .isEqualTo(Samples.plain(model, inbox));
  }

  /** What is in the folder and was not answered before. */
  private static void answerStream(Path model, Path inbox) throws Exception {
    Dataset<Row> arriving =
        session
            .readStream()
            .format("binaryFile")
            .schema(read(inbox).schema())
            .option("maxFilesPerTrigger", 8)
            .load(inbox.toString());
    ImageScorer.open(model.toString())
        .score(arriving)
        .writeStream()
        .format("parquet")
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .trigger(Trigger.AvailableNow())
        .start(folder.resolve("outbox").toString())
        .awaitTermination();
  }

  @Test
  void should_train_the_runs_of_a_sweep() throws IOException {
    Path data = folder.resolve("data");
    Recipe recipe =
        Recipe.read(
            Samples.recipe(data), "export.onnx=documents.onnx", "export.tflite=documents.tflite");
    Path runs = folder.resolve("sweep");

    SweepTable table =
        Sweep.of(recipe)
            .over("training.learning_rate", 1e-3, 1e-2)
            .runner(SparkSweepRunner.of(session))
            .run(runs);

    assertThat(table.rows())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.result().error()).isEmpty());
    assertThat(runs.resolve("best.twohead")).exists();
    assertThat(runs.resolve("001/documents.onnx")).exists();
    assertThat(runs.resolve("002/documents.tflite")).exists();
    assertThat(Files.readString(runs.resolve("001/log.txt"))).contains("epoch");
  }
}
