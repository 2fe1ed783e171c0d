package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.serving.InferencePipeline.Answer;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.OperatingPoint;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Predicts with a network, wherever it runs. Owns it. */
public final class Predictor implements EnginePredictor {
  private final Supplier<OperatingPoints> points;
  private final HeadLayout layout;
  private final Preprocessing preprocessing;
  private final Function<ImageSource, byte[]> reader;
  private final Supplier<Provenance> provenance;
  private final CloseGuard network;

  /** Threads of its own, unless it was given others. */
  private final Workers workers = new Workers();

  private final Optional<Executor> given;
  private final Executor executor;

  /**
   * Takes over a network.
   *
   * @param points those that hold when it is asked; every answer is of one
   * @param provenance that of the weights that it has then
   * @param executor where images are decoded, and networks run that take one at a time; empty for
   *     threads of its own
   */
  public Predictor(
      Supplier<OperatingPoints> points,
      Preprocessing preprocessing,
      Supplier<Provenance> provenance,
      Inference network,
      Optional<Executor> executor) {
    this(
        points,
        preprocessing,
        image -> InputImage.read(image, preprocessing),
        provenance,
        network,
        executor);
  }

  /**
   * Takes over a network whose input is read in a way of its own.
   *
   * @param reader makes of an image what the network is given
   */
  Predictor(
      Supplier<OperatingPoints> points,
      Preprocessing preprocessing,
      Function<ImageSource, byte[]> reader,
      Supplier<Provenance> provenance,
      Inference network,
      Optional<Executor> executor) {
    this.points = points;
    layout = points.get().layout();
    this.preprocessing = preprocessing;
    this.reader = reader;
    this.provenance = provenance;
    this.network = new CloseGuard(network);
    given = executor;
    this.executor = executor.orElse(workers);
  }

  /** How the heads decide. */
  public Supplier<OperatingPoints> points() {
    return points;
  }

  /** What runs the network, which stays the predictor's. */
  public Inference network() {
    return network;
  }

  /** What it was given to work on several images; empty if it uses threads of its own. */
  Optional<Executor> givenExecutor() {
    return given;
  }

  @Override
  public EnginePredictor ensemble(
      List<? extends EnginePredictor> others, Map<String, Double> thresholds) {
    List<Predictor> all = new ArrayList<>(List.of(this));
    for (EnginePredictor other : others) {
      if (!(other instanceof Predictor predictor)) {
        throw new IllegalArgumentException(
            other.runtime() + " cannot be part of an ensemble with " + runtime());
      }
      all.add(predictor);
    }
    return Ensemble.of(all, thresholds);
  }

  @Override
  public List<HeadSpec> heads() {
    return layout.heads();
  }

  @Override
  public OperatingPoint operatingPoint(HeadSpec head) {
    return points.get().of(head);
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public Provenance provenance() {
    return provenance.get();
  }

  @Override
  public List<Prediction> predict(List<ImageSource> images) {
    if (images.size() == 1) {
      return List.of(infer(reader.apply(images.get(0))));
    }
    List<Prediction> predictions = new ArrayList<>(images.size());
    boolean interrupted = false;
    try (InferencePipeline<ImageSource> answering = answering(images.iterator())) {
      while (answering.hasNext()) {
        try {
          predictions.add(prediction(answering.next()));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return predictions;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private InferencePipeline<ImageSource> answering(Iterator<ImageSource> images) {
    return new InferencePipeline<>(points, network, executor, reader::apply, images);
  }

  private Prediction prediction(Answer<ImageSource> answer) {
    if (answer.error() != null) {
      throw answer.error();
    }
    return answer.prediction();
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
    OperatingPoints now = points.get();
    return prediction(now, network.at(now).probabilities(ready));
  }

  /** Predicts from pixels of the input size, interleaved RGB. */
  Prediction infer(byte[] pixels) {
    OperatingPoints now = points.get();
    return prediction(now, network.at(now).probabilities(List.of(pixels)));
  }

  /**
   * An image's probabilities, N, as a prediction.
   *
   * @throws TwoheadException if a number is no probability
   */
  public static Prediction prediction(OperatingPoints now, double[] probabilities) {
    ProbabilityCheck.check(now.layout(), probabilities);
    return now.prediction(probabilities, 0);
  }

  @Override
  public Stream<PredictionOutcome> predictEach(Stream<ImageSource> images) {
    Outcomes outcomes = new Outcomes(answering(images.iterator()));
    return StreamSupport.stream(outcomes, false).onClose(outcomes::close).onClose(images::close);
  }

  /** What comes out for each image of a stream, in order. */
  private final class Outcomes extends AbstractSpliterator<PredictionOutcome>
      implements AutoCloseable {
    private final InferencePipeline<ImageSource> answering;

    Outcomes(InferencePipeline<ImageSource> answering) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
      this.answering = answering;
    }

    @Override
    public boolean tryAdvance(Consumer<? super PredictionOutcome> action) {
      @Nullable PredictionOutcome next = next();
      if (next == null) {
        return false;
      }
      action.accept(next);
      return true;
    }

    private @Nullable PredictionOutcome next() {
      try {
        return answering.hasNext() ? outcome(answering.next()) : null;
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw new TwoheadException("prediction was interrupted", e);
      }
    }

    private PredictionOutcome outcome(Answer<ImageSource> answer) {
      return answer.error() == null
          ? PredictionOutcome.of(answer.image(), prediction(answer))
          : PredictionOutcome.failed(answer.image(), answer.error());
    }

    @Override
    public void close() {
      answering.close();
    }
  }

  @Override
  public String runtime() {
    return network.runtime();
  }

  @Override
  public Evaluation evaluate(ImageTable table) {
    return network.throughout(() -> scorer().score(table));
  }

  /** What the network says of a table. */
  public Scorer.Answers answers(ImageTable table) {
    return scorer().answers(table);
  }

  private Scorer scorer() {
    return new Scorer(points.get(), reader, network, executor);
  }

  @Override
  public void close() {
    network.close();
    workers.close();
  }
}
