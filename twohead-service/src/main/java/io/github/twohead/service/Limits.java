package io.github.twohead.service;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** What a service takes, and how long it lets anybody wait. */
final class Limits {
  @Option(
      names = "--max-bytes",
      paramLabel = "BYTES",
      description = "The most bytes of an upload; ${DEFAULT-VALUE} unless given.")
  int bytes = 16 << 20;

  @Option(
      names = "--max-files",
      paramLabel = "N",
      description = "The most files of an upload; ${DEFAULT-VALUE} unless given.")
  int files = 16;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description =
          "The most pixels of an upload's images together, which a few bytes may claim, and of what"
              + " is answered together; ${DEFAULT-VALUE} unless given.")
  long pixels = 25_000_000;

  @Option(
      names = "--max-total-bytes",
      paramLabel = "BYTES",
      description =
          "The most bytes of all uploads that are not yet answered; a quarter of the heap unless"
              + " given.")
  long totalBytes = Runtime.getRuntime().maxMemory() / 4;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description =
          "The most connections: others wait until one ends. ${DEFAULT-VALUE} unless given.")
  int connections = 1000;

  @Option(
      names = "--name",
      split = ",",
      paramLabel = "NAME",
      description =
          "A name by which a proxy asks for it: requests for others are refused. Of this machine's"
              + " own unless given, or any where --host lets others reach it.")
  Set<String> names = new TreeSet<>();

  @Option(
      names = "--upload-time",
      paramLabel = "TIME",
      description =
          "The longest that a sender may take for an upload, and before it for the request's head;"
              + " PT30S, 30 seconds, unless given.")
  Duration uploadTime = Duration.ofSeconds(30);

  @Option(
      names = "--idle-time",
      paramLabel = "TIME",
      description = "The longest silence of a connection; PT10S unless given.")
  Duration idleTime = Duration.ofSeconds(10);

  @Option(
      names = "--queue",
      paramLabel = "N",
      description =
          "The most images that wait or are being answered; ${DEFAULT-VALUE} unless given.")
  int queue = 256;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "The most images that are answered together; ${DEFAULT-VALUE} unless given.")
  int batch = 16;

  @Option(
      names = "--batch-delay",
      paramLabel = "TIME",
      description = "The longest that an image waits for others; PT0.005S unless given.")
  Duration batchDelay = Duration.ofMillis(5);

  @Option(
      names = "--latency",
      paramLabel = "TIME",
      description =
          "The longest that an image waits for its turn; one that would wait longer is refused at"
              + " once. PT1S unless given.")
  Duration latency = Duration.ofSeconds(1);

  @Option(
      names = "--stop-time",
      paramLabel = "TIME",
      description = "The longest that stopping waits for uploads and answers; PT20S unless given.")
  Duration stopTime = Duration.ofSeconds(20);
}
