package io.github.twohead.djl.internal.training;

import io.github.twohead.EarlyStopping;
import io.github.twohead.EpochSelection;
import io.github.twohead.Plateau;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.spi.TrainingConfig;
import java.util.Optional;
import java.util.stream.Stream;

/** All that follows from the scores of a run's epochs. */
final class EpochRules {
  private final BestCheckpoint best;
  private final Optional<EpochRule.Stop> stop;
  private final Optional<EpochRule.Lower> lower;

  EpochRules(BestCheckpoint best, TrainingConfig settings) {
    this.best = best;
    stop = settings.epochs().stopping().map(EpochRule.Stop::new);
    lower = settings.schedule().plateau().map(EpochRule.Lower::new);
  }

  /** What the rules of a run go by. */
  static Stream<EpochSelection> selections(TrainingConfig settings) {
    return Stream.of(
            Optional.of(settings.epochs().best()),
            settings.epochs().stopping().map(EarlyStopping::by),
            settings.schedule().plateau().map(Plateau::by))
        .flatMap(Optional::stream);
  }

  /** Lets checkpoints hold what rules have seen; that of the best epoch is the caller's. */
  void addTo(Checkpointing checkpoints) {
    stop.ifPresent(rule -> checkpoints.part("early_stopping", rule::save, rule::load));
    lower.ifPresent(rule -> checkpoints.part("plateau", rule::save, rule::load));
  }

  /** The rules, in the order in which they take note of an epoch. */
  Stream<EpochRule> all() {
    return Stream.of(Optional.of(best), stop, lower).flatMap(Optional::stream);
  }

  /** Why training ends with the latest epoch, if it does. */
  Optional<Ending> ending() {
    return stop.filter(EpochRule.Stop::isDue).map(rule -> Ending.EARLY_STOP);
  }

  /** What the learning rate of the next epoch is multiplied by, beside the schedule's factor. */
  double rateFactor() {
    return lower.map(EpochRule.Lower::factor).orElse(1.0);
  }
}
