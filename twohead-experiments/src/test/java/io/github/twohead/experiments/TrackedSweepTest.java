package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Recipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trackers that a recipe names are told of every run of a sweep, and which sweep it is of. */
class TrackedSweepTest {
  @TempDir Path folder;

  private void sweep(Path files, SweepRunner runner) throws IOException {
    Recipe recipe = Recipe.read(TinyPhotos.recipe(folder));
    Sweep.of(recipe.with("tracking", List.of("tensorboard", "wandb")))
        .over("training.learning_rate", 1e-3, 1e-2)
        .runner(runner)
        .run(files);
  }

  /** The only file of a name's ending below a folder, each byte a letter. */
  private static String content(Path run, String ending) throws IOException {
    try (Stream<Path> all =
        Files.find(run, 4, (file, attributes) -> file.toString().endsWith(ending))) {
      List<Path> found = all.toList();
      assertThat(found).hasSize(1);
      return Files.readString(found.get(0), StandardCharsets.ISO_8859_1);
    }
  }

  private static void assertTracked(Path run, String name, String rate) throws IOException {
    assertThat(run.toFile().list()).anyMatch(file -> file.startsWith("events.out.tfevents."));
    assertThat(content(run, ".wandb"))
        .contains("2\u0005rates") // field 6, the group
        .contains("B\t" + name) // field 8, the name
        .contains("\"learning_rate\":" + rate)
        .contains("validation/screen/roc_auc");
  }

  @Test
  void should_tell_trackers_of_every_run() throws IOException {
    sweep(folder.resolve("rates"), SweepRunner.threads(1));

    assertTracked(folder.resolve("rates/001"), "rates/001", "0.001");
    assertTracked(folder.resolve("rates/002"), "rates/002", "0.01");
  }

  @Test
  void should_tell_them_the_same_of_runs_in_processes_of_their_own() throws IOException {
    sweep(folder.resolve("rates"), SweepRunner.processes(2));

    assertTracked(folder.resolve("rates/001"), "rates/001", "0.001");
    assertTracked(folder.resolve("rates/002"), "rates/002", "0.01");
  }
}
