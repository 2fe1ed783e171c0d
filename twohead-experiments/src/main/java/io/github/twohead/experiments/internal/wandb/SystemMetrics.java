package io.github.twohead.experiments.internal.wandb;

import com.sun.management.OperatingSystemMXBean;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Records processor and memory every 15 seconds, as W&B does, from a thread of its own, by W&B's
 * names. What a system does not tell is left out.
 */
final class SystemMetrics implements Closeable {
  private static final int SECONDS = 15;
  private static final double MIB = 1 << 20;
  private static final double MIB_OF_KIB = 1 << 10;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "twohead-wandb");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Begins to record.
   *
   * @param records where
   */
  SystemMetrics(Records records) {
    var unused = timer.scheduleWithFixedDelay(() -> record(records), 0, SECONDS, TimeUnit.SECONDS);
  }

  private static void record(Records records) {
    try {
      records.systemMetrics(Instant.now(), values());
    } catch (IOException e) { // whoever tells of training meets it too; here it ends the timer
      throw new UncheckedIOException(e);
    }
  }

  /** {@return what the machine does now} */
  static Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    values.put("cpu", 100 * SYSTEM.getProcessCpuLoad());
    double total = SYSTEM.getTotalMemorySize() / MIB;
    double available =
        kibibytes("/proc/meminfo", "MemAvailable:").orElse(SYSTEM.getFreeMemorySize() / MIB);
    values.put("memory_percent", 100 * (1 - available / total));
    values.put("proc.memory.availableMB", available);
    kibibytes("/proc/self/status", "VmRSS:")
        .ifPresent(
            own -> {
              values.put("proc.memory.rssMB", own);
              values.put("proc.memory.percent", 100 * own / total);
            });
    values.put("proc.cpu.threads", (double) ManagementFactory.getThreadMXBean().getThreadCount());
    values.values().removeIf(value -> value.isNaN() || value < 0); // not known
    return values;
  }

  /** What Linux says of memory, caches left out, in MiB. */
  private static OptionalDouble kibibytes(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / MIB_OF_KIB)
          .findFirst();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
