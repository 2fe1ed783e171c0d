package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.experiments.RunFolder.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final String RESULT =
      """
      {"state": "completed", "error": "", "epochs": 1, "best_epoch": 1, "seconds": 1,
       "best_by": "screen F1", "validation": {"loss": 0.5, "screen/f1": 0.75}, "test": {}}
      """;

  @TempDir Path folder;

  @CanIgnoreReturnValue
  private RunFolder run(String name, String recipe, String result) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Files.writeString(own.resolve("recipe.yaml"), recipe);
    if (!result.isEmpty()) {
      Files.writeString(own.resolve("result.json"), result);
    }
    return RunFolder.open(own);
  }

  @Test
  void should_list_a_damaged_run_among_others() throws IOException {
    run("a", "version: 1\n", RESULT);
    run("b", "version: 1\n", "{\"state\": ");
    run("c", "version: 1\n", "{\"state\": \"lost\"}");

    List<RunFolder> runs = RunFolder.list(folder);

    assertThat(runs)
        .extracting(RunFolder::state)
        .containsExactly(State.COMPLETED, State.DAMAGED, State.DAMAGED);
    assertThat(RunTable.list(runs, folder).lines().toList().get(2)).matches("b +damaged");
  }

  @Test
  void should_order_runs_by_their_numbers() throws IOException {
    for (String number : List.of("1000", "101", "002")) {
      run("sweep/" + number, "version: 1\n", "");
    }

    assertThat(RunFolder.list(folder))
        .extracting(RunFolder::name)
        .containsExactly("002", "101", "1000");
  }

  @Test
  void should_compare_runs_without_the_environment_that_they_name() throws IOException {
    String recipe =
        "version: 1\ndata: {train: '${env:TWOHEAD_NOT_SET}'}\ntraining: {epochs: %d, seed: 1}\n";
    RunFolder one = run("one", recipe.formatted(3), RESULT);
    RunFolder other = run("other", recipe.formatted(4), RESULT);

    List<String> lines = RunTable.compare(List.of(one, other), folder).lines().toList();

    assertThat(lines.get(1)).matches("training.epochs +3 +4");
    assertThat(lines.get(2)).matches("state +completed +completed");
  }

  @Test
  void should_write_nothing_where_it_looks() throws IOException {
    RunFolder planned = run("a", "version: 1\n", "");

    assertThat(planned.state()).isEqualTo(State.PLANNED);
    assertThat(folder.resolve("a/.lock")).doesNotExist();
  }
}
