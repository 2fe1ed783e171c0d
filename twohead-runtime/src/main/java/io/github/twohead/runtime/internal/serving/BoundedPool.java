package io.github.twohead.runtime.internal.serving;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Things that one thread at a time uses while it computes, such as memory for a network's input.
 * They are made when they are needed, but no more than there are cores: further threads wait, as
 * they would for a core. Safe for several threads.
 */
public final class BoundedPool<T> {
  private final Supplier<T> maker;
  private final Semaphore free = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final ConcurrentLinkedDeque<T> idle = new ConcurrentLinkedDeque<>();

  /**
   * Creates none yet.
   *
   * @param maker makes one; may fail
   */
  public BoundedPool(Supplier<T> maker) {
    this.maker = maker;
  }

  /**
   * Waits for one, also when this thread is interrupted, whose status then stays. It must be given
   * back or dropped.
   */
  public T borrow() {
    free.acquireUninterruptibly();
    try {
      T one = idle.poll();
      return one == null ? maker.get() : one;
    } catch (RuntimeException | Error e) {
      free.release();
      throw e;
    }
  }

  /** Takes back what was borrowed, or what can be used in its place. */
  public void giveBack(T one) {
    idle.push(one);
    free.release();
  }

  /** Makes room for another one: what was borrowed cannot be used any more. */
  public void drop() {
    free.release();
  }

  /** One that nobody uses now, which is no longer this object's; empty if there is none. */
  public Optional<T> remove() {
    return Optional.ofNullable(idle.poll());
  }
}
