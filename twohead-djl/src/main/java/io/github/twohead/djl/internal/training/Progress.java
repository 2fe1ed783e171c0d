package io.github.twohead.djl.internal.training;

import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.djl.internal.nn.Network;
import java.util.Optional;

/** How far a run is: the epoch that it is in, from 1, and what was done of that one. */
final class Progress {
  private int epoch = 1;
  private int batches;
  private int images;
  private double seconds;
  private double lossSum;
  private Optional<Ending> ending = Optional.empty();

  /** The seed of what an epoch draws: its rows, their order and their changes. */
  static long seed(Network network, int epoch) {
    return network.config().seed() * 1_000_003 + epoch;
  }

  /**
   * Adds a batch.
   *
   * @param size its images
   * @param loss their mean loss
   * @param duration of the epoch up to here
   */
  void add(int size, float loss, double duration) {
    batches++;
    images += size;
    lossSum += loss * size;
    seconds = duration;
  }

  /** Goes on to the next epoch, if there is no reason to end. */
  void endEpoch(Optional<Ending> why) {
    epoch++;
    batches = 0;
    images = 0;
    seconds = 0;
    lossSum = 0;
    ending = why;
  }

  int epoch() {
    return epoch;
  }

  /** The batches of the epoch so far. */
  int batches() {
    return batches;
  }

  /** The images of the epoch so far. */
  int images() {
    return images;
  }

  double seconds() {
    return seconds;
  }

  /** The mean loss of the images of the epoch so far. */
  double loss() {
    return lossSum / images;
  }

  /**
   * Says whether there is more to do.
   *
   * @param epochs the epochs of the whole run
   */
  boolean goesOn(int epochs) {
    return epoch <= epochs && ending.isEmpty();
  }

  /** Why the run ended that does not go on. */
  Ending ending(int epochs) {
    return epoch > epochs ? Ending.COMPLETED : ending.orElseThrow();
  }

  void save(TrainingState.Writer out) {
    out.put("epoch", epoch);
    out.put("batches", batches);
    out.put("images", images);
    out.put("seconds", seconds);
    out.put("loss_sum", lossSum);
    ending.ifPresent(why -> out.put("ending", why.name()));
  }

  void load(TrainingState.Reader in) {
    epoch = in.whole("epoch");
    batches = in.whole("batches");
    images = in.whole("images");
    seconds = in.number("seconds");
    lossSum = in.number("loss_sum");
    ending = in.has("ending") ? Optional.of(Ending.valueOf(in.text("ending"))) : Optional.empty();
  }

  /** Returns a text such as {@code before batch 3 of epoch 2}. */
  @Override
  public String toString() {
    return ending
        .map(why -> "where it ended early")
        .orElse("before batch " + (batches + 1) + " of epoch " + epoch);
  }
}
