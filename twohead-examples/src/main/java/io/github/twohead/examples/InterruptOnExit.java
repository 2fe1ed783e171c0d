package io.github.twohead.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes Ctrl-C an interrupt, so that training ends with its best epoch saved. */
final class InterruptOnExit {
  private static final long PATIENCE_SECONDS = 60;

  private InterruptOnExit() {}

  /**
   * Does some work; if the JVM is told to exit meanwhile, this thread is interrupted and awaited.
   */
  static <T> T call(Supplier<T> work) {
    CountDownLatch done = new CountDownLatch(1);
    Thread worker = Thread.currentThread();
    Thread hook = new Thread(() -> stop(worker, done), "interrupt-on-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      done.countDown();
      remove(hook);
    }
  }

  private static void stop(Thread worker, CountDownLatch done) {
    worker.interrupt();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("error: training did not stop within " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the hook is what ended the work
    }
  }
}
