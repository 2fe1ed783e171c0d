package io.github.twohead.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/sweeps.md. */
class SweepsGuideTest {
  @TempDir Path temporary;
  private Path file;

  @BeforeEach
  void draw() throws IOException {
    file = TinyPhotos.recipe(temporary);
  }

  @Test
  void should_run_as_the_guide_says() {
    Path runs = temporary.resolve("runs");
    // guide begins
    Recipe recipe = Recipe.read(file); // documents.yaml
    Experiment.Run run = Experiment.of(recipe).runs(runs).name("first").run();
    System.out.println(run.folder().path() + ": " + run.report());
    // guide ends

    assertThat(run.folder().path()).startsWith(runs).endsWith(Path.of("first"));
  }

  @Test
  void should_sweep_as_the_guide_says() {
    Path folder = temporary.resolve("sweep");
    // guide begins
    SweepTable table =
        Sweep.of(Recipe.read(file))
            .over("training.learning_rate", SweepValues.logInterval(1e-4, 1e-1))
            .seeds(1, 2)
            .sampler(SweepSampler.halving(SweepSampler.random(3, 1)))
            .runner(SweepRunner.threads(2))
            .run(folder);
    System.out.println(table);
    table.best().ifPresent(best -> System.out.println(best.folder() + ": " + best.settings()));
    // guide ends

    assertThat(table.rows()).hasSize(6); // one epoch leaves nothing to halve
    assertThat(table.best()).isPresent();
  }
}
