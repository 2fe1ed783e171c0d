package io.github.twohead.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

@EnabledForJreRange(max = JRE.JAVA_21) // the newest that Spark names
class ImageScorerTest {
  @TempDir static Path folder;
  private static SparkSession session;
  private static String model;

  private ImageScorer scorer;

  @BeforeAll
  static void start() throws IOException {
    session = Samples.local();
    model = Samples.model(folder, "model.onnx").toString();
    Samples.photos(folder, 0, 1);
    Samples.broken(folder);
  }

  @BeforeEach
  void open() {
    scorer = ImageScorer.open(model);
  }

  private static Dataset<Row> table(String schema, Row... rows) {
    return session.createDataFrame(List.of(rows), StructType.fromDDL(schema));
  }

  private static byte[] photo() throws IOException {
    return Files.readAllBytes(folder.resolve("photo 000.png"));
  }

  @Test
  void should_say_what_is_wrong_with_each_photo() {
    Dataset<Row> paths =
        table(
            "path string",
            RowFactory.create(
                folder.resolve("photo 000.png").toUri().toString().replace("%20", " ")),
            RowFactory.create(folder.resolve("broken.jpg").toString()),
            RowFactory.create(folder.resolve("missing.jpg").toString()),
            RowFactory.create((Object) null));

    List<Row> answers = scorer.score(paths.coalesce(1)).select("error", "screen").collectAsList();

    assertThat(answers)
        .extracting(row -> row.getString(0))
        .containsExactly(
            null,
            "it is not a JPEG, PNG, GIF, BMP or WebP image",
            "there is no such file",
            "there is no path");
    assertThat(answers).extracting(row -> row.isNullAt(1)).containsExactly(false, true, true, true);
  }

  @Test
  void should_keep_all_columns_but_the_photos_where_there_is_no_path() throws IOException {
    Dataset<Row> photos =
        table(
            "id int, photo binary, `sent by` string",
            RowFactory.create(1, photo(), "me"),
            RowFactory.create(2, null, "you"));

    Dataset<Row> answers = ImageScorer.builder().image("photo").open(model).score(photos);

    assertThat(answers.columns()).containsExactly("id", "sent by", "screen", "kind", "error");
    assertThat(answers.orderBy("id").select("id", "sent by", "error").collectAsList())
        .containsExactly(
            RowFactory.create(1, "me", null), RowFactory.create(2, "you", "there are no bytes"));
  }

  @Test
  void should_decide_at_the_threshold_that_is_set() throws IOException {
    Dataset<Row> photos = table("content binary", RowFactory.create((Object) photo()));

    ImageScorer low =
        ImageScorer.builder().settings(open -> open.threshold("screen", 0)).open(model);
    ImageScorer high =
        ImageScorer.builder().settings(open -> open.threshold("screen", 1)).open(model);

    assertThat(low.score(photos).select("screen.decision").first().getBoolean(0)).isTrue();
    assertThat(high.score(photos).select("screen.decision").first().getBoolean(0)).isFalse();
  }

  @Test
  void should_share_a_predictor_between_scorers_of_one_model() throws IOException {
    Dataset<Row> photos = table("content binary", RowFactory.create((Object) photo()));

    long unused = scorer.score(photos).count() + ImageScorer.open(model).score(photos).count();

    assertThat(SharedPredictors.open()).containsOnlyOnce(scorer.key()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void should_refuse_a_table_without_photos() {
    assertThatThrownBy(() -> scorer.score(table("id int", RowFactory.create(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is neither a column \"content\" of photos nor one \"path\" of where they lie"
                + " among [id]: name it with image(column)");
    assertThatThrownBy(() -> scorer.score(table("path int", RowFactory.create(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column \"path\" is of type int: photos are bytes (binary) or paths (string)");
  }

  @Test
  void should_refuse_columns_that_are_missing_or_named_as_a_head() {
    Dataset<Row> photos = table("path string, Screen int", RowFactory.create("a.jpg", 1));

    assertThatThrownBy(() -> ImageScorer.builder().keep("sender").open(model).score(photos))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no column \"sender\": [path, Screen]");
    assertThatThrownBy(() -> ImageScorer.builder().keep("Screen").open(model).score(photos))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two columns of the answers would be called \"screen\"");
  }

  @Test
  void should_refuse_a_model_or_settings_before_any_task_starts() {
    Object here = new Object();

    assertThatThrownBy(() -> ImageScorer.open(folder.resolve("none.onnx").toString()))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("none.onnx cannot be read");
    assertThatThrownBy(() -> ImageScorer.open(folder.resolve("broken.jpg").toString()))
        .isInstanceOf(ModelFileException.class);
    assertThatThrownBy(
            () -> ImageScorer.builder().settings(open -> assertThat(here).isNotNull()).open(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("settings cannot be sent to executors");
    assertThatThrownBy(() -> ImageScorer.builder().image("a").image("b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("image was already set to a");
  }
}
