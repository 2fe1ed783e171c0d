package io.github.twohead.djl.internal.training;

import io.github.twohead.EpochReport;
import io.github.twohead.Trainer;
import io.github.twohead.TrainingListener;
import io.github.twohead.spi.TrainingConfig;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line per epoch, under the name that users know. */
final class EpochLog implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final TrainingConfig settings;

  EpochLog(TrainingConfig settings) {
    this.settings = settings;
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    if (LOG.isInfoEnabled()) {
      LOG.info(line(epoch));
    }
  }

  private String line(EpochReport epoch) {
    return String.format(
        Locale.ROOT,
        "epoch %d of %d: loss %.4f, validation loss %.4f, %s %s %.3f, %.1f images/s",
        epoch.epoch(),
        settings.epochs(),
        epoch.loss(),
        epoch.validationLoss(),
        settings.mainHead(),
        settings.metric(),
        settings.metric().of(epoch.scores().head(settings.mainHead())),
        epoch.imagesPerSecond());
  }
}
