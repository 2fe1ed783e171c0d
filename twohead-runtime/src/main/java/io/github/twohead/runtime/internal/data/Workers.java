package io.github.twohead.runtime.internal.data;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that decode, augment and predict; joined when closed. They end by themselves when
 * there is nothing to do for a while, and start again.
 */
public final class Workers implements Executor, AutoCloseable {
  private static final int IDLE_SECONDS = 1;

  private final int count;
  private final ExecutorService pool;

  /** As many as there are cores. */
  public Workers() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /** Starts threads as they are needed. */
  public Workers(int count) {
    this.count = count;
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "twohead-worker-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    pool = threads;
  }

  /** The number of threads. */
  public int count() {
    return count;
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  <T> Future<T> submit(Callable<T> task) {
    return pool.submit(task);
  }

  /** Waits for a task; throws what it threw. */
  static <T> T result(Future<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e);
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
