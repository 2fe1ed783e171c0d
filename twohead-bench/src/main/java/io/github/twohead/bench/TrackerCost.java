package io.github.twohead.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.twohead.BatchReport;
import io.github.twohead.HeadSpec;
import io.github.twohead.TrainingReport.Ending;
import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.Tracker;
import io.github.twohead.experiments.Trackers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What does it cost to log 100,000 numbers? Prints the processor time that a tracker takes for
 * them, from its start to its end: of all threads of the process, the JIT compiler's and the
 * garbage collector's too. A tracker has a JVM of its own, so that none runs on code that another
 * has warmed.
 *
 * <pre>java -cp twohead-bench/target/benchmarks.jar io.github.twohead.bench.TrackerCost tensorboard
 * java -cp twohead-bench/target/benchmarks.jar io.github.twohead.bench.TrackerCost wandb</pre>
 *
 * <p>Numbers come as in training, three of every batch of nine epochs. To compare with: the user
 * and system time of {@code train --epochs 9} on the data set clothing, as {@code time} or {@code
 * /usr/bin/time} prints it.
 */
public final class TrackerCost {
  private static final int NUMBERS = 100_000;
  private static final int OF_BATCH = 3;
  private static final int EPOCHS = 9;
  private static final int BATCHES = (NUMBERS + OF_BATCH * EPOCHS - 1) / (OF_BATCH * EPOCHS);

  private TrackerCost() {}

  /**
   * Measures a tracker.
   *
   * @param args its name
   * @throws IOException if its files cannot be deleted
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("twohead-bench-");
    TrackedRun run =
        TrackedRun.builder().folder(folder).heads(List.of(HeadSpec.binary("screen"))).build();
    long before = nanos();
    try (Trackers trackers = Trackers.builder(run).tracker(Tracker.named(args[0])).start()) {
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        train(trackers, epoch);
      }
      trackers.ended(Ending.COMPLETED);
    }
    long taken = nanos() - before;
    System.out.printf(
        Locale.ROOT,
        "%s: %,d numbers, %.2f s of processor time, %,d bytes%n",
        args[0],
        OF_BATCH * EPOCHS * BATCHES,
        taken / 1e9,
        delete(folder));
  }

  private static void train(Trackers trackers, int epoch) {
    for (int batch = 1; batch <= BATCHES; batch++) {
      trackers.onBatch(
          BatchReport.builder()
              .epoch(epoch)
              .epochs(EPOCHS)
              .batch(batch)
              .batches(BATCHES)
              .images(64 * batch)
              .seconds(batch * 0.7)
              .loss(1.0 / (epoch + batch))
              .learningRate(1e-3 / epoch)
              .build());
    }
  }

  private static long nanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Deletes a folder; returns how large its files were. */
  private static long delete(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted((one, other) -> other.compareTo(one)).toList()) {
        bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
        Files.delete(path);
      }
    }
    return bytes;
  }
}
