package io.github.twohead.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@EnabledForJreRange(max = JRE.JAVA_21) // the newest that Spark names
class ScoreTest {
  @TempDir Path folder;

  private final StringWriter said = new StringWriter();
  private final StringWriter complained = new StringWriter();

  @BeforeEach
  void start() throws IOException {
    Samples.photos(folder.resolve("photos"), 0, 4);
    String unused = Samples.local().version(); // the command takes the session that is there
  }

  private int score(Path model) {
    CommandLine line = Score.line();
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(complained, true));
    return line.execute(
        "--model",
        model.toString(),
        "--folder",
        folder.resolve("photos").toString(),
        "--out",
        folder.resolve("answers").toString());
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = Samples.WINDOWS)
  void should_leave_nothing_open() throws IOException {
    int code = score(Samples.model(folder, "model.onnx"));

    assertThat(code).isZero();
    assertThat(said.toString()).contains(" holds the answers about 4 photos");
    assertThat(folder.resolve("answers").resolve(FolderLease.NAME)).doesNotExist();
    assertThat(SharedPredictors.open()).isEmpty();
  }

  @Test
  void should_refuse_a_head_that_is_called_as_another_column() throws IOException {
    Path model = folder.resolve("path.onnx");
    try (MultiHeadModel heads =
        MultiHeadModel.builder()
            .heads(HeadSpec.builder("Path").width(8).build())
            .preprocessing(Preprocessing.standard().size(32))
            .build()) {
      heads.exporter().format(ExportFormat.ONNX).write(model);
    }

    int code = score(model);

    assertThat(code).isEqualTo(2);
    assertThat(complained.toString().strip())
        .isEqualTo(
            "error: "
                + model
                + " has a head called \"Path\", as another column of the answers is: train it with"
                + " another name");
  }
}
