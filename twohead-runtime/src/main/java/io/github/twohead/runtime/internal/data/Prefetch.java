package io.github.twohead.runtime.internal.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that other threads do ahead of its user, who takes the results in order. What no thread has
 * begun when it is wanted, the user's own thread does: an executor may be busy, refuse work, or
 * wait for this very result. Belongs to one thread.
 *
 * @param <R> what comes out
 */
public final class Prefetch<R> implements AutoCloseable {
  private final Executor executor;
  private final Deque<Task<R>> tasks = new ArrayDeque<>();

  /** Gives work to an executor, whose owner it is not. */
  public Prefetch(Executor executor) {
    this.executor = executor;
  }

  /** How many results can be taken. */
  public int size() {
    return tasks.size();
  }

  /** Begins some work as soon as a thread is free. */
  public void add(Supplier<R> work) {
    Task<R> task = new Task<>(work);
    tasks.add(task);
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // whoever takes it does it
    }
  }

  /**
   * Waits for the oldest work; throws what it threw. When interrupted, the work stays.
   *
   * @throws InterruptedException if this thread is interrupted
   */
  public R take() throws InterruptedException {
    Task<R> oldest = tasks.element();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    oldest.run();
    oldest.ended.await();
    tasks.remove();
    return oldest.result();
  }

  /** Drops what is left, and waits until no thread is at it any more; such threads are told. */
  @Override
  public void close() {
    // the newest first: a thread that is free again finds nothing to begin
    tasks.descendingIterator().forEachRemaining(Task::cancel);
    boolean interrupted = false;
    while (!tasks.isEmpty()) {
      try {
        tasks.element().ended.await();
        tasks.remove();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Work that is done once, by whichever thread is first, or dropped before. */
  private static final class Task<R> implements Runnable {
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Null once somebody has it. */
    private @Nullable Supplier<R> work;

    private @Nullable Thread worker;
    private boolean interrupted;
    private @Nullable R result;
    private @Nullable Throwable failure;

    Task(Supplier<R> work) {
      this.work = work;
    }

    @Override
    public void run() {
      Supplier<R> mine = begin();
      if (mine == null) {
        return;
      }
      try {
        result = mine.get();
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        end();
        ended.countDown();
      }
    }

    private synchronized @Nullable Supplier<R> begin() {
      Supplier<R> mine = work;
      work = null;
      worker = mine == null ? worker : Thread.currentThread();
      return mine;
    }

    /** What {@link #cancel} told the thread is no concern of its next work. */
    private synchronized void end() {
      worker = null;
      if (interrupted) {
        Thread.interrupted();
      }
    }

    synchronized void cancel() {
      if (work != null) {
        work = null;
        ended.countDown();
      } else if (worker != null) {
        interrupted = true;
        worker.interrupt();
      }
    }

    /** Once it has ended. */
    @SuppressWarnings("NullAway") // work that has ended without a failure has a result
    R result() {
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      return result;
    }
  }
}
