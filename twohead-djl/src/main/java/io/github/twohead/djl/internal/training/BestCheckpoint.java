package io.github.twohead.djl.internal.training;

import io.github.twohead.EpochReport;
import io.github.twohead.djl.internal.weights.StateDict;
import io.github.twohead.spi.TrainingConfig;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A copy of the weights of the best epoch so far; before the first one, of those at the start. */
final class BestCheckpoint {
  private final StateDict state;
  private final TrainingConfig settings;
  private @Nullable EpochReport epoch;
  private double score;
  private Map<String, float[]> weights;

  BestCheckpoint(StateDict state, TrainingConfig settings) {
    this.state = state;
    this.settings = settings;
    weights = state.read();
  }

  /**
   * Keeps the weights as they are now if this epoch is better; the first one always is, also where
   * its score throws.
   */
  void offer(EpochReport candidate) {
    EpochReport current = epoch;
    if (current == null) {
      keep(candidate);
      score = settings.best().score(candidate);
      return;
    }
    double own = settings.best().score(candidate);
    if (isBetter(candidate, own, current)) {
      keep(candidate);
      score = own;
    }
  }

  private void keep(EpochReport better) {
    epoch = better;
    weights = state.read();
  }

  private boolean isBetter(EpochReport candidate, double own, EpochReport current) {
    return settings.best().isBetter(own, score)
        || (own == score && candidate.validationLoss() < current.validationLoss());
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
