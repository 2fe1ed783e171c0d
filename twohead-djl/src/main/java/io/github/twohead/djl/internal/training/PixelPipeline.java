package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.twohead.Augmentation;
import io.github.twohead.djl.internal.augmentation.Augmenter;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.data.Images;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.image.Normalizer;

/** Images, through the whole network. */
public final class PixelPipeline implements InputPipeline {
  private final Network network;
  private final MultiHeadLoss loss;
  private final BatchLoader loader;
  private final Images images;
  private final Augmenter augmenter;
  private final Normalizer plain;

  /** Creates inputs. */
  public PixelPipeline(
      Network network,
      MultiHeadLoss loss,
      BatchLoader loader,
      Images images,
      Augmentation augmentation) {
    this.network = network;
    this.loss = loss;
    this.loader = loader;
    this.images = images;
    augmenter = new Augmenter(network.config().preprocessing(), augmentation);
    plain = new Normalizer(network.config().preprocessing());
  }

  @Override
  public void shuffled(Dataset data, long seed, BatchLoader.BatchConsumer consumer)
      throws InterruptedException {
    int values = InputImage.values(network.config().preprocessing());
    BatchLoader.ItemWriter writer =
        (slot, random, batch, index) ->
            augmenter.augment(images.get(slot), random, batch.asFloatBuffer(), index * values);
    loader.shuffled(data, writer, seed, consumer);
  }

  @Override
  public void inOrder(Dataset data, BatchLoader.BatchConsumer consumer)
      throws InterruptedException {
    loader.inOrder(
        data,
        (slot, random, batch, index) -> plain.write(images.get(slot), batch, index),
        consumer);
  }

  @Override
  public float backward(Batch batch) {
    try (NDManager step = network.manager().newSubManager()) {
      NDArray images = network.images(step, batch.pixels(), batch.size());
      NDArray value = loss.towards(batch.targets()).of(network.forward(images, true));
      float scalar = value.getFloat();
      if (Float.isFinite(scalar)) {
        Torch.backward(value);
      }
      return scalar;
    }
  }

  @Override
  public float[] infer(Batch batch) {
    return network.infer(batch.pixels(), batch.size());
  }
}
