package io.github.twohead.examples;

import io.github.twohead.EpochReport;
import io.github.twohead.experiments.Sweep;
import io.github.twohead.experiments.SweepTable.Row;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Tells on stderr how a sweep goes on, and how much time is left: in a terminal by a bar that
 * moves, elsewhere by a line for each run.
 */
final class SweepProgress implements Sweep.Listener, AutoCloseable {
  private final PrintStream out;
  private final boolean bars;
  private final Supplier<Duration> clock;
  private @Nullable ProgressBar bar;
  private Duration begin = Duration.ZERO;
  private int runs;
  private int kept;
  private int done;

  SweepProgress() {
    this(
        System.err,
        ProgressListener.Terminal.showsErrors(),
        () -> Duration.ofNanos(System.nanoTime()));
  }

  SweepProgress(PrintStream out, boolean bars, Supplier<Duration> clock) {
    this.out = out;
    this.bars = bars;
    this.clock = clock;
  }

  @Override
  public void onRound(int ofRound, int keptOfRound) {
    close();
    runs = ofRound;
    kept = keptOfRound;
    done = 0;
    begin = clock.get();
    String before = kept > 0 ? ", of which " + kept + " are there already" : "";
    out.println("training " + runs + (runs == 1 ? " run" : " runs") + before);
    if (bars) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("sweep")
              .setInitialMax(runs - kept)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .setUnit(" runs", 1)
              .build();
    }
  }

  @Override
  public void onEpoch(int run, EpochReport epoch) {
    if (bar != null) {
      bar.setExtraMessage("run " + run + ", " + epoch);
    }
  }

  @Override
  public void onRun(Row run) {
    done++;
    if (done <= kept) {
      return;
    }
    if (bar != null) {
      bar.setExtraMessage(score(run));
      bar.step();
    } else {
      Duration elapsed = clock.get().minus(begin);
      String left = done < runs ? ProgressListener.left(elapsed, done - kept, runs - kept) : "";
      out.println("run " + done + "/" + runs + "  " + text(run) + left);
    }
  }

  private static String text(Row run) {
    String settings =
        run.settings().entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining(" "));
    return String.format(
        Locale.ROOT, "%s  %s  %.0f s", settings, score(run), run.result().seconds());
  }

  private static String score(Row run) {
    OptionalDouble score = run.result().bestScore();
    return score.isPresent()
        ? String.format(Locale.ROOT, "%s %.3f", run.result().bestBy(), score.getAsDouble())
        : run.result().error();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
