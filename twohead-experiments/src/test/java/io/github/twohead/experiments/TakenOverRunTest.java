package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.Recipe;
import io.github.twohead.experiments.SweepRunner.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are done by what their program says, as another machine does them. */
class TakenOverRunTest {
  @TempDir Path folder;

  private SweepTable sweep(SweepRunner runner) throws IOException {
    return Sweep.of(Recipe.read(TinyPhotos.recipe(folder)))
        .over("training.learning_rate", 1e-3, 1e-2)
        .runner(runner)
        .run(folder.resolve("sweep"));
  }

  @Test
  void should_do_runs_and_what_earlier_tries_left_of_them() throws IOException {
    SweepRunner elsewhere =
        (tasks, ended) -> {
          tasks.forEach(
              task -> {
                write(task.folder().resolve("log.txt"), "killed");
                Task.of(task.program()).run();
                ended.accept(task);
              });
        };

    SweepTable table = sweep(elsewhere);

    assertThat(table.rows())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.result().error()).isEmpty())
        .allSatisfy(row -> assertThat(row.folder().resolve("log.txt")).content().contains("epoch"));
  }

  @Test
  void should_leave_a_run_alone_that_has_ended() throws IOException {
    SweepRunner twice =
        (tasks, ended) -> {
          for (Task task : tasks) {
            Task.of(task.program()).run();
            write(task.folder().resolve("log.txt"), "heard of");
            Task.of(task.program()).run();
            ended.accept(task);
          }
        };

    SweepTable table = sweep(twice);

    assertThat(table.rows())
        .allSatisfy(row -> assertThat(row.folder().resolve("log.txt")).hasContent("heard of"));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void should_refuse_what_is_no_program() {
    assertThatThrownBy(() -> Task.of(List.of("java", "-version")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("program must be what program() says, but is [java, -version]");
  }
}
