package io.github.twohead.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrefetchTest {
  private final Workers workers = new Workers(2);

  @AfterEach
  void stop() {
    Thread.interrupted();
    workers.close();
  }

  @Test
  void should_give_results_in_order() throws Exception {
    try (Prefetch<Integer> ahead = new Prefetch<>(workers)) {
      for (int i = 0; i < 100; i++) {
        int number = i;
        ahead.add(() -> number);
      }

      List<Integer> results = new ArrayList<>();
      while (ahead.size() > 0) {
        results.add(ahead.take());
      }

      assertThat(results).hasSize(100).isSorted().doesNotHaveDuplicates();
    }
  }

  static Stream<Executor> lazy() {
    Executor never = task -> {};
    Executor refusing =
        task -> {
          throw new RejectedExecutionException();
        };
    return Stream.of(never, refusing, Runnable::run);
  }

  @ParameterizedTest
  @MethodSource("lazy")
  void should_do_what_nobody_has_begun(Executor executor) throws Exception {
    try (Prefetch<Thread> ahead = new Prefetch<>(executor)) {
      ahead.add(Thread::currentThread);
      ahead.add(Thread::currentThread);

      assertThat(ahead.take()).isEqualTo(Thread.currentThread());
      assertThat(ahead.take()).isEqualTo(Thread.currentThread());
    }
  }

  @Test
  void should_throw_what_the_work_threw_and_go_on() throws Exception {
    try (Prefetch<Integer> ahead = new Prefetch<>(workers)) {
      ahead.add(
          () -> {
            throw new IllegalStateException("broken");
          });
      ahead.add(() -> 2);

      assertThatIllegalStateException().isThrownBy(ahead::take).withMessage("broken");
      assertThat(ahead.take()).isEqualTo(2);
    }
  }

  @Test
  void should_keep_work_when_interrupted() throws Exception {
    try (Prefetch<Integer> ahead = new Prefetch<>(workers)) {
      ahead.add(() -> 1);
      Thread.currentThread().interrupt();

      assertThatExceptionOfType(InterruptedException.class).isThrownBy(ahead::take);
      assertThat(ahead.take()).isEqualTo(1);
    }
  }

  @Test
  void should_drop_and_interrupt_work_when_closed() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    AtomicInteger told = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    Prefetch<Integer> ahead = new Prefetch<>(workers);
    for (int i = 0; i < 2; i++) {
      ahead.add(
          () -> {
            begun.countDown();
            try {
              new CountDownLatch(1).await(); // for ever
            } catch (InterruptedException e) {
              told.incrementAndGet();
            }
            return 1;
          });
    }
    for (int i = 0; i < 10; i++) {
      ahead.add(done::incrementAndGet);
    }
    begun.await();

    ahead.close();

    assertThat(told).hasValue(2);
    assertThat(done).hasValue(0);
    assertThat(ahead.size()).isZero();
    try (Prefetch<Boolean> next = new Prefetch<>(workers)) {
      next.add(() -> Thread.currentThread().isInterrupted());
      assertThat(next.take()).isFalse();
    }
  }
}
