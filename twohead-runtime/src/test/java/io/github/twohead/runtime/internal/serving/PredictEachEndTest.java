package io.github.twohead.runtime.internal.serving;

import static io.github.twohead.runtime.internal.serving.PredictEachTest.pixels;
import static io.github.twohead.runtime.internal.serving.PredictEachTest.predictor;
import static io.github.twohead.runtime.internal.serving.PredictEachTest.probability;
import static io.github.twohead.runtime.internal.serving.PredictEachTest.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.ImageSource;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.serving.PredictEachTest.Loaded;
import io.github.twohead.runtime.internal.serving.PredictEachTest.Loading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How streams of images end, and on whose threads they work. */
class PredictEachEndTest {
  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private static void waitForEver() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void should_drop_what_is_ahead_when_closed_and_leave_no_thread(int together) throws Exception {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    CountDownLatch blocked = new CountDownLatch(1);
    Loading endless =
        () -> {
          begun.incrementAndGet();
          blocked.countDown();
          try {
            waitForEver();
          } finally {
            ended.incrementAndGet();
          }
        };
    List<String> closed = new ArrayList<>();
    Stream<ImageSource> images =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> i < 16 ? pixels(i) : (ImageSource) new Loaded(i, endless))
            .onClose(() -> closed.add("images"));
    try (Predictor predictor = predictor(together)) {
      try (Stream<PredictionOutcome> outcomes = predictor.predictEach(images)) {
        assertThat(probability(outcomes.iterator().next())).isZero();
        blocked.await();
      }

      assertThat(closed).containsExactly("images");
      assertThat(begun.get()).isEqualTo(ended.get()).isPositive();
      awaitNoThread();
    }
  }

  /** Threads of others that wait for work end too. */
  private static void awaitNoThread() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("twohead-worker")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void should_throw_what_the_images_throw_after_all_before(int together) {
    Stream<ImageSource> images =
        IntStream.range(0, 50)
            .mapToObj(
                i -> {
                  if (i == 20) {
                    throw new UncheckedIOException(new IOException("connection lost"));
                  }
                  return pixels(i);
                });
    List<PredictionOutcome> read = new ArrayList<>();
    try (Predictor predictor = predictor(together);
        Stream<PredictionOutcome> outcomes = predictor.predictEach(images)) {
      assertThatThrownBy(() -> outcomes.forEach(read::add))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("connection lost");
    }
    assertThat(read).hasSize(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void should_end_when_its_reader_is_interrupted_but_finish_a_list(int together) {
    List<ImageSource> images = IntStream.range(0, 50).mapToObj(i -> pixels(i)).toList();
    try (Predictor predictor = predictor(together);
        Stream<PredictionOutcome> outcomes = predictor.predictEach(images.stream())) {
      Thread.currentThread().interrupt();

      List<Prediction> list = predictor.predict(images);
      assertThat(list).hasSize(50);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThatExceptionOfType(TwoheadException.class)
          .isThrownBy(outcomes::toList)
          .withMessage("prediction was interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void should_work_on_the_executor_that_it_is_given(int together) throws Exception {
    Set<String> names = ConcurrentHashMap.newKeySet();
    List<ImageSource> images = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      images.add(
          new Loaded(
              i,
              () -> {
                names.add(Thread.currentThread().getName());
                work();
              }));
    }
    ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "own"));
    try (Predictor predictor = predictor(together, Optional.of(own))) {
      assertThat(predictor.predict(images)).hasSize(100);
      assertThat(names).contains("own").isSubsetOf("own", Thread.currentThread().getName());

      // the only thread of the executor is the one that waits
      assertThat(own.submit(() -> predictor.predict(images)).get()).hasSize(100);

      own.shutdown();
      assertThat(predictor.predict(images)).hasSize(100);
    }
  }

  @Test
  void should_say_that_it_is_closed() {
    Predictor predictor = predictor(1);
    try (Stream<PredictionOutcome> outcomes = predictor.predictEach(Stream.of(pixels(1)))) {
      predictor.close();

      assertThatIllegalStateException()
          .isThrownBy(outcomes::toList)
          .withMessage("the predictor is closed");
    }
  }
}
