package io.github.twohead.runtime.internal.data;

import static com.google.common.base.Preconditions.checkState;
import static io.github.twohead.runtime.internal.data.BatchLoaderTest.CHANGES;
import static io.github.twohead.runtime.internal.data.BatchLoaderTest.SIZE;
import static io.github.twohead.runtime.internal.data.BatchLoaderTest.shuffled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.twohead.djl.internal.augmentation.Augmenter;
import io.github.twohead.runtime.internal.data.BatchLoaderTest.Loading;
import io.github.twohead.runtime.internal.data.BatchLoaderTest.Pass;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the threads that fill batches do when a pass ends early or an image is slow. */
class BatchLoaderThreadsTest {
  @Test
  void should_leave_no_worker_writing_when_the_consumer_throws() throws Exception {
    try (Loading loading = new Loading(12, 4, 2)) {
      List<ByteBuffer> buffers = loading.buffers();
      AtomicInteger batches = new AtomicInteger();

      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  loading.shuffled(
                      batch -> {
                        loading.occupyWorkers();
                        checkState(batches.incrementAndGet() < 2, "enough");
                        return true;
                      }))
          .withMessage("enough");

      loading.assertIdle(buffers);
    }
  }

  @Test
  void should_stop_when_the_consumer_has_enough() throws Exception {
    try (Loading loading = new Loading(12, 4, 2)) {
      List<ByteBuffer> buffers = loading.buffers();
      AtomicInteger batches = new AtomicInteger();

      loading.shuffled(
          batch -> {
            loading.occupyWorkers();
            return batches.incrementAndGet() < 2;
          });

      assertThat(batches).hasValue(2);
      loading.assertIdle(buffers);
      Pass again = loading.pass(1L, new Augmenter(SIZE, CHANGES));
      assertThat(again.samePixels(shuffled(12, 4, 1, 1, CHANGES))).isTrue();
    }
  }

  @Test
  void should_throw_what_a_worker_threw() throws Exception {
    try (Loading loading = new Loading(8, 4, 2)) {
      BatchLoader.ItemWriter failing =
          (slot, random, batch, index) -> checkState(slot != 5, "no image 5");

      assertThatIllegalStateException()
          .isThrownBy(() -> loading.loader.inOrder(loading.data, failing, batch -> true))
          .withMessage("no image 5");
    }
  }

  @Test
  void should_fill_the_next_batch_while_a_slow_image_holds_one_up() throws Exception {
    try (Loading loading = new Loading(8, 4, 2)) {
      CountDownLatch next = new CountDownLatch(4);
      BatchLoader.ItemWriter slow =
          (slot, random, batch, index) -> {
            if (slot >= 4) {
              next.countDown();
            } else if (slot == 1) {
              // the other worker must fill the rest of this batch and all of the next one
              checkState(Uninterruptibles.awaitUninterruptibly(next, Duration.ofSeconds(20)));
            }
          };
      AtomicInteger batches = new AtomicInteger();

      loading.loader.inOrder(loading.data, slow, batch -> batches.incrementAndGet() > 0);

      assertThat(batches).hasValue(2);
    }
  }

  @Test
  void should_end_between_batches_when_interrupted_though_the_next_one_is_ready() throws Exception {
    try (Loading loading = new Loading(12, 4, 2)) {
      AtomicInteger batches = new AtomicInteger();

      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(
              () ->
                  loading.shuffled(
                      batch -> {
                        loading.awaitWorkers();
                        Thread.currentThread().interrupt();
                        return batches.incrementAndGet() > 0;
                      }));

      assertThat(batches).hasValue(1);
    } finally {
      Thread.interrupted();
    }
  }
}
