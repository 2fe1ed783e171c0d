package io.github.twohead.runtime.internal.serving;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.Prediction;
import io.github.twohead.Preprocessing;
import io.github.twohead.Scores;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.data.TableReader;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.image.PixelWriter;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts every head's decisions on labelled images. */
public final class Scorer {
  private static final int BATCH_SIZE = 32;

  /** The tables that were scored, as long as they are in use. */
  private static final List<WeakReference<ImageTable>> SCORED = new ArrayList<>();

  private final HeadLayout layout;
  private final Preprocessing preprocessing;
  private final PixelWriter writer;
  private final Network network;

  /** A network's forward pass. */
  @FunctionalInterface
  public interface Network {

    /** Probabilities (B, H), row by row, of a batch that the scorer's writer wrote. */
    double[] probabilities(ByteBuffer pixels, int size);
  }

  /**
   * Creates a scorer for a network.
   *
   * @param writer writes images as the network wants them, in at most 32 bits per value
   */
  public Scorer(
      HeadLayout layout, Preprocessing preprocessing, PixelWriter writer, Network network) {
    this.layout = layout;
    this.preprocessing = preprocessing;
    this.writer = writer;
    this.network = network;
  }

  /**
   * What a network says of a table.
   *
   * @param probabilities (B, H), row by row, of the usable rows
   * @param data the usable rows
   */
  public record Answers(double[] probabilities, Dataset data) {

    /** Counts the decisions that follow. */
    public Scores scores(HeadLayout layout) {
      return Scorer.scores(layout, probabilities, data);
    }
  }

  /** Scores a table, of which only the answers are kept; warns once of rows that it repeats. */
  public Scores score(ImageTable table) {
    TableReader reader = read(table);
    if (!table.allowsRepeatedRows() && isNew(table)) {
      reader.logRepeatedRows();
    }
    return answers(reader).scores(layout);
  }

  private static boolean isNew(ImageTable table) {
    synchronized (SCORED) {
      SCORED.removeIf(scored -> scored.refersTo(null));
      return SCORED.stream().noneMatch(scored -> scored.refersTo(table))
          && SCORED.add(new WeakReference<>(table));
    }
  }

  /** Runs the network on a table. */
  public Answers answers(ImageTable table) {
    return answers(read(table));
  }

  private TableReader read(ImageTable table) {
    TableReader reader = new TableReader(layout, preprocessing, table.skipsUnreadableImages());
    reader.add("table", table);
    return reader;
  }

  /** Goes on without the network as soon as there is a problem, to find all of them. */
  private Answers answers(TableReader reader) {
    Dataset data = reader.datasets().get(0);
    double[] probabilities = new double[data.size() * layout.count()];
    int[] done = {0};
    try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
      int batchSize = InputImage.batchSize(preprocessing, BATCH_SIZE);
      new BatchLoader(workers, batchSize, InputImage.values(preprocessing))
          .inOrder(
              data,
              (slot, random, batch, index) -> {
                byte[] image = reader.read(slot);
                if (image != null) {
                  writer.write(image, batch, index);
                }
              },
              batch -> {
                if (reader.isSound()) {
                  double[] rows = network.probabilities(batch.pixels(), batch.size());
                  System.arraycopy(rows, 0, probabilities, done[0], rows.length);
                  done[0] += rows.length;
                }
                return true;
              });
      reader.noteUnreadable();
      return answers(probabilities, reader.finish().get(0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TwoheadException("evaluation was interrupted", e);
    }
  }

  /** The answers for the images that could be read, out of those for all slots. */
  private Answers answers(double[] probabilities, Dataset read) {
    double[] kept = new double[read.size() * layout.count()];
    for (int i = 0; i < read.size(); i++) {
      int from = read.slots()[i] * layout.count();
      System.arraycopy(probabilities, from, kept, i * layout.count(), layout.count());
    }
    return new Answers(kept, read);
  }

  /** Counts the decisions that follow from (B, H) probabilities of a whole data set. */
  public static Scores scores(HeadLayout layout, double[] probabilities, Dataset data) {
    int[][] counts = new int[layout.count()][4];
    for (int row = 0; row < data.size(); row++) {
      Prediction prediction = layout.prediction(probabilities, row);
      for (int head = 0; head < layout.count(); head++) {
        Label label = layout.label(head, data.targets()[row]);
        if (!label.equals(Label.UNKNOWN)) {
          boolean yes = prediction.heads().get(head).positive();
          counts[head][(label.equals(Label.POSITIVE) ? 0 : 2) + (yes ? 0 : 1)]++;
        }
      }
    }
    Map<String, ConfusionCounts> heads = new LinkedHashMap<>();
    for (HeadSpec head : layout.heads()) {
      int[] c = counts[layout.column(head)];
      heads.put(head.name(), ConfusionCounts.of(c[0], c[2], c[1], c[3]));
    }
    return Scores.builder().heads(heads).images(data.size()).skipped(data.skipped()).build();
  }
}
