package io.github.twohead.djl.internal.training;

import io.github.twohead.EpochReport;
import io.github.twohead.EpochSelection;
import io.github.twohead.djl.internal.weights.StateDict;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A copy of the weights of the best epoch so far; before the first one, of those at the start. */
final class BestCheckpoint implements EpochRule {
  private final StateDict state;
  private final EpochSelection by;
  private @Nullable EpochReport epoch;
  private double score;

  /** The scores of the latest epochs, oldest first. */
  private final Deque<Double> window = new ArrayDeque<>();

  private Map<String, float[]> weights;

  BestCheckpoint(StateDict state, EpochSelection by) {
    this.state = state;
    this.by = by;
    weights = state.read();
  }

  @Override
  public EpochSelection by() {
    return by;
  }

  /**
   * Keeps the weights as they are now if this epoch is better; the first one always is, also where
   * its score throws.
   */
  @Override
  public void offer(EpochReport candidate) {
    EpochReport current = epoch;
    if (current == null) {
      keep(candidate);
      score = smoothed(candidate);
      return;
    }
    double own = smoothed(candidate);
    if (isBetter(candidate, own, current)) {
      keep(candidate);
      score = own;
    }
  }

  /** The mean of an epoch's score and those of the epochs before it, as far as the window goes. */
  private double smoothed(EpochReport candidate) {
    window.add(by.score(candidate));
    if (window.size() > by.window()) {
      window.remove();
    }
    return window.stream().mapToDouble(Double::doubleValue).sum() / window.size();
  }

  private void keep(EpochReport better) {
    epoch = better;
    weights = state.read();
  }

  private boolean isBetter(EpochReport candidate, double own, EpochReport current) {
    return by.isBetter(own, score)
        || (own == score && candidate.validationLoss() < current.validationLoss());
  }

  void save(TrainingState.Writer out) {
    epoch()
        .ifPresent(
            best -> {
              out.put("epoch", best.epoch());
              out.put("score", score);
              out.put("window", window.stream().mapToDouble(Double::doubleValue).toArray());
              out.in("weights").put(weights);
            });
  }

  /**
   * Becomes what was saved.
   *
   * @param epochs all epochs until then
   */
  void load(TrainingState.Reader in, List<EpochReport> epochs) {
    if (in.has("epoch")) {
      epoch = epochs.get(in.whole("epoch") - 1);
      score = in.number("score");
      window.clear();
      int known = Math.min(epochs.size(), by.window());
      Arrays.stream(in.doubles("window", known)).forEach(window::add);
      weights = in.in("weights").floats(weights);
    }
  }

  /** The best epoch; empty before the first one ended. */
  Optional<EpochReport> epoch() {
    return Optional.ofNullable(epoch);
  }

  /** What the network holds once the best weights are put back. */
  String held() {
    return epoch()
        .map(best -> "the model holds the weights of epoch " + best.epoch())
        .orElse("no epoch was finished, and the model holds the weights from before");
  }

  /** Puts the best weights back. */
  void restore() {
    state.write(weights);
  }
}
