package io.github.twohead.djl.internal.data;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills batches on worker threads, one batch ahead of its user. Which items a batch holds, and what
 * is drawn at random for each, depends on the seed alone. Not safe for several threads.
 */
public final class BatchLoader {
  private static final Logger LOG = LoggerFactory.getLogger(BatchLoader.class);

  private final ItemCache cache;
  private final Workers workers;
  private final int maxBatch;
  private final ByteBuffer[] buffers;

  /** Uses a batch; returns whether to go on. */
  @FunctionalInterface
  public interface BatchConsumer {

    /** Uses a batch, whose buffer is refilled afterwards. */
    boolean accept(Batch batch);
  }

  /** Turns an item of the cache into its part of a batch. */
  @FunctionalInterface
  public interface ItemWriter {

    /**
     * Writes an item.
     *
     * @param item the bytes in the cache, which are only read
     * @param random the item's own in this pass
     * @param batch the batch; its position does not matter
     * @param index the item's place in the batch
     */
    void write(byte[] item, RandomGenerator random, ByteBuffer batch, int index);
  }

  /** What one pass goes over. */
  private record Pass(Dataset data, int[] order, long seed, ItemWriter writer) {}

  /**
   * Creates a loader.
   *
   * @param cache the items
   * @param workers the threads that fill batches
   * @param maxBatch the largest number of items in a batch
   * @param itemValues the floats that an item becomes
   */
  public BatchLoader(ItemCache cache, Workers workers, int maxBatch, int itemValues) {
    this.cache = cache;
    this.workers = workers;
    this.maxBatch = maxBatch;
    long bytes = (long) maxBatch * itemValues * Float.BYTES;
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a batch of " + maxBatch + " images takes more than 2 GiB: make batchSize smaller");
    }
    buffers = new ByteBuffer[2];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    }
  }

  /** The number of batches of at most {@code maxBatch} in a pass over {@code items} items. */
  public static int batches(int items, int maxBatch) {
    return (items + maxBatch - 1) / maxBatch;
  }

  /** Passes over a data set in its own order, as it is. */
  public void inOrder(Dataset data, ItemWriter writer, BatchConsumer consumer)
      throws InterruptedException {
    int[] order = new int[data.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    run(new Pass(data, order, 0, writer), consumer);
  }

  /** Passes over a data set in an order, and with random numbers, that follow from a seed. */
  public void shuffled(Dataset data, ItemWriter writer, long seed, BatchConsumer consumer)
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[data.size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    run(new Pass(data, order, seed, writer), consumer);
  }

  private void run(Pass pass, BatchConsumer consumer) throws InterruptedException {
    int count = batches(pass.order().length, maxBatch);
    Pending next = count == 0 ? null : fill(pass, 0, count);
    try {
      for (int i = 0; next != null; i++) {
        Batch batch = next.await();
        next = i + 1 < count ? fill(pass, i + 1, count) : null;
        if (!consumer.accept(batch)) {
          return;
        }
      }
    } finally {
      if (next != null) {
        next.abandon();
      }
    }
  }

  /** Cuts a pass into {@code count} batches as equal as possible, and starts to fill one. */
  private Pending fill(Pass pass, int number, int count) {
    int images = pass.order().length;
    int from = (int) ((long) images * number / count);
    int size = (int) ((long) images * (number + 1) / count) - from;
    ByteBuffer pixels = buffers[number % buffers.length];
    int heads = pass.data().targets()[0].length;
    float[] targets = new float[size * heads];
    for (int i = 0; i < size; i++) {
      System.arraycopy(pass.data().targets()[pass.order()[from + i]], 0, targets, i * heads, heads);
    }
    List<Future<?>> parts = new ArrayList<>();
    int share = (size + workers.count() - 1) / workers.count();
    for (int start = 0; start < size; start += share) {
      parts.add(workers.submit(part(pass, from, start, Math.min(size, start + share), pixels)));
    }
    return new Pending(new Batch(pixels, targets, size), parts);
  }

  private Callable<Boolean> part(Pass pass, int from, int start, int end, ByteBuffer pixels) {
    return () -> {
      byte[] scratch = new byte[cache.itemBytes()];
      for (int i = start; i < end; i++) {
        int row = pass.order()[from + i];
        byte[] item = cache.get(pass.data().slots()[row], scratch);
        // the item's own stream: it does not matter which thread draws, or when; splitting keeps
        // the streams of neighbouring seeds from being shifts of each other
        SplittableRandom random = new SplittableRandom(pass.seed() * 0x9E3779B97F4A7C15L + row);
        pass.writer().write(item, random.split(), pixels, i);
      }
      return true;
    };
  }

  /** A batch that is being filled. */
  private record Pending(Batch batch, List<Future<?>> parts) {
    Batch await() throws InterruptedException {
      for (Future<?> part : parts) {
        Workers.result(part);
      }
      return batch;
    }

    /** Waits until nothing writes to the buffer any more. */
    void abandon() {
      for (Future<?> part : parts) {
        try {
          Uninterruptibles.getUninterruptibly(part);
        } catch (ExecutionException e) {
          LOG.debug("A batch that nobody waits for could not be filled", e);
        }
      }
    }
  }
}
