package io.github.twohead.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Recipe;
import io.github.twohead.Views;
import io.github.twohead.experiments.Sweep;
import io.github.twohead.experiments.SweepTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The code of docs/spark.md, in a Spark within this JVM. */
@EnabledForJreRange(max = JRE.JAVA_21) // the newest that Spark names
class SparkGuideTest {
  private final SparkSession spark = Samples.local();

  @TempDir Path temporary;

  @Test
  void should_know_the_options_that_the_guide_tells_of() throws IOException {
    Set<String> known = new CommandLine(new Score()).getCommandSpec().optionsMap().keySet();

    List<String> ofSpark = List.of("--master", "--class", "--packages", "--jars");
    List<String> told =
        Pattern.compile("--[a-z][a-z-]*")
            .matcher(Files.readString(Path.of("../docs/spark.md")))
            .results()
            .map(option -> option.group())
            .filter(option -> !ofSpark.contains(option))
            .toList();

    assertThat(known).containsAll(told);
    assertThat(told).isNotEmpty();
  }

  private String path(String name) {
    return temporary.resolve(name).toString();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = Samples.WINDOWS)
  void should_answer_tables_and_streams_as_the_guide_says() throws Exception {
    Samples.photos(temporary.resolve("photos"), 0, 10);
    String folder = path("photos");
    String inbox = folder;
    String model = Samples.model(temporary, "documents.onnx").toString();
    String screens = path("screens");
    String checkpoint = path("checkpoint");
    String outbox = path("outbox");
    // guide begins
    ImageScorer scorer =
        ImageScorer.open(model); // hdfs:///models/documents.twohead, or .onnx, .tflite
    Dataset<Row> photos = spark.read().format("binaryFile").load(folder);
    Dataset<Row> answers = scorer.score(photos);
    answers.filter("screen.decision").write().parquet(screens);
    // guide ends
    String table = path("table");
    String answered = path("answered");
    photos.selectExpr("path", "'me' as sender").write().parquet(table);
    // guide begins
    Dataset<Row> paths =
        spark.read().parquet(table).repartition(32); // tasks of some hundred photos
    ImageScorer strict =
        ImageScorer.builder()
            .settings(open -> open.threshold("screen", 0.9).views(Views.flipped()))
            .keep("path", "sender")
            .open(model);
    strict.score(paths).write().parquet(answered);
    // guide ends
    // guide begins
    scorer
        .score(spark.readStream().schema(photos.schema()).format("binaryFile").load(inbox))
        .writeStream()
        .format("parquet")
        .option("checkpointLocation", checkpoint)
        .trigger(Trigger.AvailableNow()) // or leave it out, and the stream goes on
        .start(outbox)
        .awaitTermination();
    // guide ends

    assertThat(spark.read().parquet(answered).columns())
        .containsExactly("path", "sender", "screen", "kind", "error");
    assertThat(spark.read().parquet(answered).filter("screen.decision").count()).isZero();
    assertThat(Samples.answers(spark.read().parquet(outbox)))
        .isEqualTo(Samples.plain(Path.of(model), Path.of(folder)));
  }

  @Test
  void should_sweep_as_the_guide_says() throws IOException {
    Path recipe = Samples.recipe(temporary.resolve("data"));
    Path sweep = temporary.resolve("sweep");
    // guide begins
    SweepTable table =
        Sweep.of(Recipe.read(recipe))
            .over("training.learning_rate", 1e-3, 1e-2)
            .runner(SparkSweepRunner.of(spark))
            .run(sweep);
    // guide ends

    assertThat(table.rows()).allSatisfy(row -> assertThat(row.result().error()).isEmpty());
  }
}
