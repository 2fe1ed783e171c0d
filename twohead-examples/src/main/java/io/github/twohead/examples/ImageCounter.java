package io.github.twohead.examples;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Tells on stderr how many images are done, of which nobody knows how many there are: in a terminal
 * by a bar that moves, elsewhere by a line a minute; and at the end by a line.
 */
final class ImageCounter implements AutoCloseable {
  private static final long BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

  private final PrintStream out;
  private final @Nullable ProgressBar bar;
  private final long begin = System.nanoTime();
  private long lastLine = begin;
  private long images;

  ImageCounter(String task) {
    this(task, System.err, ProgressListener.Terminal.showsErrors());
  }

  ImageCounter(String task, PrintStream out, boolean bars) {
    this.out = out;
    bar = bars ? bar(task) : null;
  }

  private static ProgressBar bar(String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(-1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(500)
        .setUnit(" images", 1)
        .build();
  }

  /** Counts another image. */
  void step() {
    images++;
    if (bar != null) {
      bar.step();
    } else if (System.nanoTime() - lastLine > BETWEEN_LINES) {
      lastLine = System.nanoTime();
      out.println(text());
    }
  }

  long images() {
    return images;
  }

  private String text() {
    double seconds = (System.nanoTime() - begin) / 1e9;
    return String.format(
        Locale.ROOT, "%,d images in %.1f s, %.1f images/s", images, seconds, images / seconds);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
    out.println(text());
  }
}
