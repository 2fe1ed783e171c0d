package io.github.twohead.djl.internal.pretrained;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpExchange;
import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.TwoheadException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedDownloadTest {
  private static final DownloadListener NOBODY = (bytes, total) -> {};

  @TempDir private Path folder;

  private final byte[] content = new byte[300_000];
  private final CountDownLatch end = new CountDownLatch(1);
  private FileServer server;
  private Path cache;
  private Path copy;
  private Duration patience = Duration.ofSeconds(30);

  @BeforeEach
  void serve() throws IOException {
    new Random(1).nextBytes(content);
    server = new FileServer(content);
    cache = folder.resolve("cache");
    copy = cache.resolve(server.name());
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.close();
  }

  @Test
  void should_refuse_a_web_page_in_place_of_the_file() {
    byte[] page = "<html>Please sign in</html>".getBytes(StandardCharsets.UTF_8);
    server.answer(
        exchange -> {
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
        });

    // sha256sum of the page
    assertFails("login page: its SHA-256 starts with d4ee72c8f4, not " + digest());
  }

  @Test
  void should_refuse_a_file_of_another_digest() {
    byte[] changed = content.clone();
    changed[299_999]++;
    server.answer(
        exchange -> {
          exchange.sendResponseHeaders(200, changed.length);
          exchange.getResponseBody().write(changed);
        });

    assertFails("not " + digest());
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 403, 500, 204, 301})
  void should_tell_the_status_of_a_server_that_refuses(int status) {
    server.answer(exchange -> exchange.sendResponseHeaders(status, -1));

    assertFails("the server answered with status " + status);
  }

  /** Some JDKs notice it themselves; with others the count of bytes tells. */
  @ParameterizedTest
  @ValueSource(ints = {300_000, 0})
  void should_work_again_after_a_connection_was_cut(int told) {
    server.answer(
        exchange -> {
          exchange.sendResponseHeaders(200, told);
          exchange.getResponseBody().write(content, 0, 100_000);
          exchange.getResponseBody().flush();
          cut(exchange);
        });
    assertFails("");

    server.answer(server::send);

    assertThat(fetch(NOBODY)).hasBinaryContent(content);
    assertThat(server.requests()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 100_000})
  void should_not_wait_for_ever(int bytesBefore) {
    patience = Duration.ofMillis(200);
    server.answer(
        exchange -> {
          if (bytesBefore >= 0) {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytesBefore);
            exchange.getResponseBody().flush();
          }
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });

    assertFails("the server does not answer");
  }

  @Test
  void should_tell_that_nobody_listens() {
    server.close();

    assertFails("Connection refused");
  }

  @Test
  void should_not_ask_when_djl_is_offline() {
    System.setProperty("ai.djl.offline", "true");
    try {
      assertFails("offline");
    } finally {
      System.clearProperty("ai.djl.offline");
    }
    assertThat(server.requests()).isZero();
  }

  @Test
  void should_tell_that_the_cache_is_no_folder() throws IOException {
    Files.writeString(cache, "a file");

    assertFails(cache.toString());

    assertThat(cache).hasContent("a file");
  }

  @Test
  void should_tell_that_a_folder_is_in_the_way() throws IOException {
    Files.createDirectories(copy.resolve("not_empty"));

    assertFails("DJL_CACHE_DIR");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void should_tell_that_the_disk_is_full() throws IOException {
    Files.createDirectories(cache);
    Files.createSymbolicLink(cache.resolve(server.name() + ".part"), Path.of("/dev/full"));

    assertFails("No space left on device");
  }

  @Test
  void should_end_when_the_thread_is_interrupted() {
    assertFails("interrupted", (bytes, total) -> Thread.currentThread().interrupt());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(fetch(NOBODY)).hasBinaryContent(content);
  }

  @Test
  void should_keep_nothing_when_the_listener_fails() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                fetch(
                    (bytes, total) -> {
                      throw new IllegalStateException("enough");
                    }))
        .withMessage("enough");

    assertNothingKept();
    assertThat(fetch(NOBODY)).hasBinaryContent(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"net.pth", "net-.pth", "net-12345.pth", "net-f707e7126g.pth", ""})
  void should_refuse_an_address_without_a_digest(String name) {
    URI url = URI.create("http://localhost/models/" + name);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightsDownload(url, cache, patience))
        .withMessageContaining(url.toString());
  }

  private static void cut(HttpExchange exchange) throws IOException {
    throw new IOException("the connection to " + exchange.getRemoteAddress() + " is cut");
  }

  private String digest() {
    return server.name().substring(4, 14);
  }

  private Path fetch(DownloadListener listener) {
    return new WeightsDownload(server.url(), cache, patience).fetch(listener);
  }

  private void assertFails(String reason) {
    assertFails(reason, NOBODY);
  }

  private void assertFails(String reason, DownloadListener listener) {
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(() -> fetch(listener))
        .withMessageStartingWith(server.url() + " cannot be downloaded: ")
        .withMessageContaining(reason)
        .withMessageEndingWith(
            "Try again, or download it on another machine and either put it at "
                + copy
                + " or name it with weights(Path)")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Exception", "null"));
    assertNothingKept();
  }

  private void assertNothingKept() {
    assertThat(Files.isRegularFile(copy)).isFalse();
    assertThat(Files.exists(cache.resolve(server.name() + ".part"), NOFOLLOW_LINKS)).isFalse();
  }
}
