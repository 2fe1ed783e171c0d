package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.twohead.SystemReport.Finding;
import io.github.twohead.SystemReport.Section;
import io.github.twohead.SystemReport.State;
import io.github.twohead.spi.Examiner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemReportTest {
  private static final Finding SAVED =
      Finding.of(Section.PREDICTION, State.FINE, "saved models", "PyTorch");
  private static final Finding TRAINED =
      Finding.of(Section.TRAINING, State.BROKEN, "self-test", "no memory");
  private static final Finding SYSTEM =
      Finding.of(Section.PLATFORM, State.NOTE, "operating system", "Linux");

  @Test
  void should_tell_sections_in_their_order() {
    SystemReport report = SystemReport.of(List.of(TRAINED, SAVED, SYSTEM));

    assertThat(report)
        .hasToString(
            """
            platform
              operating system: Linux

            prediction
              saved models: PyTorch

            training
              self-test: BROKEN, no memory
            """);
    assertThat(report.findings())
        .extracting(Finding::name)
        .containsExactly("operating system", "saved models", "self-test");
  }

  @Test
  void should_be_able_to_do_what_was_found_fine() {
    SystemReport report = SystemReport.of(List.of(TRAINED, SAVED, SYSTEM));

    assertThat(report.predicts()).isTrue();
    assertThat(report.trains()).isFalse();
    assertThat(SystemReport.of(List.of(SYSTEM)).predicts()).isFalse();
  }

  /** Of an engine that can train, and nothing else. */
  public static final class FakeExaminer implements Examiner {
    /** Called by the service loader. */
    public FakeExaminer() {}

    @Override
    public List<Finding> examine() {
      return List.of(Finding.of(Section.TRAINING, State.FINE, "self-test", "learned"));
    }
  }

  @Test
  void should_ask_the_engines_of_an_application_that_shares_this_module(@TempDir Path folder)
      throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(FakeEngine.loader(folder, FakeExaminer.class, Examiner.class));

      SystemReport report = SystemReport.examine();

      assertThat(report.trains()).isTrue();
      assertThat(report.predicts()).isFalse();
      assertThat(report.findings())
          .extracting(finding -> finding.section().title(), Finding::text)
          .endsWith(tuple("training", "learned"))
          .hasSize(2);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void should_say_what_to_add_where_no_engine_is_there() {
    SystemReport report = SystemReport.examine();

    assertThat(report.predicts()).isFalse();
    assertThat(report.trains()).isFalse();
    assertThat(report.toString())
        .contains("prediction\n  an engine: MISSING, none is on the class path")
        .contains("add io.github.twohead:twohead-runtime for .tflite and .onnx files")
        .contains("training\n  an engine: MISSING")
        .contains("add io.github.twohead:twohead-djl");
  }

  @Test
  void should_leave_the_user_out() {
    assertThat(SystemReport.anonymous("/home/ann/.djl.ai, 3 MiB", "/home/ann", "ann"))
        .isEqualTo("~/.djl.ai, 3 MiB");
    assertThat(SystemReport.anonymous("C:\\Users\\Ann B\\x", "C:\\Users\\Ann B", "Ann B"))
        .isEqualTo("~\\x");
    assertThat(SystemReport.anonymous("C:/Users/Ann B/x", "C:\\Users\\Ann B", "Ann B"))
        .isEqualTo("~/x");
    assertThat(SystemReport.anonymous("/data/ann/cache and /data/anna", "/root", "ann"))
        .isEqualTo("/data/USER/cache and /data/anna");
    assertThat(SystemReport.anonymous("a/b", "/", "")).isEqualTo("a/b");
  }

  @Test
  void should_leave_the_user_out_of_findings() {
    String home = System.getProperty("user.home");

    SystemReport report =
        SystemReport.of(List.of(Finding.of(Section.CACHES, State.FINE, "DJL", home + "/.djl.ai")));

    assertThat(report.toString()).contains("DJL: ~/.djl.ai").doesNotContain(home);
  }
}
