package io.github.twohead.djl.internal.pretrained;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Fetches the file of an address into a folder, after a line that says so. */
final class DownloadingProcess {
  private DownloadingProcess() {}

  public static void main(String[] args) {
    WeightsDownload download =
        new WeightsDownload(URI.create(args[0]), Path.of(args[1]), Duration.ofSeconds(30));
    System.out.println("fetching");
    download.fetch((bytes, total) -> {});
  }
}
