package io.github.twohead.djl.internal.training;

import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.EpochSelection;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.TwoheadException;
import io.github.twohead.spi.EpochConfig;
import io.github.twohead.spi.TrainingConfig;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of a run, in order, as one; the log, where there is none.
 *
 * <p>An interrupt makes what a listener calls fail, such as evaluation. It ends training, and is
 * not the listener's failure.
 */
final class Listeners implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<TrainingListener> all;
  private boolean interrupted;

  private Listeners(List<TrainingListener> all) {
    this.all = all;
  }

  static Listeners of(TrainingConfig settings) {
    List<TrainingListener> given = settings.listeners();
    return new Listeners(given.isEmpty() ? List.of(new EpochLog(settings.epochs())) : given);
  }

  @Override
  public void onDecoded(int decoded, int total) {
    count(
        listener -> {
          listener.onDecoded(decoded, total);
          return false;
        });
  }

  @Override
  public void onBatch(BatchReport batch) {
    count(
        listener -> {
          listener.onBatch(batch);
          return false;
        });
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    count(
        listener -> {
          listener.onEpoch(epoch);
          return false;
        });
  }

  /** Asks every listener, so that each knows of every batch. */
  @Override
  public boolean endsTraining(BatchReport batch) {
    return count(listener -> listener.endsTraining(batch)) > 0;
  }

  /** Asks every listener, so that each knows of every epoch. */
  @Override
  public boolean endsTraining(EpochReport epoch) {
    return count(listener -> listener.endsTraining(epoch)) > 0;
  }

  /** Whether an interrupt stopped a listener. */
  boolean wereInterrupted() {
    return interrupted;
  }

  private long count(Predicate<TrainingListener> call) {
    return all.stream().filter(listener -> unlessInterrupted(listener, call)).count();
  }

  private boolean unlessInterrupted(TrainingListener listener, Predicate<TrainingListener> call) {
    try {
      return call.test(listener);
    } catch (TwoheadException e) {
      if (!Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.debug("An interrupt stopped a listener", e);
      interrupted = true;
      return false;
    }
  }

  /** Logs a line per epoch, under the name that users know. */
  private static final class EpochLog implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    private final EpochConfig epochs;

    EpochLog(EpochConfig epochs) {
      this.epochs = epochs;
    }

    @Override
    public void onEpoch(EpochReport epoch) {
      if (LOG.isInfoEnabled()) {
        LOG.info(line(epoch));
      }
    }

    /** The score that decides, unless it is the loss. */
    private String deciding(EpochReport epoch) {
      EpochSelection best = epochs.best();
      return best.head().isPresent()
          ? String.format(
              Locale.ROOT,
              ", %s %s %.3f",
              best.head().get(),
              best.metric().orElseThrow().name(),
              best.score(epoch))
          : "";
    }

    private String line(EpochReport epoch) {
      return String.format(
          Locale.ROOT,
          "epoch %d of %d: loss %.4f, validation loss %.4f%s, %.1f images/s",
          epoch.epoch(),
          epochs.count(),
          epoch.loss(),
          epoch.validationLoss(),
          deciding(epoch),
          epoch.imagesPerSecond());
    }
  }
}
