package io.github.twohead.runtime.internal.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills batches on worker threads, one batch ahead of its user; no worker waits while there is one
 * to fill. Which items a batch holds, and what is drawn at random for each, depends on the seed
 * alone. Not safe for several threads.
 */
public final class BatchLoader {
  private static final Logger LOG = LoggerFactory.getLogger(BatchLoader.class);

  private final Workers workers;
  private final int maxBatch;
  private final ByteBuffer[] buffers;

  /** Uses a batch; returns whether to go on. */
  @FunctionalInterface
  public interface BatchConsumer {

    /** Uses a batch, whose buffer is refilled afterwards. */
    boolean accept(Batch batch);
  }

  /** Turns an item into its part of a batch. Called by several threads at once. */
  @FunctionalInterface
  public interface ItemWriter {

    /**
     * Writes an item.
     *
     * @param slot the item's number
     * @param random the item's own in this pass
     * @param batch the batch; its position does not matter
     * @param index the item's place in the batch
     */
    void write(int slot, RandomGenerator random, ByteBuffer batch, int index);
  }

  /**
   * What one pass goes over.
   *
   * @param order rows
   * @param times how often each of them came before; empty if none comes twice
   * @param first how many batches are left out
   */
  private record Pass(
      Dataset data, int[] order, int[] times, long seed, int first, ItemWriter writer) {}

  /**
   * Creates a loader.
   *
   * @param workers the threads that fill batches
   * @param maxBatch the largest number of items in a batch, at most {@link #mostItems}
   * @param itemValues the most floats that an item becomes
   */
  public BatchLoader(Workers workers, int maxBatch, int itemValues) {
    this.workers = workers;
    this.maxBatch = maxBatch;
    int bytes = Math.toIntExact((long) maxBatch * itemValues * Float.BYTES);
    buffers = new ByteBuffer[2];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
  }

  /** The most items of a batch: those in 2 GiB. */
  public static int mostItems(int itemValues) {
    return (int) (Integer.MAX_VALUE / ((long) itemValues * Float.BYTES));
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
    run(new Pass(data, order, new int[0], 0, 0, writer), consumer);
  }

  /**
   * Passes over the rows of a data set that an epoch shows; which they are, their order and their
   * random numbers follow from a seed.
   *
   * @param first how many batches are left out, as they were used before
   */
  public void shuffled(
      Dataset data, ItemWriter writer, long seed, int first, BatchConsumer consumer)
      throws InterruptedException {
    int[] order = data.sampler().order(seed);
    int[] times = data.sampler().repeats() ? times(order, data.size()) : new int[0];
    run(new Pass(data, order, times, seed, first, writer), consumer);
  }

  private static int[] times(int[] order, int rows) {
    int[] seen = new int[rows];
    int[] times = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      times[i] = seen[order[i]]++;
    }
    return times;
  }

  /**
   * A row's own stream in a pass: it does not matter which thread draws, or when. Splitting keeps
   * the streams of neighbouring seeds from being shifts of each other.
   *
   * @param row below 0 for what is of no row
   */
  public static RandomGenerator random(long seed, long row) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + row).split();
  }

  private void run(Pass pass, BatchConsumer consumer) throws InterruptedException {
    int count = batches(pass.order().length, maxBatch);
    Deque<Filling> ahead = new ArrayDeque<>();
    try {
      int started = pass.first();
      for (int i = started; i < count; i++) {
        while (started < count && ahead.size() < buffers.length) {
          ahead.add(fill(pass, started++, count));
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (!consumer.accept(ahead.element().await())) {
          return;
        }
        ahead.remove();
      }
    } finally {
      ahead.forEach(Filling::abandon);
    }
  }

  /** Cuts a pass into {@code count} batches as equal as possible, and starts to fill one. */
  private Filling fill(Pass pass, int number, int count) {
    int images = pass.order().length;
    int from = (int) ((long) images * number / count);
    int to = (int) ((long) images * (number + 1) / count);
    int[] rows = Arrays.copyOfRange(pass.order(), from, to);
    int heads = pass.data().targets()[0].length;
    float[] targets = new float[rows.length * heads];
    int[] slots = new int[rows.length];
    double[] weights = new double[pass.data().weights().length == 0 ? 0 : rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(pass.data().targets()[rows[i]], 0, targets, i * heads, heads);
      slots[i] = pass.data().slots()[rows[i]];
    }
    Arrays.setAll(weights, i -> pass.data().weights()[rows[i]]);
    Batch batch =
        new Batch(buffers[number % buffers.length], targets, slots, weights, new float[0], 1);
    return new Filling(pass, from, rows, batch, workers);
  }

  /** A batch that is being filled: every worker takes the next item until none is left. */
  private static final class Filling {
    private final Pass pass;
    private final int from;
    private final int[] rows;
    private final Batch batch;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Future<?>> tasks = new ArrayList<>();

    Filling(Pass pass, int from, int[] rows, Batch batch, Workers workers) {
      this.pass = pass;
      this.from = from;
      this.rows = rows;
      this.batch = batch;
      for (int i = 0; i < Math.min(rows.length, workers.count()); i++) {
        tasks.add(workers.submit(this::work));
      }
    }

    private boolean work() {
      for (int i = next.getAndIncrement(); i < rows.length; i = next.getAndIncrement()) {
        long times = pass.times().length == 0 ? 0 : pass.times()[from + i];
        RandomGenerator random = random(pass.seed(), rows[i] + (times << Integer.SIZE));
        pass.writer().write(batch.slots()[i], random, batch.pixels(), i);
      }
      return true;
    }

    Batch await() throws InterruptedException {
      for (Future<?> task : tasks) {
        Workers.result(task);
      }
      return batch;
    }

    /** Waits until nothing writes to the buffer any more. */
    void abandon() {
      next.set(rows.length);
      for (Future<?> task : tasks) {
        try {
          awaitUninterruptibly(task);
        } catch (ExecutionException e) {
          LOG.debug("A batch that nobody waits for could not be filled", e);
        }
      }
    }

    private static void awaitUninterruptibly(Future<?> task) throws ExecutionException {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            task.get();
            return;
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /**
   * Some images, ready for the network.
   *
   * @param pixels floats (B, H, W, 3), normalised, in native order, or whatever the writer of the
   *     pass wrote; reused once the batch is done
   * @param targets (B, N), row by row; NaN where the label is unknown
   * @param slots the numbers of the images
   * @param weights what each image weighs in the loss; empty if all weigh the same
   * @param known (B, heads), row by row: what each label weighs; empty if {@code weights} says it
   *     for all heads that know their label
   * @param share how much each image is itself, 0 to 1; the rest of it is the one before
   */
  public record Batch(
      ByteBuffer pixels,
      float[] targets,
      int[] slots,
      double[] weights,
      float[] known,
      float share) {
    private static final double[] EQUAL = {};
    private static final float[] AS_WEIGHTS_SAY = {};

    /** Images that weigh the same. */
    public Batch(ByteBuffer pixels, float[] targets, int[] slots) {
      this(pixels, targets, slots, EQUAL, AS_WEIGHTS_SAY, 1);
    }

    /** The number of images, B. */
    public int size() {
      return slots.length;
    }
  }
}
