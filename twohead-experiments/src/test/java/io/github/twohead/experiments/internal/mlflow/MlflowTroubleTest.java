package io.github.twohead.experiments.internal.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.experiments.Tracker;
import io.github.twohead.experiments.Tracker.Moment;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Servers that are away, slow, broken or something else. */
class MlflowTroubleTest extends MlflowRunFixture {
  @Test
  void should_train_on_while_the_server_is_away() throws IOException {
    String away;
    try (ServerSocket socket = new ServerSocket(0)) {
      away = "http://localhost:" + socket.getLocalPort();
    }

    try (Tracker tracker = tracker(away)) {
      train(tracker);
      tracker.ended(Ending.COMPLETED);
    }

    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(0)).contains(away, "cannot be reached").doesNotContain("s3cr3t");
    assertThat(warnings().get(1)).contains("4 parts of the run are not on " + away);
  }

  @Test
  void should_send_all_when_the_server_can_again() throws Exception {
    Set<String> failed = ConcurrentHashMap.newKeySet();
    stub.trouble =
        exchange -> {
          boolean first = failed.add(exchange.getRequestURI().getPath());
          if (first) {
            MlflowStub.answer(exchange, 500, "oh");
          }
          return first;
        };

    try (Tracker tracker = tracker(stub.address())) {
      train(tracker);
      tracker.ended(Ending.COMPLETED);
      stub.awaitMetrics(8);
      stub.trouble = exchange -> false;
    }

    assertThat(stub.curves()).hasSize(8);
    assertThat(stub.updates).hasSize(1);
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void should_leave_out_what_the_server_never_takes() throws Exception {
    stub.trouble =
        exchange -> {
          boolean file = exchange.getRequestMethod().equals("PUT");
          if (file) {
            MlflowStub.answer(exchange, 503, "no room");
          }
          return file;
        };

    try (Tracker tracker = tracker(stub.address())) {
      tracker.started(run());
      tracker.file(Files.writeString(folder.resolve("model.twohead"), "weights"));
      tracker.scalars(Moment.ofEpoch(NOON, 1, 1), Map.of("train/loss", 1.0));
      tracker.flush();
      stub.awaitMetrics(1);
      tracker.ended(Ending.COMPLETED);
    }

    assertThat(stub.curves()).containsOnly(entry("train/loss@1", "1.0"));
    assertThat(stub.updates).hasSize(1);
    assertThat(warnings().get(1)).contains("1 parts");
  }

  @Test
  void should_say_how_the_run_ended_although_an_upload_takes_too_long() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    stub.trouble =
        exchange -> {
          boolean file = exchange.getRequestMethod().equals("PUT");
          if (file) {
            awaitQuietly(over);
          }
          return file;
        };

    try (Tracker tracker = tracker(stub.address())) {
      tracker.started(run());
      tracker.file(Files.writeString(folder.resolve("model.twohead"), "weights"));
      tracker.ended(Ending.COMPLETED);
    }

    assertThat(stub.updates)
        .singleElement()
        .satisfies(update -> assertThat(update.get("status").getAsString()).isEqualTo("FINISHED"));
    over.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void should_give_up_a_server_that_is_not_mlflow() throws IOException {
    stub.trouble =
        exchange -> {
          MlflowStub.answer(exchange, 200, "<html>\nHello");
          return true;
        };

    try (Tracker tracker = tracker(stub.address())) {
      train(tracker);
      tracker.ended(Ending.COMPLETED);
    }

    assertThat(warnings().get(0)).contains("does not answer as MLflow does: <html> Hello");
  }

  @Test
  void should_close_although_the_server_never_answers() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    stub.trouble =
        exchange -> {
          awaitQuietly(over);
          return true;
        };

    try (Tracker tracker = tracker(stub.address())) {
      train(tracker);
      tracker.ended(Ending.COMPLETED);
      Thread.currentThread().interrupt();
    }

    assertThat(Thread.interrupted()).isTrue();
    assertThat(warnings()).hasSize(1);
    over.countDown();
  }

  @Test
  void should_read_no_answer_without_an_end() throws IOException {
    stub.trouble =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(new byte[1 << 16]);
          }
        };

    try (Tracker tracker = tracker(stub.address())) {
      train(tracker);
    }

    assertThat(warnings().get(0)).contains("does not answer as MLflow does");
  }

  @Test
  void should_keep_no_more_than_a_slow_server_can_take() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      Tracker tracker = tracker("http://localhost:" + silent.getLocalPort());
      tracker.started(run());
      for (int i = 0; i < 100; i++) {
        tracker.scalars(Moment.ofEpoch(NOON, 1, i), Map.of("train/loss", 1.0));
        tracker.flush();
      }
      tracker.close();
    }

    assertThat(warnings().get(0)).contains("102 parts"); // and the parameters, and the end
  }
}
