package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDManager;
import com.google.common.collect.Sets;
import io.github.twohead.djl.internal.data.Batch;
import io.github.twohead.djl.internal.data.BatchLoader;
import io.github.twohead.djl.internal.data.Dataset;
import io.github.twohead.djl.internal.data.ItemCache;
import io.github.twohead.djl.internal.nn.HeadsOnFeatures;
import io.github.twohead.djl.internal.nn.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What a frozen backbone makes of images, each computed once, through the heads. */
final class FeatureInputs implements Inputs {
  private final Network network;
  private final MultiHeadLoss loss;
  private final Inputs images;
  private final ItemCache cache;
  private final BatchLoader loader;
  private final HeadsOnFeatures heads;
  private final Set<Dataset> prepared = Sets.newIdentityHashSet();

  /**
   * Creates inputs without any features.
   *
   * @param images where features come from
   * @param cache where they go, under the images' numbers
   * @param loader loads from the cache
   */
  FeatureInputs(
      Network network, MultiHeadLoss loss, Inputs images, ItemCache cache, BatchLoader loader) {
    this.network = network;
    this.loss = loss;
    this.images = images;
    this.cache = cache;
    this.loader = loader;
    heads = new HeadsOnFeatures(network);
  }

  @Override
  public boolean prepare(Dataset data) throws InterruptedException {
    if (prepared.contains(data)) {
      return true;
    }
    int[] done = {0};
    images.inOrder(
        data,
        batch -> {
          float[] features = network.features(batch.pixels(), batch.size());
          for (int i = 0; i < batch.size(); i++) {
            cache.put(data.slots()[done[0]++], bytes(features, i));
          }
          return !Thread.currentThread().isInterrupted();
        });
    if (done[0] < data.size()) {
      return false;
    }
    return prepared.add(data);
  }

  private byte[] bytes(float[] features, int image) {
    int values = network.featureValues();
    ByteBuffer bytes = ByteBuffer.allocate(values * Float.BYTES).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(features, image * values, values);
    return bytes.array();
  }

  private static void write(byte[] item, RandomGenerator random, ByteBuffer batch, int index) {
    batch.put(index * item.length, item);
  }

  @Override
  public void shuffled(Dataset data, long seed, BatchLoader.BatchConsumer consumer)
      throws InterruptedException {
    loader.shuffled(data, FeatureInputs::write, seed, consumer);
  }

  @Override
  public void inOrder(Dataset data, BatchLoader.BatchConsumer consumer)
      throws InterruptedException {
    loader.inOrder(data, FeatureInputs::write, consumer);
  }

  @Override
  public float backward(Batch batch) {
    try (NDManager step = network.manager().newSubManager()) {
      float[] logits =
          heads.backward(step, batch.pixels(), batch.size(), loss.gradient(batch.targets()));
      return (float) loss.of(logits, batch.targets());
    }
  }

  @Override
  public float[] infer(ByteBuffer batch, int size) {
    return network.inferHeads(batch, size);
  }
}
