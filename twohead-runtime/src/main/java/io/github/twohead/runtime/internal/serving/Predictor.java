package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.OperatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/** Predicts with a network, wherever it runs. Owns it. */
public final class Predictor implements EnginePredictor {
  private static final int BATCH_SIZE = 16;

  /**
   * How far apart the numbers of 8 bits are that may stand for probabilities. Each is rounded to
   * the next, and 1 may be just out of their range.
   */
  private static final double COARSEST_STEP = 1 / 127.0;

  private final OperatingPoints points;
  private final HeadLayout layout;
  private final Preprocessing preprocessing;
  private final Provenance provenance;
  private final Inference network;
  private final int batchSize;

  /** Input buffers that no thread uses now: as many as threads ever predicted at once. */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  /** Takes over a network. */
  public Predictor(
      OperatingPoints points,
      Preprocessing preprocessing,
      Provenance provenance,
      Inference network) {
    this.points = points;
    layout = points.layout();
    this.preprocessing = preprocessing;
    this.provenance = provenance;
    this.network = network;
    batchSize = InputImage.batchSize(preprocessing, BATCH_SIZE);
  }

  @Override
  public List<HeadSpec> heads() {
    return layout.heads();
  }

  @Override
  public OperatingPoint operatingPoint(HeadSpec head) {
    return points.of(head);
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public Provenance provenance() {
    return provenance;
  }

  @Override
  public List<Prediction> predict(List<ImageSource> images) {
    List<Prediction> predictions = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i += batchSize) {
      List<ImageSource> batch = images.subList(i, Math.min(images.size(), i + batchSize));
      predictions.addAll(infer(decoded(batch)));
    }
    return predictions;
  }

  private List<byte[]> decoded(List<ImageSource> batch) {
    if (batch.size() == 1) {
      return List.of(InputImage.read(batch.get(0), preprocessing));
    }
    return IntStream.range(0, batch.size())
        .parallel()
        .mapToObj(i -> InputImage.read(batch.get(i), preprocessing))
        .toList();
  }

  @Override
  public Prediction predict(FloatBuffer ready) {
    int values = InputImage.values(preprocessing);
    if (ready.remaining() != values) {
      throw new IllegalArgumentException(
          "an input of "
              + preprocessing.width()
              + "×"
              + preprocessing.height()
              + " pixels has "
              + values
              + " numbers, but these are "
              + ready.remaining());
    }
    ByteBuffer pixels = borrow(1);
    try {
      network.write(ready, pixels);
      return points.prediction(probabilities(pixels, 1), 0);
    } finally {
      buffers.add(pixels);
    }
  }

  /** Predicts from pixels of the input size, interleaved RGB. */
  List<Prediction> infer(List<byte[]> images) {
    ByteBuffer pixels = borrow(images.size());
    try {
      for (int i = 0; i < images.size(); i++) {
        network.writer().write(images.get(i), pixels, i);
      }
      double[] probabilities = probabilities(pixels, images.size());
      List<Prediction> predictions = new ArrayList<>(images.size());
      for (int i = 0; i < images.size(); i++) {
        predictions.add(points.prediction(probabilities, i));
      }
      return predictions;
    } finally {
      buffers.add(pixels);
    }
  }

  /** Runs the network, which is not closed meanwhile. */
  private double[] probabilities(ByteBuffer pixels, int size) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the predictor is closed");
      }
      double[] probabilities = network.probabilities(pixels, size);
      for (int row = 0; row < probabilities.length; row += layout.outputs()) {
        for (int i = 0; i < layout.heads().size(); i++) {
          int from = row + layout.offset(i);
          check(layout.heads().get(i), probabilities, from, row + layout.offset(i + 1));
        }
      }
      return probabilities;
    } finally {
      open.readLock().unlock();
    }
  }

  private static void check(HeadSpec head, double[] probabilities, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      check(head, probabilities[i]);
      sum += probabilities[i];
    }
    int count = to - from;
    if (count > 1 && Math.abs(sum - 1) > COARSEST_STEP * (1 + count / 2.0)) {
      throw new TwoheadException(
          "head \""
              + head
              + "\" gives probabilities that add up to "
              + (float) sum
              + ", not 1: the model's file is damaged, or its outputs are not those of one choice");
    }
  }

  private static void check(HeadSpec head, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new TwoheadException(
          "head \""
              + head
              + "\" gives "
              + probability
              + " in place of a probability: the model's weights are damaged, it diverged in training,"
              + " the input holds no finite numbers, or its outputs are no probabilities");
    }
  }

  private ByteBuffer borrow(int images) {
    ByteBuffer pixels = buffers.poll();
    int bytes = images * network.imageBytes();
    if (pixels == null || pixels.capacity() < bytes) {
      pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    return pixels;
  }

  @Override
  public String runtime() {
    return network.runtime();
  }

  @Override
  public Evaluation evaluate(ImageTable table) {
    return scorer().score(table);
  }

  /** What the network says of a table. */
  public Scorer.Answers answers(ImageTable table) {
    return scorer().answers(table);
  }

  private Scorer scorer() {
    return new Scorer(points, preprocessing, network.writer(), this::probabilities);
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        network.close();
      }
    } finally {
      open.writeLock().unlock();
    }
  }
}
