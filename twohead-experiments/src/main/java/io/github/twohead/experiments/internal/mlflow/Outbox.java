package io.github.twohead.experiments.internal.mlflow;

import io.github.twohead.experiments.internal.mlflow.MlflowServer.Refusal;
import io.github.twohead.experiments.internal.mlflow.MlflowServer.Run;
import io.github.twohead.experiments.internal.mlflow.MlflowServer.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What a run tells, on its way to the server. A thread of its own sends it in order and repeats
 * what failed, so a server that is away or slow holds up nobody; what comes while too much waits is
 * dropped. The first failure is logged, and at the end how much was not sent.
 */
final class Outbox {
  private final Patience patience;
  private final MlflowServer server;
  private final Consumer<String> warnings;
  private final BlockingQueue<Parcel> waiting = new LinkedBlockingQueue<>();
  private final AtomicInteger lost = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean over;
  private boolean warned;

  /**
   * How long a server is borne with.
   *
   * @param waiting parcels that wait at most; a large one waits behind an eighth as many
   * @param tries how often it may answer that it cannot take a parcel; one that is away is awaited
   * @param pause after the first failure, of which each one more doubles it up to 30 times
   * @param close the longest time to close
   */
  record Patience(int waiting, int tries, Duration pause, Duration close) {
    static final Patience USUAL =
        new Patience(64, 5, Duration.ofSeconds(1), Duration.ofSeconds(90)); // more than an upload
  }

  /** What is asked of the server at once. */
  interface Call<T> {
    T answer() throws IOException, InterruptedException;
  }

  /** What is sent to a run at once: up to a thousand numbers, a file, or some pictures. */
  interface Parcel {
    void send(Run run) throws IOException, InterruptedException;
  }

  /**
   * Begins to send.
   *
   * @param server to whom, for the log
   * @param patience with it
   * @param warnings is told of the first failure, and of what is lost
   * @param start what comes first and makes the run
   */
  Outbox(MlflowServer server, Patience patience, Consumer<String> warnings, Call<Run> start) {
    this.server = server;
    this.warnings = warnings;
    this.patience = patience;
    thread = new Thread(() -> work(start), "twohead-mlflow");
    thread.setDaemon(true);
    thread.start();
  }

  /** Sends something small after what was added before. */
  void add(Parcel parcel) {
    add(parcel, patience.waiting());
  }

  /** Sends something after what was added before that takes memory until it is sent. */
  void addLarge(Parcel parcel) {
    add(parcel, patience.waiting() / 8);
  }

  private void add(Parcel parcel, int most) {
    if (over || waiting.size() >= most) {
      lost.incrementAndGet();
    } else {
      waiting.add(parcel);
    }
  }

  /**
   * Sends what waits and the last parcels, and returns when that is done, when the server fails
   * once more, or when the time is up; what is not sent then is lost.
   *
   * @param last the last parcels, in order
   */
  void close(List<Parcel> last) {
    waiting.addAll(last);
    closing.countDown();
    boolean interrupted = false;
    long limit = patience.close().toNanos();
    long end = System.nanoTime() + limit;
    while (thread.isAlive() && System.nanoTime() < end) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
        end = Math.min(end, System.nanoTime() + limit / 5); // whoever interrupts is in a hurry
      }
    }
    int unsent = lost.get() + waiting.size();
    over = true;
    thread.interrupt();
    if (unsent > 0) {
      warnings.accept("mlflow: " + unsent + " parts of the run are not on " + server);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Call<Run> start) {
    try {
      Run run = repeated(start, Integer.MAX_VALUE);
      while (closing.getCount() > 0 || !waiting.isEmpty()) {
        send(waiting.take(), run);
      }
    } catch (IOException e) {
      warn(e);
    } catch (InterruptedException e) {
      // the time to close is up
    } finally {
      over = true;
    }
  }

  private void send(Parcel parcel, Run run) throws IOException, InterruptedException {
    lost.incrementAndGet();
    try {
      repeated(
          () -> {
            parcel.send(run);
            return run;
          },
          patience.tries());
      lost.decrementAndGet();
    } catch (Refusal e) { // of this one
      warn(e);
    }
  }

  private <T> T repeated(Call<T> call, int tries) throws IOException, InterruptedException {
    int answers = 0;
    long pause = patience.pause().toMillis();
    while (true) {
      boolean last = closing.getCount() == 0;
      try {
        return call.answer();
      } catch (IOException e) {
        warn(e);
        if (last || e instanceof Refusal) {
          throw e;
        }
        if (e instanceof Trouble && ++answers >= tries) {
          throw new Refusal(String.valueOf(e.getMessage()));
        }
      }
      var unused = closing.await(pause, TimeUnit.MILLISECONDS);
      pause = Math.min(2 * pause, 30 * patience.pause().toMillis());
    }
  }

  private void warn(IOException failure) {
    if (!warned) {
      warned = true;
      warnings.accept("mlflow: " + server + " " + failure.getMessage() + "; training goes on");
    }
  }
}
