package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Views;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** A network that is not closed while it runs, and does not run any more once it is closed. */
final class CloseGuard implements Inference {
  private final Inference network;
  private final ReadWriteLock open;
  private final AtomicBoolean closed;

  /** Takes over a network. */
  CloseGuard(Inference network) {
    this(network, new ReentrantReadWriteLock(), new AtomicBoolean());
  }

  private CloseGuard(Inference network, ReadWriteLock open, AtomicBoolean closed) {
    this.network = network;
    this.open = open;
    this.closed = closed;
  }

  @Override
  public Inference at(OperatingPoints points) {
    return new CloseGuard(network.at(points), open, closed);
  }

  @Override
  public <T> T throughout(Supplier<T> work) {
    return network.throughout(work);
  }

  @Override
  public int together() {
    return network.together();
  }

  @Override
  public double[] probabilities(List<byte[]> images) {
    return whileOpen(() -> network.probabilities(images));
  }

  @Override
  public double[] probabilities(FloatBuffer ready) {
    return whileOpen(() -> network.probabilities(ready));
  }

  private double[] whileOpen(Supplier<double[]> run) {
    open.readLock().lock();
    try {
      if (closed.get()) {
        throw new IllegalStateException("the predictor is closed");
      }
      return run.get();
    } finally {
      open.readLock().unlock();
    }
  }

  @Override
  public Optional<Views> views() {
    return network.views();
  }

  @Override
  public String runtime() {
    return network.runtime();
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed.getAndSet(true)) {
        network.close();
      }
    } finally {
      open.writeLock().unlock();
    }
  }
}
