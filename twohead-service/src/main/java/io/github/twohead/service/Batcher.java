package io.github.twohead.service;

import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.PredictionOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model about images of several requests at once. A thread takes those that wait, up to a
 * full batch, or until the first of them has waited for others long enough.
 *
 * <p>What would have to wait longer than the latency allows is refused at once: the work that is
 * ahead of it, times how long such work has taken of late. Where that was too hopeful, an image is
 * refused when its time is over. So an answer is there within the latency and the time of one
 * batch, which has no more pixels than an upload may have. An image with nothing ahead of it is
 * always taken, or a slow batch would be the last one.
 */
final class Batcher implements AutoCloseable {
  /** Of so many batches the median counts, so that a slow one now and then does not. */
  private static final int LATELY = 15;

  /**
   * So many pixels count as much as asking the model does. Rather too many: who is taken too
   * hopefully is told in time, but whoever is refused for others' images is refused for nothing.
   */
  private static final long ASKING = 5_000_000;

  private final MultiHeadPredictor predictor;
  private final Limits limits;
  private final Metrics metrics;
  private final LongSupplier clock;
  private final BlockingDeque<Waiting> waiting = new LinkedBlockingDeque<>();

  /** One permit for each image that may yet come. */
  private final Semaphore room;

  private final Thread thread = new Thread(this::run, "batcher");

  /** The work that waits or is being done. */
  private final AtomicLong work = new AtomicLong();

  private final Deque<Double> lately = new ArrayDeque<>();
  private volatile double nanosPerWork;

  /** When the batch that is being answered began, by the clock. */
  private volatile @Nullable Long begun;

  private volatile boolean closed;

  /**
   * An image and whoever waits for its answer, since a time of the clock.
   *
   * @param turn completed when its batch begins, or too late
   */
  private record Waiting(
      SizedImage sized,
      long since,
      CompletableFuture<Boolean> turn,
      CompletableFuture<PredictionOutcome> answer) {
    long work() {
      return ASKING + sized.pixels();
    }
  }

  /** More was asked than can be answered in time. */
  static final class OverloadedException extends RuntimeException {
    OverloadedException() {
      super("more was asked than can be answered in time", null, false, false); // not a mistake
    }
  }

  /**
   * Starts the thread.
   *
   * @param clock as {@link System#nanoTime}
   */
  Batcher(MultiHeadPredictor predictor, Limits limits, Metrics metrics, LongSupplier clock) {
    this.predictor = predictor;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
    room = new Semaphore(limits.queue);
    metrics.watchQueue(this::ahead);
    thread.start();
  }

  /** How many images wait or are being answered. */
  int ahead() {
    return limits.queue - room.availablePermits();
  }

  /** Says whether an image that came now would be answered in time. */
  boolean hasRoom() {
    @Nullable Long since = begun;
    long latency = limits.latency.toNanos();
    return !closed
        && room.availablePermits() > 0
        && work.get() * nanosPerWork <= latency
        && (since == null || clock.getAsLong() - since <= latency);
  }

  /**
   * Returns what will come of each image, in order; all of them or none are taken.
   *
   * @return fails with an {@link OverloadedException} if there is no room, or it gets too late
   */
  CompletableFuture<List<PredictionOutcome>> submit(List<SizedImage> images) {
    if (!hasRoom() || !room.tryAcquire(images.size())) {
      return CompletableFuture.failedFuture(new OverloadedException());
    }
    List<Waiting> all = images.stream().map(this::enqueue).toList();
    if (closed) { // since it was asked above: nobody may take them any more
      refuseWaiting();
    }
    return CompletableFuture.allOf(
            all.stream().map(Waiting::answer).toArray(CompletableFuture[]::new))
        .thenApply(done -> all.stream().map(one -> one.answer().join()).toList());
  }

  private Waiting enqueue(SizedImage image) {
    CompletableFuture<Boolean> turn = new CompletableFuture<>();
    Waiting one = new Waiting(image, clock.getAsLong(), turn, new CompletableFuture<>());
    work.addAndGet(one.work());
    waiting.add(one);
    CompletableFuture<Void> unused =
        turn.completeOnTimeout(false, limits.latency.toNanos(), TimeUnit.NANOSECONDS)
            .thenAccept(came -> refuseUnless(came, one));
    return one;
  }

  private void refuseUnless(boolean came, Waiting one) {
    if (!came) {
      waiting.remove(one);
      fail(one, new OverloadedException());
    }
  }

  private void refuseWaiting() {
    waiting.forEach(one -> one.turn().complete(false));
  }

  private void run() {
    while (!closed) {
      List<Waiting> batch = new ArrayList<>();
      try {
        collect(batch);
      } catch (InterruptedException e) {
        // it is closed: what it took is yet answered
      }
      if (!batch.isEmpty()) {
        long begin = clock.getAsLong();
        begun = begin;
        answer(batch);
        begun = null;
        learn(batch, clock.getAsLong() - begin);
      }
    }
  }

  /** Takes those whose time is not over. */
  private void collect(List<Waiting> batch) throws InterruptedException {
    @Nullable Waiting next = waiting.take();
    long end = next.since() + limits.batchDelay.toNanos();
    long pixels = 0;
    while (next != null) {
      pixels += next.sized().pixels();
      if (!batch.isEmpty() && pixels > limits.pixels) {
        waiting.addFirst(next);
        return;
      }
      if (next.turn().complete(true)) {
        batch.add(next);
      }
      boolean full = batch.size() >= limits.batch;
      next = full ? null : waiting.poll(end - clock.getAsLong(), TimeUnit.NANOSECONDS);
    }
  }

  private void answer(List<Waiting> batch) {
    Iterator<Waiting> each = batch.iterator();
    try (Stream<PredictionOutcome> outcomes =
        predictor.predictEach(batch.stream().map(one -> one.sized().image()))) {
      outcomes.forEach(outcome -> complete(each.next(), outcome));
    } catch (RuntimeException | Error e) {
      each.forEachRemaining(one -> fail(one, e));
    }
  }

  private void learn(List<Waiting> batch, long nanos) {
    lately.addLast((double) nanos / batch.stream().mapToLong(Waiting::work).sum());
    if (lately.size() > LATELY) {
      lately.removeFirst();
    }
    nanosPerWork = lately.stream().sorted().skip(lately.size() / 2).findFirst().orElseThrow();
    metrics.batch(batch.size(), nanos);
  }

  private void complete(Waiting one, PredictionOutcome outcome) {
    leave(one);
    one.answer().complete(outcome);
  }

  private void fail(Waiting one, Throwable why) {
    leave(one);
    one.answer().completeExceptionally(why);
  }

  private void leave(Waiting one) {
    work.addAndGet(-one.work());
    room.release();
  }

  /**
   * Refuses what waits, and what is asked from now on, and waits for the batch that is being
   * answered, but no longer than stopping may take.
   */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    refuseWaiting();
    try {
      thread.join(limits.stopTime.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
