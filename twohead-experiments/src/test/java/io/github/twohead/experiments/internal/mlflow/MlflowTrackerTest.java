package io.github.twohead.experiments.internal.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.experiments.Tracker;
import io.github.twohead.experiments.Tracker.Moment;
import io.github.twohead.experiments.Tracker.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlflowTrackerTest extends MlflowRunFixture {
  @Test
  void should_tell_the_server_of_a_whole_run() throws IOException {
    Path model = Files.writeString(folder.resolve("model.twohead"), "weights");
    BufferedImage pixels = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);

    try (Tracker tracker = tracker(stub.address())) {
      train(tracker);
      tracker.pictures(
          Moment.ofEpoch(NOON, 2, 6),
          "validation/screen/errors",
          List.of(Picture.of("a.jpg", pixels)));
      tracker.file(model);
      tracker.ended(Ending.COMPLETED);
    }

    assertThat(stub.experiments).containsOnlyKeys("documents");
    assertThat(stub.runs).hasSize(1);
    assertThat(stub.runs.get(0).get("run_name").getAsString()).isEqualTo("first");
    assertThat(stub.runs.get(0).get("experiment_id").getAsString()).isEqualTo("7");
    assertThat(stub.runs.get(0).get("tags").toString())
        .contains("screen, other", "a, b", "{\"key\":\"group\",\"value\":\"rates\"}");
    assertThat(stub.params)
        .containsOnly(
            entry("training.epochs", "9"),
            entry("heads.screen.positive", "[2]"),
            entry("data.key", "${env:KEY}"),
            entry("project", "documents"),
            entry("tags", "[a, b]"));
    assertThat(stub.curves())
        .hasSize(8)
        .containsEntry("train/batch_loss@3", Double.toString(1.0 / 3))
        .containsEntry("validation/screen/f1@3", "NaN")
        .containsEntry("validation/screen/f1@6", "0.75");
    assertThat(stub.artifacts)
        .containsOnlyKeys(
            "7/2ab3/artifacts/validation/screen/errors/step_000006_1.png",
            "7/2ab3/artifacts/model.twohead");
    assertThat(stub.artifacts.get("7/2ab3/artifacts/model.twohead"))
        .isEqualTo("weights".getBytes(StandardCharsets.UTF_8));
    assertThat(stub.updates).hasSize(1);
    assertThat(stub.updates.get(0).get("status").getAsString()).isEqualTo("FINISHED");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void should_take_an_experiment_that_is_there() throws IOException {
    try (Tracker tracker = tracker(stub.address())) {
      train(tracker);
    }
    try (Tracker tracker = tracker(stub.address())) {
      train(tracker);
      tracker.ended(Ending.INTERRUPT);
    }

    assertThat(stub.requests.stream().filter("POST mlflow/experiments/create"::equals)).hasSize(1);
    assertThat(stub.runs).hasSize(2);
    assertThat(stub.updates.get(0).get("status").getAsString()).isEqualTo("FAILED");
    assertThat(stub.updates.get(1).get("status").getAsString()).isEqualTo("KILLED");
  }

  @Test
  void should_send_the_token_and_write_it_nowhere() throws IOException {
    stub.trouble =
        exchange -> {
          MlflowStub.answer(exchange, 401, "who is s3cr3t?\n");
          return true;
        };

    try (Tracker tracker = tracker(stub.address())) {
      train(tracker);
    }

    assertThat(stub.authorizations).isNotEmpty().containsOnly("Bearer s3cr3t");
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("answers 401: who is ***?")
        .doesNotContain("s3cr3t");
  }
}
