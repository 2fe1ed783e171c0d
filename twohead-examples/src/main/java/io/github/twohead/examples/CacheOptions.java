package io.github.twohead.examples;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What training may take to keep decoded images. */
final class CacheOptions {
  @Option(
      names = "--cache-memory",
      paramLabel = "BYTES",
      description =
          "Memory for decoded images, such as 2g or 500m; by default a quarter of the largest heap.")
  @Nullable String memory;

  @Option(
      names = "--cache-disk",
      paramLabel = "BYTES",
      description =
          "A temporary file for those beyond it, 0 for none; by default a quarter of what is free."
              + " Images beyond both are decoded in every epoch.")
  @Nullable String disk;

  @Option(
      names = "--cache-folder",
      paramLabel = "DIR",
      description = "Where that file lies; by default among Java's temporary files.")
  @Nullable Path folder;
}
