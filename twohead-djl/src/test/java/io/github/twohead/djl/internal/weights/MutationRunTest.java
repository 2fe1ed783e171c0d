package io.github.twohead.djl.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutationRunTest {
  @Test
  void should_read_or_refuse_every_damaged_file(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream report = new ByteArrayOutputStream();

    int violations =
        MutationRun.run(folder, 300, 1, new PrintStream(report, true, StandardCharsets.UTF_8));

    assertThat(violations).as(report.toString(StandardCharsets.UTF_8)).isZero();
  }
}
