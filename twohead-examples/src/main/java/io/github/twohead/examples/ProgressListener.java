package io.github.twohead.examples;

import io.github.twohead.BatchReport;
import io.github.twohead.DownloadListener;
import io.github.twohead.EpochReport;
import io.github.twohead.TrainingListener;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a bar for downloading, for decoding and for every epoch, with images per second, loss and
 * time left.
 */
final class ProgressListener implements DownloadListener, TrainingListener, AutoCloseable {
  private static final String IMAGES = " images";

  private @Nullable ProgressBar bar;

  @Override
  public void onDownloaded(long bytes, long total) {
    if (total > 0) {
      ProgressBar current = bar == null ? open("downloading", total, " MiB", 1 << 20) : bar;
      current.stepTo(bytes);
      if (bytes == total) {
        close();
      }
    }
  }

  @Override
  public void onDecoded(int decoded, int total) {
    ProgressBar current = bar == null ? open("decoding", total, IMAGES, 1) : bar;
    current.stepTo(decoded);
    if (decoded == total) {
      close();
    }
  }

  @Override
  public void onBatch(BatchReport batch) {
    ProgressBar current =
        bar == null
            ? open("epoch " + batch.epoch() + "/" + batch.epochs(), batch.totalImages(), IMAGES, 1)
            : bar;
    current.stepTo(batch.images());
    current.setExtraMessage(String.format(Locale.ROOT, " loss %.3f", batch.loss()));
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    close();
    System.err.printf(
        Locale.ROOT,
        "epoch %d  loss %.3f  validation loss %.3f  %.1f images/s  %s%n",
        epoch.epoch(),
        epoch.loss(),
        epoch.validationLoss(),
        epoch.imagesPerSecond(),
        epoch.scores());
  }

  private ProgressBar open(String task, long max, String unit, long unitSize) {
    ProgressBar opened =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(max)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(500)
            .setUnit(unit, unitSize)
            .showSpeed()
            .build();
    bar = opened;
    return opened;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
