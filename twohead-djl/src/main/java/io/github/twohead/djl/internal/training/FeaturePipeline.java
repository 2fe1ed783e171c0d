package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDManager;
import io.github.twohead.djl.internal.nn.HeadsOnFeatures;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.data.Images;
import io.github.twohead.runtime.internal.data.ItemCache;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.spi.DataConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * What a frozen backbone makes of images, through the heads. Features are computed when a batch
 * first needs them and kept if there is room; those that are not are computed again.
 *
 * <p>An item of a batch is an image's features where they are kept, and its pixels where not.
 */
final class FeaturePipeline implements InputPipeline {
  private static final byte KEPT = 1;

  private final Network network;
  private final MultiHeadLoss loss;
  private final BatchLoader loader;
  private final Images images;
  private final ItemCache features;
  private final Normalizer plain;
  private final HeadsOnFeatures heads;
  private final int imageBytes;
  private final int featureBytes;
  private final int itemBytes;
  private final int most;
  private final ByteBuffer ready;

  /**
   * Creates inputs without any features.
   *
   * @param loader fills batches of steps with items of {@link #itemValues}
   * @param how how many images a step has, and how many of them the backbone sees at once
   * @param features where features go, under the images' numbers
   */
  FeaturePipeline(
      Network network,
      MultiHeadLoss loss,
      BatchLoader loader,
      DataConfig how,
      Images images,
      ItemCache features) {
    this.network = network;
    this.loss = loss;
    this.loader = loader;
    this.images = images;
    this.features = features;
    most = how.batchSize();
    plain = new Normalizer(network.config().preprocessing());
    heads = new HeadsOnFeatures(network);
    imageBytes = InputImage.values(network.config().preprocessing()) * Float.BYTES;
    featureBytes = network.featureValues() * Float.BYTES;
    itemBytes = itemValues(network) * Float.BYTES;
    int bytes = how.stepSize() * featureBytes;
    ready = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** The floats of an item: an image or its features, whichever is larger, and which it is. */
  static int itemValues(Network network) {
    int image = InputImage.values(network.config().preprocessing());
    return Math.max(image, network.featureValues()) + 1;
  }

  private void write(int slot, RandomGenerator random, ByteBuffer batch, int index) {
    byte[] kept = features.get(slot);
    int at = index * itemBytes;
    batch.put(at + itemBytes - Float.BYTES, kept == null ? 0 : KEPT);
    if (kept != null) {
      batch.put(at, kept);
    } else {
      plain.normalize(images.get(slot), batch.asFloatBuffer(), at / Float.BYTES);
    }
  }

  @Override
  public void shuffled(Dataset data, long seed, int first, BatchLoader.BatchConsumer consumer)
      throws InterruptedException {
    loader.shuffled(data, this::write, seed, first, consumer);
  }

  @Override
  public void inOrder(Dataset data, BatchLoader.BatchConsumer consumer)
      throws InterruptedException {
    loader.inOrder(data, this::write, consumer);
  }

  @Override
  public void recall(TrainingData data, Progress now) throws InterruptedException {
    int last = data.train().showsEachRowOnce() ? 1 : now.epoch();
    for (int epoch = 1; epoch <= last; epoch++) {
      recall(data, epoch, now);
    }
  }

  private void recall(TrainingData data, int epoch, Progress now) throws InterruptedException {
    boolean whole = epoch < now.epoch();
    AtomicInteger left = new AtomicInteger(now.batches());
    if (whole || now.batches() > 0) {
      long seed = Progress.seed(network, epoch);
      shuffled(
          data.train(), seed, 0, batch -> keep(batch) && (whole || left.decrementAndGet() > 0));
    }
    if (whole && epoch == 1) {
      inOrder(data.validation(), this::keep);
    }
  }

  private boolean keep(Batch batch) {
    return features(batch).capacity() > 0;
  }

  @Override
  public float backward(Batch batch) {
    ByteBuffer maps = features(batch);
    try (NDManager step = network.manager().newSubManager()) {
      return heads.backward(step, maps, batch.size(), loss.towards(batch));
    }
  }

  @Override
  public float[] infer(Batch batch) {
    return network.inferHeads(features(batch), batch.size());
  }

  /**
   * The features of a batch side by side; those that are missing are computed from their pixels.
   */
  private ByteBuffer features(Batch batch) {
    ByteBuffer items = batch.pixels();
    List<Integer> missing = new ArrayList<>();
    Map<Integer, Integer> again = new LinkedHashMap<>();
    Map<Integer, Integer> first = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      boolean written = items.get((i + 1) * itemBytes - Float.BYTES) == KEPT;
      byte[] since = written ? null : features.get(batch.slots()[i]);
      if (written) {
        ready.put(i * featureBytes, items, i * itemBytes, featureBytes);
      } else if (since != null) { // drawn again, and kept after this batch was written
        ready.put(i * featureBytes, since);
      } else if (first.putIfAbsent(batch.slots()[i], i) != null) {
        again.put(i, first.get(batch.slots()[i]));
      } else {
        items.put(missing.size() * imageBytes, items, i * itemBytes, imageBytes);
        missing.add(i);
      }
    }
    for (int from = 0; from < missing.size(); from += most) {
      List<Integer> part = missing.subList(from, Math.min(from + most, missing.size()));
      ByteBuffer pixels =
          items.slice(from * imageBytes, most * imageBytes).order(ByteOrder.nativeOrder());
      float[] computed = network.features(pixels, pad(pixels, part.size()));
      for (int i = 0; i < part.size(); i++) {
        byte[] item = bytes(computed, i);
        ready.put(part.get(i) * featureBytes, item);
        features.put(batch.slots()[part.get(i)], item);
      }
    }
    again.forEach((i, one) -> ready.put(i * featureBytes, ready, one * featureBytes, featureBytes));
    return ready;
  }

  /**
   * Repeats the last of some images up to the next power of two, at most as many as are seen at
   * once: PyTorch prepares for each size that it meets.
   *
   * @return how many images there are then
   */
  private int pad(ByteBuffer items, int count) {
    int power = count == 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
    int padded = Math.min(power, most);
    for (int i = count; i < padded; i++) {
      items.put(i * imageBytes, items, (count - 1) * imageBytes, imageBytes);
    }
    return padded;
  }

  private byte[] bytes(float[] values, int image) {
    ByteBuffer bytes = ByteBuffer.allocate(featureBytes).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values, image * network.featureValues(), network.featureValues());
    return bytes.array();
  }

  @Override
  public void logKept(int count) {
    features.log(count, "features of the frozen backbone", "computed again in every epoch");
  }
}
