package io.github.twohead.djl.internal.training;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.Scores;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.data.BatchLoader;
import io.github.twohead.djl.internal.data.DataReader;
import io.github.twohead.djl.internal.data.Dataset;
import io.github.twohead.djl.internal.data.ItemCache;
import io.github.twohead.djl.internal.data.Workers;
import io.github.twohead.djl.internal.image.Augmenter;
import io.github.twohead.djl.internal.image.InputImage;
import io.github.twohead.djl.internal.nn.HeadLayout;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts every head's decisions on labelled images. */
public final class Scorer {
  private static final int BATCH_SIZE = 32;

  private final HeadLayout layout;
  private final Preprocessing preprocessing;
  private final Logits network;

  /** A network's forward pass. */
  @FunctionalInterface
  public interface Logits {

    /** Logits (B, N), row by row, of floats (B, H, W, 3). */
    float[] infer(ByteBuffer pixels, int size);
  }

  /** A pass over a data set in its own order. */
  @FunctionalInterface
  interface Pass {

    /** Gives every batch to a consumer. */
    void run(BatchLoader.BatchConsumer consumer) throws InterruptedException;
  }

  /** All logits and targets of a data set, row by row. */
  record Outputs(float[] logits, float[] targets) {}

  /** Creates a scorer for a network. */
  public Scorer(HeadLayout layout, Preprocessing preprocessing, Logits network) {
    this.layout = layout;
    this.preprocessing = preprocessing;
    this.network = network;
  }

  /** Checks, decodes and scores a table. */
  public Scores score(ImageTable table) {
    DataReader reader = new DataReader(layout, preprocessing, false);
    reader.add("table", table);
    int imageBytes = InputImage.values(preprocessing);
    int batchSize = InputImage.batchSize(preprocessing, BATCH_SIZE);
    try (ItemCache cache =
            new ItemCache(reader.size(), imageBytes, Runtime.getRuntime().maxMemory() / 4);
        Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
      reader.decode(cache, workers, done -> {});
      Dataset data = reader.finish().get(0);
      BatchLoader loader = new BatchLoader(cache, workers, batchSize, imageBytes);
      Augmenter plain = Augmenter.none(preprocessing);
      Pass images = consumer -> loader.inOrder(data, plain::augment, consumer);
      return scores(run(data, images, network), data);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TwoheadException("evaluation was interrupted", e);
    }
  }

  Outputs run(Dataset data, Pass images, Logits network) throws InterruptedException {
    float[] logits = new float[data.size() * layout.count()];
    float[] targets = new float[data.size() * layout.count()];
    int[] done = {0};
    images.run(
        batch -> {
          int values = batch.size() * layout.count();
          float[] row = network.infer(batch.pixels(), batch.size());
          System.arraycopy(row, 0, logits, done[0], values);
          System.arraycopy(batch.targets(), 0, targets, done[0], values);
          done[0] += values;
          return true;
        });
    return new Outputs(logits, targets);
  }

  Scores scores(Outputs outputs, Dataset data) {
    int[][] counts = new int[layout.count()][4];
    for (int row = 0; row < data.size(); row++) {
      Prediction prediction = layout.prediction(outputs.logits(), row);
      for (int head = 0; head < layout.count(); head++) {
        float target = outputs.targets()[row * layout.count() + head];
        if (!Float.isNaN(target)) {
          boolean yes = prediction.heads().get(head).positive();
          counts[head][(target == 1 ? 0 : 2) + (yes ? 0 : 1)]++;
        }
      }
    }
    Map<String, ConfusionCounts> heads = new LinkedHashMap<>();
    for (HeadSpec head : layout.heads()) {
      int[] c = counts[layout.column(head)];
      heads.put(head.name(), new ConfusionCounts(c[0], c[2], c[1], c[3]));
    }
    return new Scores(heads, data.size(), data.skipped());
  }
}
