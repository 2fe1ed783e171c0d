package io.github.twohead.service;

import static io.github.twohead.service.RunningService.jpeg;
import static io.github.twohead.service.RunningService.json;
import static io.github.twohead.service.RunningService.statusLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final byte[] PHOTO = jpeg(Color.RED);
  private static final String QUEUE = "twohead_queue_images";

  @Test
  void should_answer_requests_together_that_come_together() throws Exception {
    try (RunningService service = RunningService.start(limits -> limits.batch = 4)) {
      double plain = service.predictor.predict(PHOTO).head("red").probability();
      service.hold();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      answers.add(service.sendAsync(service.predict(PHOTO)));
      service.await("twohead_queue_images", 1);
      for (int i = 0; i < 7; i++) {
        answers.add(service.sendAsync(service.predict(PHOTO)));
      }
      service.await(QUEUE, 8);

      service.release();

      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(
                json(answer.join())
                    .getAsJsonObject("heads")
                    .getAsJsonObject("red")
                    .get("probability")
                    .getAsDouble())
            .isEqualTo(plain);
      }
      assertThat(service.metric("twohead_batch_images_sum")).isEqualTo(8);
      assertThat(service.metric("twohead_batch_images_count")).isLessThanOrEqualTo(4);
      assertThat(service.metric("twohead_batch_images_max")).isEqualTo(4);
      assertThat(service.metric(QUEUE)).isZero();
    }
  }

  @Test
  void should_refuse_at_once_what_the_queue_cannot_hold() throws Exception {
    try (RunningService service = RunningService.start(limits -> limits.queue = 2)) {
      service.hold();
      CompletableFuture<HttpResponse<String>> first = service.sendAsync(service.predict(PHOTO));
      service.await(QUEUE, 1);

      HttpResponse<String> two = service.send(service.form(PHOTO, PHOTO));
      CompletableFuture<HttpResponse<String>> second = service.sendAsync(service.predict(PHOTO));
      service.await(QUEUE, 2);
      HttpResponse<String> busy = service.get("/health");
      try (Socket unread = service.open(PHOTO.length)) {
        assertThat(statusLine(unread)).isEqualTo("HTTP/1.1 503 Service Unavailable");
        unread.getOutputStream().write(PHOTO); // is not cut off, and may ask again
        service.release();
        service.await(QUEUE, 0);
        unread.getOutputStream().write(RunningService.head(PHOTO.length));
        unread.getOutputStream().write(PHOTO);
        String line = statusLine(unread);
        while (!line.endsWith("HTTP/1.1 200 OK")) { // of the first answer are headers and a body
          line = statusLine(unread);
        }
      }

      assertThat(two.statusCode()).isEqualTo(503);
      assertThat(two.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(busy.statusCode()).isEqualTo(503);
      assertThat(service.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(first.join().statusCode()).isEqualTo(200);
      assertThat(second.join().statusCode()).isEqualTo(200);
      assertThat(service.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void should_not_let_a_slow_sender_hinder_others() throws Exception {
    try (RunningService service = RunningService.start();
        Socket slow = service.open(PHOTO.length)) {
      for (byte one : PHOTO) {
        slow.getOutputStream().write(one);
        if (one == 0) {
          assertThat(service.get("/health").statusCode()).isEqualTo(200);
        }
      }

      assertThat(statusLine(slow)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void should_answer_while_more_senders_are_slow_than_there_are_threads() throws Exception {
    try (RunningService service = RunningService.start()) {
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        slow.add(service.open(PHOTO.length));
        slow.get(i).getOutputStream().write(PHOTO[0]);
      }
      service.await("twohead_upload_bytes", 400);

      assertThat(service.send(service.predict(PHOTO)).statusCode()).isEqualTo(200);
      for (Socket socket : slow) {
        socket.close();
      }
      service.await("twohead_upload_bytes", 0);
    }
  }

  @Test
  void should_give_up_on_a_sender_who_takes_too_long() throws Exception {
    try (RunningService service =
            RunningService.start(limits -> limits.uploadTime = Duration.ofMillis(300));
        Socket slow = service.open(10_000_000)) {
      while (slow.getInputStream().available() == 0) {
        slow.getOutputStream().write(0);
      }

      assertThat(statusLine(slow)).isEqualTo("HTTP/1.1 408 Request Timeout");
    }
  }

  @Test
  void should_give_up_on_a_sender_who_falls_silent_but_not_on_one_who_waits() throws Exception {
    try (RunningService service =
            RunningService.start(limits -> limits.idleTime = Duration.ofSeconds(1));
        Socket waiting = service.open(PHOTO.length);
        Socket silent = service.open(PHOTO.length)) {
      service.hold();
      waiting.getOutputStream().write(PHOTO);
      service.await(QUEUE, 1);
      silent.getOutputStream().write(PHOTO, 0, 10); // is given up meanwhile
      assertThat(statusLine(silent)).isEqualTo("HTTP/1.1 408 Request Timeout");
      service.release();

      assertThat(statusLine(waiting)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void should_give_up_on_a_head_that_takes_too_long() throws Exception {
    ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();
    try (RunningService service =
            RunningService.start(limits -> limits.uploadTime = Duration.ofSeconds(1));
        Socket slow = service.connect()) {
      slow.getOutputStream()
          .write(RunningService.text("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      assertThat(statusLine(slow)).isEqualTo("HTTP/1.1 200 OK"); // only what follows is slow

      slow.getOutputStream().write(RunningService.text("GET /health HTTP/1.1\r\nX: "));
      Future<?> dripping =
          drops.scheduleWithFixedDelay(() -> drip(slow), 0, 50, TimeUnit.MILLISECONDS);
      assertThatThrownBy(() -> dripping.get(1, TimeUnit.MINUTES))
          .hasCauseInstanceOf(UncheckedIOException.class);
    } finally {
      drops.shutdownNow();
    }
  }

  private static void drip(Socket slow) {
    try {
      slow.getOutputStream().write('x');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void should_let_connections_wait_that_are_too_many() throws Exception {
    try (RunningService service = RunningService.start(limits -> limits.connections = 5)) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        silent.add(service.open(PHOTO.length));
      }
      try (Socket next = service.open(PHOTO.length)) {
        next.getOutputStream().write(PHOTO);
        next.setSoTimeout(2_000);

        assertThatThrownBy(() -> statusLine(next)).isInstanceOf(SocketTimeoutException.class);
        next.setSoTimeout(60_000);
        silent.remove(0).close();
        assertThat(statusLine(next)).isEqualTo("HTTP/1.1 200 OK");
      }
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void should_hold_no_more_bytes_than_it_may() throws Exception {
    try (RunningService service =
            RunningService.start(
                limits -> {
                  limits.totalBytes = 1000;
                  limits.uploadTime = Duration.ofHours(1);
                  limits.idleTime = Duration.ofHours(1);
                });
        Socket much = service.open(10_000)) {
      much.getOutputStream().write(new byte[1001]);

      assertThat(statusLine(much)).isEqualTo("HTTP/1.1 503 Service Unavailable");
      service.await("twohead_upload_bytes", 0); // though the rest may come still
    }
  }

  @Test
  void should_forget_a_sender_who_is_gone() throws Exception {
    try (RunningService service = RunningService.start()) {
      try (Socket gone = service.open(PHOTO.length)) {
        gone.getOutputStream().write(PHOTO, 0, 10);
        service.await("twohead_upload_bytes", 10);
      }

      service.await("twohead_upload_bytes", 0);
      assertThat(service.send(service.predict(PHOTO)).statusCode()).isEqualTo(200);
    }
  }
}
