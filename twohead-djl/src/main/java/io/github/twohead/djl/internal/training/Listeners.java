package io.github.twohead.djl.internal.training;

import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.TrainingListener;
import io.github.twohead.spi.TrainingConfig;
import java.util.List;

/** The listeners of a run, in order, as one; the log, where there is none. */
final class Listeners implements TrainingListener {
  private final List<TrainingListener> all;

  private Listeners(List<TrainingListener> all) {
    this.all = all;
  }

  static Listeners of(TrainingConfig settings) {
    List<TrainingListener> given = settings.listeners();
    return new Listeners(given.isEmpty() ? List.of(new EpochLog(settings)) : given);
  }

  @Override
  public void onDecoded(int decoded, int total) {
    all.forEach(listener -> listener.onDecoded(decoded, total));
  }

  @Override
  public void onBatch(BatchReport batch) {
    all.forEach(listener -> listener.onBatch(batch));
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    all.forEach(listener -> listener.onEpoch(epoch));
  }

  /** Asks every listener, so that each knows of every batch. */
  @Override
  public boolean endsTraining(BatchReport batch) {
    return all.stream().filter(listener -> listener.endsTraining(batch)).count() > 0;
  }

  /** Asks every listener, so that each knows of every epoch. */
  @Override
  public boolean endsTraining(EpochReport epoch) {
    return all.stream().filter(listener -> listener.endsTraining(epoch)).count() > 0;
  }
}
