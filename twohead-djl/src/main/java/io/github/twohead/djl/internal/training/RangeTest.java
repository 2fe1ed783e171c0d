package io.github.twohead.djl.internal.training;

import io.github.twohead.ImageTable;
import io.github.twohead.LearningRateTest;
import io.github.twohead.LearningRateTest.Point;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.spi.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Steps whose learning rate rises exponentially; the weights are put back in the end. */
public final class RangeTest {
  private static final double FIRST = 1e-7;
  private static final double LAST = 10;

  /** Of the losses' exponential moving average. */
  private static final double SMOOTHING = 0.9;

  /** The loss explodes at so many times its lowest value. */
  private static final double EXPLODED = 4;

  private final Network network;
  private final TrainingConfig settings;
  private final int batches;
  private final MultiHeadLoss loss;
  private final TrainingData data;
  private final List<Point> points = new ArrayList<>();
  private double average;
  private double lowest = Double.POSITIVE_INFINITY;

  /** Prepares a test of at most so many batches. */
  public RangeTest(Network network, TrainingConfig settings, int batches) {
    this.network = network;
    this.settings = settings;
    this.batches = batches;
    network.stages().check(settings.freeze(), settings.optimizer());
    loss = new MultiHeadLoss(settings.loss(), network);
    data = new TrainingData(network, settings, loss);
  }

  /** Runs the test. An interrupt ends it, and stays set. */
  public LearningRateTest run(ImageTable train) {
    Map<String, float[]> before = network.state().read();
    try {
      data.feed(train, Optional.empty(), Listeners.of(settings), () -> {}, this::steps);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      loss.close();
      network.stages().freeze(0);
      network.state().write(before);
    }
    if (points.isEmpty()) {
      throw new TwoheadException("the learning-rate test was interrupted before its first batch");
    }
    return LearningRateTest.of(points);
  }

  private void steps(InputPipeline pixels, InputPipeline features) throws InterruptedException {
    network.stages().freeze(settings.freeze().stagesIn(1));
    InputPipeline inputs = network.stages().allFrozen() ? features : pixels;
    try (TrainingStep step = new TrainingStep(network, settings, loss)) {
      Pass pass = new Pass(inputs, step);
      for (int number = 1; !pass.ended; number++) {
        inputs.shuffled(data.train(), Progress.seed(network, number), 0, pass);
      }
    }
  }

  /** Batch by batch until the rate is highest or the loss explodes. */
  private final class Pass implements BatchLoader.BatchConsumer {
    private final InputPipeline inputs;
    private final TrainingStep step;
    private boolean ended;

    Pass(InputPipeline inputs, TrainingStep step) {
      this.inputs = inputs;
      this.step = step;
    }

    @Override
    public boolean accept(Batch batch) {
      double rate = FIRST * Math.pow(LAST / FIRST, points.size() / (batches - 1.0));
      float loss = step.run(inputs, batch, rate / settings.optimizer().learningRate());
      double smoothed = add(rate, loss);
      ended =
          points.size() == batches
              || !(smoothed <= EXPLODED * lowest)
              || Thread.currentThread().isInterrupted();
      lowest = Math.min(lowest, smoothed);
      return !ended;
    }
  }

  private double add(double rate, double loss) {
    average = SMOOTHING * average + (1 - SMOOTHING) * loss;
    double smoothed = average / (1 - Math.pow(SMOOTHING, points.size() + 1.0));
    points.add(Point.of(rate, loss, smoothed));
    return smoothed;
  }
}
