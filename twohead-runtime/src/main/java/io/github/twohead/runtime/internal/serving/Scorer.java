package io.github.twohead.runtime.internal.serving;

import io.github.twohead.ConfusionCounts;
import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import io.github.twohead.Views;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.data.DatasetReader;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.serving.InferencePipeline.Answer;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs a network on labelled images. */
public final class Scorer {
  /** The tables that were scored, as long as they are in use. */
  private static final List<WeakReference<ImageTable>> SCORED = new ArrayList<>();

  private final OperatingPoints points;
  private final HeadLayout layout;
  private final Function<ImageSource, byte[]> reader;
  private final Inference network;
  private final Executor executor;

  /**
   * Creates a scorer for a network.
   *
   * @param executor where images are decoded, and networks run that take one at a time
   */
  public Scorer(
      OperatingPoints points, Preprocessing preprocessing, Inference network, Executor executor) {
    this(points, image -> InputImage.read(image, preprocessing), network, executor);
  }

  /**
   * Creates a scorer for a network whose input is read in a way of its own.
   *
   * @param reader makes of an image what the network is given
   */
  Scorer(
      OperatingPoints points,
      Function<ImageSource, byte[]> reader,
      Inference network,
      Executor executor) {
    this.points = points;
    layout = points.layout();
    this.reader = reader;
    this.network = network;
    this.executor = executor;
  }

  /**
   * What a network says of a table.
   *
   * @param probabilities (B, N), row by row, of the usable rows
   * @param data the usable rows
   * @param views what it sees of each image; empty if different things
   */
  public record Answers(double[] probabilities, Dataset data, Optional<Views> views) {

    /** The same beside the labels. */
    public Evaluation evaluation(OperatingPoints points) {
      return Scorer.evaluation(points, probabilities, data, views);
    }
  }

  /**
   * Scores a table, of which only the answers are kept; warns once of what is left out, and of rows
   * that it repeats.
   */
  public Evaluation score(ImageTable table) {
    DatasetReader reader = read(table);
    if (isNew(table)) {
      reader.logLeftOut();
      if (!table.allowsRepeatedRows()) {
        reader.logRepeatedRows();
      }
    }
    return answers(reader, table).evaluation(points);
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
    return answers(read(table), table);
  }

  private DatasetReader read(ImageTable table) {
    DatasetReader rows = new DatasetReader(layout, reader, table.skipsUnreadableImages());
    rows.add("table", table);
    return rows;
  }

  /** Goes on without the network as soon as there is a problem, to find all of them. */
  private Answers answers(DatasetReader reader, ImageTable table) {
    Dataset data = reader.datasets().get(0);
    double[] probabilities = new double[data.size() * layout.outputs()];
    try (InferencePipeline<Integer> answering =
        new InferencePipeline<>(
            () -> points,
            network,
            executor,
            slot -> image(reader, slot),
            IntStream.of(data.slots()).iterator())) {
      for (int done = 0; answering.hasNext(); ) {
        Answer<Integer> answer = answering.next();
        if (answer.error() != null) {
          throw answer.error();
        }
        if (answer.probabilities() != null) {
          int at = done * layout.outputs();
          System.arraycopy(answer.probabilities(), 0, probabilities, at, layout.outputs());
        }
        done++;
        table.onEvaluated(done, data.size());
      }
      reader.noteUnreadable();
      return answers(probabilities, reader.finish().get(0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TwoheadException("evaluation was interrupted", e);
    }
  }

  /** Null if it cannot be decoded, or another one before could not. */
  private static byte @Nullable [] image(DatasetReader reader, int slot) {
    byte[] pixels = reader.read(slot);
    return reader.isSound() ? pixels : null;
  }

  /** The answers for the images that could be read, out of those for all slots. */
  private Answers answers(double[] probabilities, Dataset read) {
    if (read.size() * layout.outputs() == probabilities.length) {
      return new Answers(probabilities, read, network.views());
    }
    double[] kept = new double[read.size() * layout.outputs()];
    for (int i = 0; i < read.size(); i++) {
      int from = read.slots()[i] * layout.outputs();
      System.arraycopy(probabilities, from, kept, i * layout.outputs(), layout.outputs());
    }
    return new Answers(kept, read, network.views());
  }

  /** What (B, N) probabilities of a whole data set say, beside its labels, of one view each. */
  public static Evaluation evaluation(
      OperatingPoints points, double[] probabilities, Dataset data) {
    return evaluation(points, probabilities, data, Optional.of(Views.one()));
  }

  private static Evaluation evaluation(
      OperatingPoints points, double[] probabilities, Dataset data, Optional<Views> views) {
    Evaluation.Builder evaluation =
        Evaluation.builder()
            .heads(points.layout().heads())
            .images(data.rows())
            .probabilities(probabilities)
            .skipped(data.skipped())
            .views(views);
    for (HeadSpec head : points.layout().heads()) {
      evaluation.calibration(head.name(), points.of(head).calibration());
      if (!head.isCategorical()) {
        evaluation.threshold(head.name(), points.of(head).threshold());
      }
    }
    return evaluation.build();
  }

  /** A head's decisions; those for each category against the rest, all together. */
  public static ConfusionCounts counts(HeadEvaluation head) {
    return head.head().isCategorical() ? head.confusionMatrix().counts() : head.counts();
  }
}
