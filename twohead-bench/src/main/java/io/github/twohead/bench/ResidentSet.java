package io.github.twohead.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that this process holds, as Linux tells it. */
final class ResidentSet {
  private ResidentSet() {}

  static long megabytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException("/proc/self/status cannot be read: Linux only", e);
    }
  }
}
