package io.github.twohead.djl.internal.data;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The threads that decode and augment; joined when closed. */
public final class Workers implements AutoCloseable {
  private final int count;
  private final ExecutorService pool;

  /** Starts threads as they are needed. */
  public Workers(int count) {
    this.count = count;
    pool =
        Executors.newFixedThreadPool(
            count,
            new ThreadFactoryBuilder().setNameFormat("twohead-worker-%d").setDaemon(true).build());
  }

  /** The number of threads. */
  public int count() {
    return count;
  }

  <T> Future<T> submit(Callable<T> task) {
    return pool.submit(task);
  }

  /** Waits for a task; throws what it threw. */
  static <T> T result(Future<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.DAYS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
