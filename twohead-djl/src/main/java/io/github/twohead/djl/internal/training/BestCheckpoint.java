package io.github.twohead.djl.internal.training;

import io.github.twohead.EpochReport;
import io.github.twohead.djl.internal.weights.StateDict;
import io.github.twohead.spi.TrainingConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A copy of the weights of the best epoch so far; before the first one, of those at the start. */
final class BestCheckpoint {
  private final StateDict state;
  private final TrainingConfig settings;
  private @Nullable EpochReport epoch;
  private Map<String, float[]> weights;

  BestCheckpoint(StateDict state, TrainingConfig settings) {
    this.state = state;
    this.settings = settings;
    weights = state.read();
  }

  /** Keeps the weights as they are now if this epoch is better; the first one always is. */
  void offer(EpochReport candidate) {
    EpochReport current = epoch;
    if (current == null || isBetter(candidate, current)) {
      epoch = candidate;
      weights = state.read();
    }
  }

  private boolean isBetter(EpochReport candidate, EpochReport current) {
    int comparison = Double.compare(score(candidate), score(current));
    return comparison > 0
        || (comparison == 0 && candidate.validationLoss() < current.validationLoss());
  }

  private double score(EpochReport report) {
    return settings.metric().of(report.scores().head(settings.mainHead()));
  }

  /** The best epoch; null before the first one ended. */
  @Nullable EpochReport epoch() {
    return epoch;
  }

  /** Puts the best weights back. */
  void restore() {
    state.write(weights);
  }
}
