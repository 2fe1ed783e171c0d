package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeMutationRunTest {
  @Test
  void should_run_or_refuse_every_damaged_file(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(report, true, StandardCharsets.UTF_8);

    int violations = RuntimeMutationRun.run(folder, 100, 1, DamagedModel.NAMES, out);

    assertThat(violations).as(report.toString(StandardCharsets.UTF_8)).isZero();
  }
}
