package io.github.twohead.runtime.internal.data;

import static com.google.common.base.Preconditions.checkState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.primitives.Floats;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.twohead.Augmentation;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.augmentation.Augmenter;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchLoaderTest {
  static final Preprocessing SIZE =
      Preprocessing.standard().size(32).normalization(Normalization.NONE);

  private static final int IMAGE = 3 * 32 * 32;

  static final Augmentation CHANGES =
      Augmentation.builder().rotation(20).horizontalFlip().colorJitter(0.3, 0, 0).build();

  /** What a pass gave: every image's target, which is its number, and its pixels, by batch. */
  record Pass(List<Integer> sizes, List<Float> order, List<float[]> images) {
    boolean add(Batch batch) {
      sizes.add(batch.size());
      order.addAll(Floats.asList(batch.targets()));
      for (int i = 0; i < batch.size(); i++) {
        float[] image = new float[IMAGE];
        batch.pixels().asFloatBuffer().get(i * IMAGE, image);
        images.add(image);
      }
      return true;
    }

    boolean samePixels(Pass other) {
      return IntStream.range(0, images.size())
          .allMatch(i -> Arrays.equals(images.get(i), other.images.get(i)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 1", "4, 4, 4", "5, 4, 2:3", "10, 4, 3:3:4", "64, 32, 32:32", "3, 8, 3"})
  void should_cut_batches_as_equal_as_possible(int images, int maxBatch, String sizes)
      throws Exception {
    Pass pass = shuffled(images, maxBatch, 2, 1, Augmentation.none());

    assertThat(pass.sizes()).map(Object::toString).containsExactly(sizes.split(":"));
  }

  @Test
  void should_give_every_image_once_with_its_own_pixels() throws Exception {
    Pass pass = shuffled(23, 5, 3, 7, Augmentation.none());

    assertThat(pass.order()).doesNotHaveDuplicates().hasSize(23).isNotEqualTo(numbers(23));
    for (int i = 0; i < 23; i++) {
      float expected = (image(pass.order().get(i).intValue())[0] & 0xFF) / 255f;
      assertThat(pass.images().get(i)[0]).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5})
  void should_leave_out_the_first_batches_of_the_same_pass(int first) throws Exception {
    Pass whole = shuffled(23, 5, 2, 7, CHANGES);
    try (Loading loading = new Loading(23, 5, 2)) {
      Pass rest = loading.pass(7L, first, new Augmenter(SIZE, CHANGES));

      int done = 23 * first / 5;
      assertThat(rest.order()).isEqualTo(whole.order().subList(done, 23));
      for (int i = 0; i < rest.images().size(); i++) {
        assertThat(rest.images().get(i)).isEqualTo(whole.images().get(done + i));
      }
    }
  }

  @Test
  void should_keep_the_order_of_the_table_when_evaluating() throws Exception {
    try (Loading loading = new Loading(11, 4, 2)) {
      Pass pass = loading.pass(null, new Augmenter(SIZE, Augmentation.none()));

      assertThat(pass.order()).isEqualTo(numbers(11));
    }
  }

  @Test
  void should_not_depend_on_the_number_of_workers() throws Exception {
    Pass one = shuffled(21, 6, 1, 5, CHANGES);
    Pass four = shuffled(21, 6, 4, 5, CHANGES);

    assertThat(four.order()).isEqualTo(one.order());
    assertThat(four.samePixels(one)).isTrue();
  }

  @Test
  void should_change_order_and_pixels_with_the_seed() throws Exception {
    Pass one = shuffled(21, 6, 2, 5, CHANGES);
    Pass other = shuffled(21, 6, 2, 6, CHANGES);

    assertThat(other.order()).isNotEqualTo(one.order());
    for (int row = 0; row < 21; row++) {
      assertThat(of(other, row)).isNotEqualTo(of(one, row));
    }
  }

  @Test
  void should_draw_neighbouring_seeds_independently() throws Exception {
    // epochs have neighbouring seeds: the second number of one must not be the first of the next
    Augmentation twoNumbers = Augmentation.builder().colorJitter(0.5, 0.5, 0).build();
    Pass one = shuffled(24, 8, 2, 5, twoNumbers);
    Pass next = shuffled(24, 8, 2, 6, twoNumbers);

    long shifted =
        IntStream.range(0, 24)
            .filter(row -> Math.abs(contrast(of(one, row)) - brightness(of(next, row))) < 0.1)
            .count();
    assertThat(shifted).isLessThan(16);
  }

  /** An image's pixels alternate between 80 and 120: their mean is 100 times the brightness. */
  private static double brightness(float[] image) {
    return (quantile(image, 0.25) + quantile(image, 0.75)) * 255 / 200;
  }

  private static double contrast(float[] image) {
    double range = quantile(image, 0.75) - quantile(image, 0.25);
    return range * 255 / 40 / brightness(image);
  }

  private static float quantile(float[] image, double share) {
    float[] sorted = image.clone();
    Arrays.sort(sorted);
    return sorted[(int) (share * sorted.length)];
  }

  @Test
  void should_say_how_many_items_a_batch_may_have() {
    int image = 3 * 4096 * 4096;

    assertThat(BatchLoader.mostItems(image)).isEqualTo(10);
    try (Workers workers = new Workers(1)) {
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> new BatchLoader(workers, 11, image));
    }
  }

  static Pass shuffled(int images, int maxBatch, int workers, long seed, Augmentation augmentation)
      throws Exception {
    try (Loading loading = new Loading(images, maxBatch, workers)) {
      return loading.pass(seed, new Augmenter(SIZE, augmentation));
    }
  }

  private static BatchLoader.ItemWriter writer(Augmenter augmenter) {
    return (slot, random, batch, index) ->
        augmenter.augment(image(slot), random, batch.asFloatBuffer(), index * IMAGE);
  }

  /** The pixels of a row of the table. */
  private static float[] of(Pass pass, int row) {
    return pass.images().get(pass.order().indexOf((float) row));
  }

  private static List<Float> numbers(int count) {
    return IntStream.range(0, count).mapToObj(i -> (float) i).toList();
  }

  /** Every pixel alternates between two levels; the first one alone is the image's number. */
  static byte[] image(int number) {
    byte[] pixels = new byte[IMAGE];
    for (int i = 0; i < IMAGE; i++) {
      pixels[i] = (byte) (i / 3 % 2 == 0 ? 120 : 80);
    }
    pixels[0] = (byte) number;
    return pixels;
  }

  /** A loader of images. */
  static final class Loading implements AutoCloseable {
    final Dataset data;
    private final Workers workers;
    final BatchLoader loader;
    private volatile boolean over;

    Loading(int images, int maxBatch, int threads) {
      float[][] targets = new float[images][1];
      for (int i = 0; i < images; i++) {
        targets[i][0] = i;
      }
      workers = new Workers(threads);
      loader = new BatchLoader(workers, maxBatch, IMAGE);
      data = new Dataset(List.of(), targets, IntStream.range(0, images).toArray(), 0, 0);
    }

    void shuffled(BatchLoader.BatchConsumer consumer) throws InterruptedException {
      loader.shuffled(data, writer(new Augmenter(SIZE, CHANGES)), 1, 0, consumer);
    }

    /** Lets the next batches wait until this thread does, or until the pass is over. */
    void occupyWorkers() {
      Thread consumer = Thread.currentThread();
      for (int i = 0; i < workers.count(); i++) {
        workers.execute(
            () -> {
              while (!over && consumer.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
              }
            });
      }
    }

    /** Fails if a worker still writes to a batch. */
    void assertIdle(List<ByteBuffer> buffers) {
      byte[] mark = new byte[buffers.get(0).capacity()];
      Arrays.fill(mark, (byte) 0x55);
      buffers.forEach(buffer -> buffer.put(0, mark));
      over = true;
      awaitWorkers();
      for (ByteBuffer buffer : buffers) {
        byte[] found = new byte[mark.length];
        buffer.get(0, found);
        assertThat(Arrays.equals(found, mark)).isTrue();
      }
    }

    /** Returns when no batch is being filled any more. */
    void awaitWorkers() {
      CountDownLatch idle = new CountDownLatch(workers.count());
      for (int i = 0; i < workers.count(); i++) {
        workers.execute(
            () -> {
              idle.countDown();
              boolean unused = Uninterruptibles.awaitUninterruptibly(idle, Duration.ofSeconds(20));
            });
      }
      checkState(Uninterruptibles.awaitUninterruptibly(idle, Duration.ofSeconds(20)));
    }

    /** The buffers that batches lie in. */
    List<ByteBuffer> buffers() throws InterruptedException {
      Set<ByteBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
      loader.inOrder(
          data,
          writer(new Augmenter(SIZE, Augmentation.none())),
          batch -> {
            buffers.add(batch.pixels());
            return true;
          });
      assertThat(buffers).hasSizeGreaterThan(1);
      return List.copyOf(buffers);
    }

    Pass pass(Long seed, Augmenter augmenter) throws InterruptedException {
      return pass(seed, 0, augmenter);
    }

    Pass pass(Long seed, int first, Augmenter augmenter) throws InterruptedException {
      Pass pass = new Pass(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      BatchLoader.BatchConsumer keep = batch -> pass.add(batch);
      if (seed == null) {
        loader.inOrder(data, writer(augmenter), keep);
      } else {
        loader.shuffled(data, writer(augmenter), seed, first, keep);
      }
      return pass;
    }

    @Override
    public void close() {
      workers.close();
    }
  }
}
