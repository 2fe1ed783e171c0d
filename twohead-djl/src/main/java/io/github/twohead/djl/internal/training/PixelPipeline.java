package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.github.twohead.Augmentation;
import io.github.twohead.djl.internal.augmentation.Augmenter;
import io.github.twohead.djl.internal.augmentation.BatchMix;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.data.Images;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.image.Normalizer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Images, through the whole network. */
public final class PixelPipeline implements InputPipeline {
  private final Network network;
  private final MultiHeadLoss loss;
  private final BatchLoader loader;
  private final Images images;
  private final int most;
  private final int values;
  private final Augmenter augmenter;
  private final BatchMix mix;
  private final Normalizer plain;

  /**
   * Creates inputs.
   *
   * @param most how many images the network sees at once; a larger batch is one step all the same
   */
  public PixelPipeline(
      Network network,
      MultiHeadLoss loss,
      BatchLoader loader,
      Images images,
      int most,
      Augmentation augmentation) {
    this.network = network;
    this.loss = loss;
    this.loader = loader;
    this.images = images;
    this.most = most;
    values = InputImage.values(network.config().preprocessing());
    augmenter = new Augmenter(network.config().preprocessing(), augmentation);
    mix = new BatchMix(network.config().preprocessing(), augmentation);
    plain = new Normalizer(network.config().preprocessing());
  }

  @Override
  public void shuffled(Dataset data, long seed, int first, BatchLoader.BatchConsumer consumer)
      throws InterruptedException {
    BatchLoader.ItemWriter writer =
        (slot, random, batch, index) ->
            augmenter.augment(images.get(slot), random, batch.asFloatBuffer(), index * values);
    BatchLoader.BatchConsumer mixed =
        batch -> consumer.accept(mix.mix(batch, network.layout(), seed));
    loader.shuffled(data, writer, seed, first, mix.isOn() ? mixed : consumer);
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
    float sum = 0;
    for (Part part : parts(batch)) {
      float share = Float.NaN;
      try {
        share = backward(batch, part);
      } finally {
        if (!Float.isFinite(share)) { // or it has failed
          forgetGradients(part);
        }
      }
      sum += share;
      if (!Float.isFinite(share)) {
        break;
      }
    }
    return sum;
  }

  /** Lets go what the parts before one have added. */
  private void forgetGradients(Part failed) {
    if (failed.from > 0) {
      Stream.of(network.backboneParameters(), network.headParameters(), loss.parameters())
          .flatMap(List::stream)
          .filter(Parameter::requiresGradient)
          .forEach(parameter -> Torch.zeroGradient(parameter.getArray()));
    }
  }

  private float backward(Batch batch, Part part) {
    try (NDManager step = network.manager().newSubManager()) {
      NDArray images = network.images(step, part.pixels, part.size());
      NDArray value = loss.towards(batch, part.from, part.to).of(network.forward(images, true));
      float scalar = value.getFloat();
      if (Float.isFinite(scalar)) {
        Torch.backward(value);
      }
      return scalar;
    }
  }

  @Override
  public float[] infer(Batch batch) {
    float[] logits = new float[batch.targets().length];
    int at = 0;
    for (Part part : parts(batch)) {
      float[] rows = network.infer(part.pixels, part.size());
      System.arraycopy(rows, 0, logits, at, rows.length);
      at += rows.length;
    }
    return logits;
  }

  /** The images of a batch that the network sees at once. */
  private record Part(ByteBuffer pixels, int from, int to) {
    int size() {
      return to - from;
    }
  }

  /** Cuts a batch into parts as equal as possible. */
  private List<Part> parts(Batch batch) {
    int count = BatchLoader.batches(batch.size(), most);
    int bytes = values * Float.BYTES;
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) batch.size() * i / count);
      int to = (int) ((long) batch.size() * (i + 1) / count);
      ByteBuffer pixels = batch.pixels().slice(from * bytes, (to - from) * bytes);
      parts.add(new Part(pixels.order(batch.pixels().order()), from, to));
    }
    return parts;
  }
}
