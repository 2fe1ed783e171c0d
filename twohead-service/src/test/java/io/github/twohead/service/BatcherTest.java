package io.github.twohead.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.ImageSource.EncodedImage;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.service.Batcher.OverloadedException;
import java.awt.Color;
import java.lang.Thread.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatcherTest {
  private static final List<SizedImage> ONE = sized(1);

  private final AtomicLong clock = new AtomicLong();

  private static List<SizedImage> sized(long pixels) {
    byte[] encoded = RunningService.jpeg(Color.RED);
    return List.of(new SizedImage(new EncodedImage("photo", encoded), pixels));
  }

  /** An image takes 50 seconds of the clock, once the test lets it begin. */
  private final Semaphore begun = new Semaphore(0);

  private final Semaphore allowed = new Semaphore(0);
  private final Metrics metrics = new Metrics();
  private MultiHeadPredictor predictor;
  private Batcher batcher;

  @BeforeEach
  void start() {
    start(Duration.ofSeconds(100), 1);
  }

  /**
   * A latency counts on two clocks: to refuse at once on the test's, to refuse later on a real one.
   */
  private void start(Duration latency, int batch) {
    Limits limits = new Limits();
    limits.latency = latency;
    limits.batch = batch;
    limits.batchDelay = Duration.ofHours(1);
    limits.stopTime = Duration.ofMillis(300);
    predictor = MultiHeadPredictor.builder().executor(this::takeLong).open(RunningService.MODEL);
    batcher = new Batcher(predictor, limits, metrics, clock::get);
  }

  private void takeLong(Runnable task) {
    begun.release();
    allowed.acquireUninterruptibly();
    clock.addAndGet(Duration.ofSeconds(50).toNanos());
    task.run();
  }

  @AfterEach
  void stop() {
    allowed.release(1000);
    batcher.close();
    allowed.drainPermits();
    predictor.close();
    metrics.close();
  }

  private void answerOne() {
    CompletableFuture<List<PredictionOutcome>> answer = batcher.submit(ONE);
    allowed.release();
    answer.join();
  }

  @Test
  void should_refuse_at_once_what_would_wait_too_long() throws Exception {
    answerOne();
    awaitEmpty();
    begun.drainPermits();

    CompletableFuture<?> now = batcher.submit(ONE);
    begun.acquire();
    CompletableFuture<?> next = batcher.submit(ONE);
    CompletableFuture<?> afterNext = batcher.submit(ONE); // two are ahead, 50 seconds each
    CompletableFuture<?> tooMany = batcher.submit(ONE);

    assertThat(now).isNotDone();
    assertThat(next).isNotDone();
    assertThat(afterNext).isNotDone();
    assertThatThrownBy(tooMany::join).hasCauseInstanceOf(OverloadedException.class);
    assertThat(batcher.hasRoom()).isFalse();
  }

  @Test
  void should_refuse_at_once_what_waits_for_large_images() throws Exception {
    answerOne();
    awaitEmpty();
    begun.drainPermits();

    CompletableFuture<?> large = batcher.submit(sized(15_000_000)); // four times as much work
    begun.acquire();

    assertThat(large).isNotDone();
    assertThat(batcher.hasRoom()).isFalse();
  }

  @Test
  void should_refuse_at_once_while_a_batch_takes_too_long() throws Exception {
    CompletableFuture<?> first = batcher.submit(ONE); // nobody knows yet how long it takes
    begun.acquire();
    boolean before = batcher.hasRoom();
    clock.addAndGet(Duration.ofSeconds(101).toNanos());

    assertThat(first).isNotDone();
    assertThat(before).isTrue();
    assertThat(batcher.hasRoom()).isFalse();
  }

  @Test
  void should_refuse_in_time_what_it_took_too_hopefully() throws Exception {
    stop();
    start(Duration.ofMillis(200), 1);
    CompletableFuture<?> first = batcher.submit(ONE);
    begun.acquire();
    CompletableFuture<?> waits = batcher.submit(ONE);

    assertThatThrownBy(() -> waits.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(OverloadedException.class);
    assertThat(first).isNotDone();
    assertThat(batcher.ahead()).isEqualTo(1);
  }

  @Test
  void should_answer_no_more_pixels_together_than_an_upload_may_have() throws Exception {
    stop();
    start(Duration.ofSeconds(100), 2);
    CompletableFuture<?> first = batcher.submit(sized(20_000_000));
    CompletableFuture<?> second = batcher.submit(sized(20_000_000));
    allowed.release();

    first.get(20, TimeUnit.SECONDS);
    assertThat(second).isNotDone();
    assertThat(batcher.ahead()).isEqualTo(1);
  }

  @Test
  void should_not_wait_for_a_batch_that_never_ends_and_refuse_what_comes_then() throws Exception {
    CompletableFuture<?> running = batcher.submit(ONE);
    begun.acquire();
    CompletableFuture<?> waits = batcher.submit(ONE);

    batcher.close();

    assertThat(running).isNotDone();
    assertThatThrownBy(waits::join).hasCauseInstanceOf(OverloadedException.class);
    assertThatThrownBy(() -> batcher.submit(ONE).join())
        .hasCauseInstanceOf(OverloadedException.class);
  }

  @Test
  void should_answer_a_batch_that_waits_for_others_when_it_is_closed() throws Exception {
    stop();
    start(Duration.ofSeconds(100), 2);
    CompletableFuture<?> taken = batcher.submit(ONE);
    awaitTaken();
    allowed.release();

    batcher.close();

    assertThat(taken.get(20, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void should_take_an_image_that_has_to_wait_for_none() throws Exception {
    CompletableFuture<?> slow = batcher.submit(ONE);
    begun.acquire();
    clock.addAndGet(Duration.ofHours(1).toNanos());
    allowed.release();
    slow.join();
    awaitEmpty();

    assertThat(batcher.hasRoom()).isTrue();
  }

  /** Waits until the batcher knows how long the last image took. */
  private void awaitEmpty() {
    while (metrics.scrape().contains("twohead_batch_images_count 0")) {
      Thread.onSpinWait();
    }
  }

  /** Waits until the thread of the batcher has an image and waits for others. */
  private static void awaitTaken() {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(
            thread ->
                thread.getName().equals("batcher") && thread.getState() == State.TIMED_WAITING)) {
      Thread.onSpinWait();
    }
  }
}
