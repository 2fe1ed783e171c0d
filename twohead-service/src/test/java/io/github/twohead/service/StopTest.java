package io.github.twohead.service;

import static io.github.twohead.service.RunningService.jpeg;
import static io.github.twohead.service.RunningService.statusLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopTest {
  private static final byte[] PHOTO = jpeg(Color.RED);
  private static final String QUEUE = "twohead_queue_images";

  @Test
  void should_answer_what_it_took_before_it_stops() throws Exception {
    try (RunningService service = RunningService.start()) {
      service.hold();
      CompletableFuture<HttpResponse<String>> answer = service.sendAsync(service.predict(PHOTO));
      service.await(QUEUE, 1);

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> close(service.server));
      awaitRefusal(service);
      assertThat(stopped).isNotDone();
      service.release();

      assertThat(answer.join().statusCode()).isEqualTo(200);
      stopped.join();
    }
  }

  @Test
  void should_not_wait_for_connections_without_a_request_when_it_stops() throws Exception {
    try (RunningService service = RunningService.start(StopTest::wait);
        Socket asked = service.open(PHOTO.length)) {
      asked.getOutputStream().write(PHOTO);
      assertThat(statusLine(asked)).isEqualTo("HTTP/1.1 200 OK");

      assertThat(CompletableFuture.runAsync(() -> close(service.server)))
          .succeedsWithin(Duration.ofMinutes(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Expect: 100-continue\r\n"})
  void should_wait_for_the_rest_of_an_upload_when_it_stops(String header) throws Exception {
    try (RunningService service = RunningService.start(StopTest::wait);
        Socket silent = service.connect();
        Socket slow = service.open(PHOTO.length, header)) {
      if (!header.isEmpty()) {
        assertThat(statusLine(slow)).isEqualTo("HTTP/1.1 100 Continue");
      }
      slow.getOutputStream().write(PHOTO, 0, 10);
      service.await("twohead_upload_bytes", 10);

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> close(service.server));
      awaitEnd(silent);
      assertWaits(stopped);
      slow.getOutputStream().write(PHOTO, 10, PHOTO.length - 10);

      String line = statusLine(slow);
      while (!line.endsWith("HTTP/1.1 200 OK")) { // a blank line ends the 100
        line = statusLine(slow);
      }
      stopped.join();
    }
  }

  @Test
  void should_let_a_refused_sender_finish_when_it_stops() throws Exception {
    try (RunningService service =
            RunningService.start(
                limits -> {
                  wait(limits);
                  limits.totalBytes = 100;
                });
        Socket silent = service.connect();
        Socket refused = service.open(2 * PHOTO.length)) {
      refused.getOutputStream().write(PHOTO);
      assertThat(statusLine(refused)).isEqualTo("HTTP/1.1 503 Service Unavailable");

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> close(service.server));
      awaitEnd(silent);
      assertWaits(stopped);
      refused.getOutputStream().write(PHOTO);

      stopped.join();
    }
  }

  /** No time is up, however slow this machine is. */
  private static void wait(Limits limits) {
    limits.idleTime = Duration.ofHours(1);
    limits.uploadTime = Duration.ofHours(1);
    limits.stopTime = Duration.ofHours(1);
  }

  /** Is not done after as long as connections without a request have. */
  private static void assertWaits(CompletableFuture<Void> stopped) {
    assertThatThrownBy(() -> stopped.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
  }

  /** Waits until a connection without a request is closed. */
  private static void awaitEnd(Socket silent) throws IOException {
    silent.getInputStream().readAllBytes();
  }

  private static void close(PredictionServer server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until nobody can connect any more. */
  private static void awaitRefusal(RunningService service) {
    while (true) {
      try {
        service.open(0).close();
      } catch (IOException e) {
        return;
      }
    }
  }
}
