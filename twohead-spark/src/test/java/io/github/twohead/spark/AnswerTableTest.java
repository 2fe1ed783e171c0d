package io.github.twohead.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

@EnabledForJreRange(max = JRE.JAVA_21) // the newest that Spark names
class AnswerTableTest {
  private static final Duration BEAT = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

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
  void should_notice_that_another_took_over() throws Exception {
    Files.createDirectories(folder.resolve("answers"));
    try (FolderLease held = lease()) {
      // a beat may write over it: the next one is another's again
      for (int i = 0; i < 20; i++) {
        Files.writeString(folder.resolve("answers").resolve(FolderLease.NAME), "of another " + i);
        Thread.sleep(BEAT.toMillis());
      }

      assertThatThrownBy(held::require)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another command took ");
    }
  }

  private FolderLease lease() throws IOException {
    FileSystem files = FileSystem.getLocal(new Configuration()).getRaw();
    return FolderLease.take(files, new org.apache.hadoop.fs.Path(out), BEAT, PATIENCE);
  }
}
