package io.github.twohead.djl.internal.serving;

import com.google.common.collect.Lists;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.Scores;
import io.github.twohead.djl.internal.bundle.Provenance;
import io.github.twohead.djl.internal.image.Augmenter;
import io.github.twohead.djl.internal.image.InputImage;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.training.Scorer;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/** Predicts with a frozen network on PyTorch. Owns the network. */
public final class TorchPredictor implements EnginePredictor {
  private static final int BATCH_SIZE = 16;

  private final Network network;
  private final Provenance provenance;
  private final Preprocessing preprocessing;
  private final Augmenter normalizer;
  private final int imageValues;
  private final int batchSize;

  /** Input buffers that no thread uses now: as many as threads ever predicted at once. */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  /** Takes over a network. */
  public TorchPredictor(Network network, Provenance provenance) {
    this.network = network;
    this.provenance = provenance;
    network.freeze();
    preprocessing = network.config().preprocessing();
    normalizer = Augmenter.none(preprocessing);
    imageValues = InputImage.values(preprocessing);
    batchSize = InputImage.batchSize(preprocessing, BATCH_SIZE);
  }

  @Override
  public ModelConfig config() {
    return network.config();
  }

  @Override
  public Optional<LabelSplitter> labels() {
    return provenance.labels();
  }

  @Override
  public List<Prediction> predict(List<ImageSource> images) {
    List<Prediction> predictions = new ArrayList<>(images.size());
    for (List<ImageSource> batch : Lists.partition(images, batchSize)) {
      IntStream rows = IntStream.range(0, batch.size());
      List<byte[]> decoded =
          (batch.size() == 1 ? rows : rows.parallel())
              .mapToObj(i -> InputImage.read(batch.get(i), preprocessing))
              .toList();
      predictions.addAll(infer(decoded));
    }
    return predictions;
  }

  private List<Prediction> infer(List<byte[]> images) {
    ByteBuffer pixels = borrow(images.size());
    try {
      for (int i = 0; i < images.size(); i++) {
        normalizer.normalize(images.get(i), pixels.asFloatBuffer(), i * imageValues);
      }
      float[] logits = infer(pixels, images.size());
      return IntStream.range(0, images.size())
          .mapToObj(row -> network.layout().prediction(logits, row))
          .toList();
    } finally {
      buffers.add(pixels);
    }
  }

  /** Runs the network, which is not closed meanwhile. */
  private float[] infer(ByteBuffer pixels, int size) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the predictor is closed");
      }
      return network.infer(pixels, size);
    } finally {
      open.readLock().unlock();
    }
  }

  private ByteBuffer borrow(int images) {
    ByteBuffer pixels = buffers.poll();
    int bytes = images * imageValues * Float.BYTES;
    if (pixels == null || pixels.capacity() < bytes) {
      pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    return pixels;
  }

  @Override
  public Scores evaluate(ImageTable table) {
    return new Scorer(network.layout(), preprocessing, this::infer).score(table);
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      closed = true;
      network.close();
    } finally {
      open.writeLock().unlock();
    }
  }
}
