package io.github.twohead.djl.internal.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.TwoheadException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsDownloadTest {
  private static final DownloadListener NOBODY = (bytes, total) -> {};
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private final byte[] content = new byte[300_000];
  private FileServer server;
  private Path cache;
  private Path copy;

  @BeforeEach
  void serve() throws IOException {
    new Random(1).nextBytes(content);
    server = new FileServer(content);
    cache = folder.resolve("cache/twohead");
    copy = cache.resolve(server.name());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void should_download_once() throws IOException {
    assertThat(fetch(NOBODY)).isEqualTo(copy).hasBinaryContent(content);
    assertThat(fetch(NOBODY)).isEqualTo(copy);

    assertThat(server.requests()).isEqualTo(1);
    assertThat(cache).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
  }

  @Test
  void should_tell_the_thread_that_waits_how_far_it_is() {
    Thread waiting = Thread.currentThread();
    List<Long> seen = new ArrayList<>();

    fetch(
        (bytes, total) -> {
          assertThat(Thread.currentThread()).isSameAs(waiting);
          assertThat(total).isEqualTo(300_000);
          seen.add(bytes);
        });

    assertThat(seen).hasSizeGreaterThan(1).isSorted().doesNotHaveDuplicates().endsWith(300_000L);
  }

  @Test
  void should_download_a_file_whose_size_is_not_told() {
    List<Long> totals = new ArrayList<>();
    server.answer(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(content);
        });

    assertThat(fetch((bytes, total) -> totals.add(total))).hasBinaryContent(content);

    assertThat(totals).isNotEmpty().containsOnly(-1L);
  }

  @Test
  void should_take_a_copy_that_was_put_there_by_hand() throws IOException {
    Files.createDirectories(cache);
    Files.write(copy, content);
    server.close();

    assertThat(fetch(NOBODY)).isEqualTo(copy);

    assertThat(cache).isDirectoryNotContaining(file -> !file.equals(copy));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000, 300_000, 400_000})
  void should_replace_a_damaged_copy_and_what_an_interrupted_download_left(int size)
      throws IOException {
    Files.createDirectories(cache);
    byte[] damaged = Arrays.copyOf(content, size);
    if (size > 0) {
      damaged[size / 2]++;
    }
    Files.write(copy, damaged);
    Files.write(cache.resolve(server.name() + ".part"), damaged);

    assertThat(fetch(NOBODY)).hasBinaryContent(content);

    assertThat(server.requests()).isEqualTo(1);
    assertThat(cache).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
  }

  @Test
  void should_download_once_for_two_threads() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    answerAfter(started);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Path>> copies = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        copies.add(
            threads.submit(
                () -> {
                  started.countDown();
                  return fetch(NOBODY);
                }));
      }
      for (Future<Path> each : copies) {
        assertThat(each.get()).hasBinaryContent(content);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void should_download_once_for_two_processes() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    answerAfter(started);
    List<Process> processes = List.of(process(), process());
    try {
      for (Process process : processes) {
        BufferedReader out = process.inputReader();
        assertThat(out.readLine()).isEqualTo("fetching");
        started.countDown();
      }
      for (Process process : processes) {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }

    assertThat(copy).hasBinaryContent(content);
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void should_find_the_copy_on_an_interrupted_thread() throws IOException {
    Files.createDirectories(cache);
    Files.write(copy, content);

    Thread.currentThread().interrupt();
    Path found = fetch(NOBODY);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(found).isEqualTo(copy);
  }

  @Test
  void should_not_wait_for_another_threads_download_once_interrupted() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch downloading = new CountDownLatch(1);
    server.answer(
        exchange -> {
          downloading.countDown();
          Uninterruptibles.awaitUninterruptibly(done);
          server.send(exchange);
        });
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Path> first = threads.submit(() -> fetch(NOBODY));
      downloading.await();
      Future<?> second = threads.submit(this::assertInterrupted);
      second.get(1, TimeUnit.MINUTES);
      done.countDown();
      assertThat(first.get()).hasBinaryContent(content);
    } finally {
      done.countDown();
      threads.shutdownNow();
    }

    assertThat(server.requests()).isEqualTo(1);
  }

  private void assertInterrupted() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> fetch(NOBODY))
        .withMessageContaining("cannot be downloaded: the thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** Sends the file once both are there, and a second one would have asked for it too. */
  private void answerAfter(CountDownLatch started) {
    CountDownLatch requests = new CountDownLatch(2);
    server.answer(
        exchange -> {
          try {
            requests.countDown();
            started.await();
            requests.await(300, TimeUnit.MILLISECONDS); // there should be no second one
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          server.send(exchange);
        });
  }

  private Process process() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            DownloadingProcess.class.getName(),
            server.url().toString(),
            cache.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private Path fetch(DownloadListener listener) {
    URI url = server.url();
    return new WeightsDownload(url, cache, PATIENCE).fetch(listener);
  }
}
