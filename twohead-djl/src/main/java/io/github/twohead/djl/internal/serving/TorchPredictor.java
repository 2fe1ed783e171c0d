package io.github.twohead.djl.internal.serving;

import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.Scores;
import io.github.twohead.djl.internal.bundle.Provenance;
import io.github.twohead.djl.internal.image.Augmenter;
import io.github.twohead.djl.internal.image.ImageDecoder;
import io.github.twohead.djl.internal.image.Resampler;
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
import java.util.stream.IntStream;

/** Predicts with a frozen network on PyTorch. Owns the network. */
public final class TorchPredictor implements EnginePredictor {
  private static final int BATCH_SIZE = 16;

  private final Network network;
  private final Provenance provenance;
  private final Preprocessing preprocessing;
  private final Augmenter normalizer;
  private final int imageFloats;

  /** Input buffers that no thread uses now: as many as threads ever predicted at once. */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  private volatile boolean closed;

  /** Takes over a network. */
  public TorchPredictor(Network network, Provenance provenance) {
    this.network = network;
    this.provenance = provenance;
    network.freeze();
    preprocessing = network.config().preprocessing();
    normalizer = Augmenter.none(preprocessing);
    imageFloats = 3 * preprocessing.width() * preprocessing.height();
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
    for (int from = 0; from < images.size(); from += BATCH_SIZE) {
      predictions.addAll(
          predictBatch(images.subList(from, Math.min(images.size(), from + BATCH_SIZE))));
    }
    return predictions;
  }

  private List<Prediction> predictBatch(List<ImageSource> images) {
    checkOpen();
    ByteBuffer pixels = borrow(images.size());
    if (images.size() == 1) {
      decode(images.get(0), pixels, 0);
    } else {
      IntStream.range(0, images.size()).parallel().forEach(i -> decode(images.get(i), pixels, i));
    }
    float[] logits = network.infer(pixels, images.size());
    // not in a finally block: when one image cannot be decoded, others may still be written
    buffers.add(pixels);
    return IntStream.range(0, images.size())
        .mapToObj(row -> network.layout().prediction(logits, row))
        .toList();
  }

  private ByteBuffer borrow(int images) {
    ByteBuffer pixels = buffers.poll();
    int bytes = images * imageFloats * Float.BYTES;
    if (pixels == null || pixels.capacity() < bytes) {
      pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    return pixels;
  }

  private void decode(ImageSource image, ByteBuffer pixels, int row) {
    int width = preprocessing.width();
    int height = preprocessing.height();
    byte[] rgb =
        Resampler.resize(ImageDecoder.decode(image, width, height), width, height).pixels();
    normalizer.normalize(rgb, pixels.asFloatBuffer(), row * imageFloats);
  }

  @Override
  public Scores evaluate(ImageTable table) {
    checkOpen();
    return new Scorer(network.layout(), preprocessing, network::infer).score(table);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the predictor is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    network.close();
  }
}
