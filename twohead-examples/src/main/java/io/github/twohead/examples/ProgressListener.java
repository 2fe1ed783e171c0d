package io.github.twohead.examples;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.BatchReport;
import io.github.twohead.EpochReport;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.TrainingListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Tells on stderr how downloading, decoding, every epoch and evaluation go on: in a terminal by a
 * bar that moves and a line at its end, elsewhere by the lines alone, one a minute of what takes
 * long. Both say how much time is left.
 */
final class ProgressListener implements DownloadListener, TrainingListener, AutoCloseable {
  private static final String IMAGES = " images";

  /** Most often done in no time, and then of no interest. */
  private static final String EVALUATING = "evaluating";

  private static final int MEBIBYTE = 1 << 20;
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private final PrintStream out;
  private final boolean bars;
  private final Supplier<Duration> clock;
  private @Nullable ProgressBar bar;
  private boolean announced;
  private Duration begin = Duration.ZERO;
  private Duration lastLine = Duration.ZERO;
  private Duration firstEpoch = Duration.ZERO;
  private int epochs;

  ProgressListener() {
    this(System.err, Terminal.showsErrors(), () -> Duration.ofNanos(System.nanoTime()));
  }

  ProgressListener(PrintStream out, boolean bars, Supplier<Duration> clock) {
    this.out = out;
    this.bars = bars;
    this.clock = clock;
  }

  /** The same table, whose evaluation this tells of. */
  ImageTable watching(ImageTable table) {
    return watching(table, table.skipsUnreadableImages());
  }

  /** The same table, whose images that cannot be read may be left out. */
  ImageTable watching(ImageTable table, boolean skipsUnreadableImages) {
    return new Watched(table, skipsUnreadableImages, this);
  }

  @Override
  public void onDownloaded(long bytes, long total) {
    if (total > 0) {
      step("downloading", bytes, total, " MiB", MEBIBYTE);
    }
  }

  @Override
  public void onDecoded(int decoded, int total) {
    step("decoding", decoded, total, IMAGES, 1);
  }

  @Override
  public void onBatch(BatchReport batch) {
    epochs = batch.epochs();
    if (batch.epoch() == 1 && batch.batch() == 1) {
      firstEpoch = clock.get().minusMillis(Math.round(1000 * batch.seconds()));
    }
    if (bars) {
      String task = "epoch " + batch.epoch() + "/" + epochs;
      ProgressBar current =
          bar == null ? open(task, batch.totalImages(), IMAGES, 1, batch.seconds()) : bar;
      current.setExtraMessage(text(batch));
      current.stepTo(batch.images());
      if (batch.images() == batch.totalImages()) {
        close(); // before validation, which is no part of the epoch's speed
      }
    }
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    Duration elapsed = clock.get().minus(firstEpoch);
    String left = epochs > epoch.epoch() ? left(elapsed, epoch.epoch(), epochs) : "";
    out.println(text(epoch, epochs) + left);
  }

  /** How much time is left if all goes on as before. */
  static String left(Duration elapsed, long done, long total) {
    long seconds = Math.round(elapsed.toMillis() / 1e3 / done * (total - done));
    return seconds < 100
        ? String.format(Locale.ROOT, ", %d s left", seconds)
        : seconds < 6000
            ? String.format(Locale.ROOT, ", %d min left", Math.round(seconds / 60.0))
            : String.format(Locale.ROOT, ", %.1f h left", seconds / 3600.0);
  }

  static String text(BatchReport batch) {
    return String.format(
        Locale.ROOT, "%s  loss %.3f", speed(batch.imagesPerSecond()), batch.loss());
  }

  static String text(EpochReport epoch, int epochs) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  loss %.3f  validation loss %.3f  %s  %s",
        epoch.epoch(),
        epochs,
        epoch.loss(),
        epoch.validationLoss(),
        speed(epoch.imagesPerSecond()),
        epoch.evaluation());
  }

  private static String speed(double imagesPerSecond) {
    return String.format(Locale.ROOT, "%.1f images/s", imagesPerSecond);
  }

  /** A step of what comes before the epochs; the first one says what it is. */
  private void step(String task, long done, long total, String unit, int unitSize) {
    if (bars) {
      ProgressBar current = bar == null ? open(task, total, unit, unitSize, 0) : bar;
      current.stepTo(done);
    } else if (!announced) {
      if (!task.equals(EVALUATING)) {
        out.println(task + " " + (total + unitSize - 1) / unitSize + unit);
      }
      begin = clock.get();
      lastLine = begin;
    } else if (done < total && clock.get().minus(lastLine).compareTo(BETWEEN_LINES) >= 0) {
      lastLine = clock.get();
      String left = left(lastLine.minus(begin), done, total);
      out.println(task + " " + done / unitSize + " of " + total / unitSize + unit + left);
    }
    announced = true;
    if (done == total) {
      close();
    }
  }

  private ProgressBar open(
      String task, long total, String unit, int unitSize, double elapsedSeconds) {
    ProgressBar opened =
        builder(task, total, unit, unitSize)
            .startsFrom(0, Duration.ofMillis(Math.round(1000 * elapsedSeconds)))
            .build();
    bar = opened;
    return opened;
  }

  private static ProgressBarBuilder builder(String task, long total, String unit, int unitSize) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(500)
        .setUnit(unit, unitSize);
  }

  @Override
  public void close() {
    announced = false;
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /** A table whose evaluation is told of. */
  private record Watched(ImageTable table, boolean skipsUnreadableImages, ProgressListener progress)
      implements ImageTable {
    @Override
    public List<LabelledImage> images() {
      return table.images();
    }

    @Override
    public List<String> problems() {
      return table.problems();
    }

    @Override
    public List<String> notes() {
      return table.notes();
    }

    @Override
    public boolean allowsRepeatedRows() {
      return table.allowsRepeatedRows();
    }

    @Override
    public void onEvaluated(int evaluated, int total) {
      progress.step(EVALUATING, evaluated, total, IMAGES, 1);
    }
  }

  /**
   * Tells how many images are done, and how much time is left: in a terminal by a bar that moves,
   * elsewhere by a line a minute; and at the end by a line.
   */
  static final class ImageCounter implements AutoCloseable {
    private static final long BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

    private final @Nullable ProgressBar bar;
    private final long total;
    private final long begin = System.nanoTime();
    private long lastLine = begin;
    private long images;

    /**
     * Begins.
     *
     * @param total how many images there are; below 0 if nobody knows
     */
    ImageCounter(String task, long total) {
      this.total = total;
      bar = Terminal.showsErrors() ? builder(task, total, IMAGES, 1).build() : null;
    }

    /** Counts another image. */
    void step() {
      images++;
      if (bar != null) {
        bar.step();
      } else if (System.nanoTime() - lastLine > BETWEEN_LINES) {
        lastLine = System.nanoTime();
        Duration elapsed = Duration.ofNanos(lastLine - begin);
        System.err.println(text() + (total > images ? left(elapsed, images, total) : ""));
      }
    }

    long images() {
      return images;
    }

    private String text() {
      double seconds = (System.nanoTime() - begin) / 1e9;
      return String.format(
          Locale.ROOT, "%,d images in %.1f s, %s", images, seconds, speed(images / seconds));
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
      System.err.println(text());
    }
  }

  /** Where messages to the user go. */
  static final class Terminal {
    private static final int STDERR = 2;

    private Terminal() {}

    /**
     * Whether someone sees stderr as it is written, so that a line may be drawn over another.
     * {@link System#console} tells of stdin and stdout only, and since Java 22 of neither.
     */
    static boolean showsErrors() {
      String name = Platform.isWindows() ? "_isatty" : "isatty";
      try {
        return Function.getFunction(Platform.C_LIBRARY_NAME, name).invokeInt(new Object[] {STDERR})
            != 0;
      } catch (UnsatisfiedLinkError e) {
        return false;
      }
    }
  }
}
