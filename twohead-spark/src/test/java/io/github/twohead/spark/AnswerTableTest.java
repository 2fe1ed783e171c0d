package io.github.twohead.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledForJreRange(max = JRE.JAVA_21) // the newest that Spark names
@DisabledOnOs(value = OS.WINDOWS, disabledReason = Samples.WINDOWS)
class AnswerTableTest {
  private static final Duration BEAT = Duration.ofMillis(300);

  @TempDir static Path models;
  @TempDir Path folder;

  private SparkSession session;
  private String out;
  private ImageScorer scorer;

  @BeforeEach
  void open() throws IOException {
    session = Samples.local();
    out = folder.resolve("answers").toString();
    Path model = models.resolve("model.onnx");
    scorer =
        ImageScorer.open(
            (Files.exists(model) ? model : Samples.model(models, "model.onnx")).toString());
  }

  @Test
  void should_refuse_what_another_program_left_unfinished() throws IOException {
    Files.createDirectories(folder.resolve("answers/_temporary/0"));

    assertThatThrownBy(() -> AnswerTable.open(session, out, scorer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            out
                + " holds what another program has not finished, _temporary: give another --out, or"
                + " delete it if that program was killed");
  }

  @Test
  void should_delete_what_the_same_command_left_unfinished() throws IOException {
    AnswerTable.open(session, out, scorer).close();
    Files.createDirectories(folder.resolve("answers/_temporary/0"));

    AnswerTable.open(session, out, scorer).close();

    assertThat(folder.resolve("answers/_temporary")).doesNotExist();
    assertThat(folder.resolve("answers/" + FolderLease.NAME)).doesNotExist();
  }

  @Test
  void should_list_the_missing_photos_once_and_read_a_part_alone() throws IOException {
    Samples.photos(folder.resolve("photos"), 0, 3);
    LongAccumulator listed = session.sparkContext().longAccumulator();
    Dataset<Row> photos =
        paths(40).map((MapFunction<Row, Row>) row -> counted(row, listed), paths(0).encoder());
    try (AnswerTable answers = AnswerTable.open(session, out, scorer)) {
      answers.add(scorer, paths(3), 3);

      try (AnswerTable.Missing missing = answers.missing(photos.union(paths(20)), 10)) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < missing.parts(); i++) {
          Dataset<Row> part = missing.part(i);
          assertThat(part.rdd().getNumPartitions()).isOne();
          part.collectAsList().forEach(row -> found.add(row.getString(0)));
        }

        assertThat(missing.parts()).isEqualTo(4);
        assertThat(found)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(3, 40).mapToObj(this::photo).toList());
        assertThat(listed.value()).isEqualTo(40);
      }
    }
  }

  @Test
  void should_have_no_part_where_no_photo_is_missing() throws IOException {
    Samples.photos(folder.resolve("photos"), 0, 3);
    try (AnswerTable answers = AnswerTable.open(session, out, scorer)) {
      answers.add(scorer, paths(3), 3);

      try (AnswerTable.Missing missing = answers.missing(paths(3), 10)) {
        assertThat(missing.parts()).isZero();
      }
    }
  }

  private Dataset<Row> paths(int count) {
    List<String> all = IntStream.range(0, count).mapToObj(this::photo).toList();
    return session.createDataset(all, Encoders.STRING()).toDF("path");
  }

  private String photo(int number) {
    return folder.resolve("photos/photo %03d.png".formatted(number)).toString();
  }

  private static Row counted(Row row, LongAccumulator listed) {
    listed.add(1);
    return row;
  }

  @Test
  void should_hold_the_folder_alone() throws IOException {
    Files.createDirectories(folder.resolve("answers"));
    try (FolderLease held = lease()) {
      assertThatThrownBy(this::lease)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("another command writes into ");
      held.require();
    }
    lease().close();
  }

  @Test
  void should_go_on_after_one_that_was_killed() throws IOException {
    Path left = folder.resolve("answers").resolve(FolderLease.NAME);
    Files.createDirectories(folder.resolve("answers"));
    Files.writeString(left, "of one that was killed 7");

    try (FolderLease held = lease()) {
      held.require();
      assertThat(Files.readString(left)).doesNotContain("killed");
    }
  }

  @Test
  @Timeout(60)
  void should_notice_that_another_took_over() throws IOException {
    Path file = Files.createDirectories(folder.resolve("answers")).resolve(FolderLease.NAME);
    try (FolderLease held = lease()) {
      assertThatThrownBy(
              () -> {
                while (true) { // a beat may write over it: the next one is another's again
                  Files.writeString(file, "of another");
                  held.require();
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another command took ");
    }
  }

  private FolderLease lease() throws IOException {
    Configuration settings = new Configuration();
    settings.set(FolderLease.BEAT, BEAT.toMillis() + "ms");
    FileSystem files = FileSystem.getLocal(settings).getRaw();
    return FolderLease.take(files, new org.apache.hadoop.fs.Path(out), settings);
  }
}
