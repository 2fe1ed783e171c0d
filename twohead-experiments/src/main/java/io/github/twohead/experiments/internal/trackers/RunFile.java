package io.github.twohead.experiments.internal.trackers;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the files of a run. */
public final class RunFile {
  private RunFile() {}

  /**
   * Makes a file. Unlike a channel it stays open where its thread is interrupted.
   *
   * @param alike which files must not be there, such as {@code metrics.csv}
   * @throws IOException saying so if one is there already, or the file cannot be written
   */
  public static OutputStream create(Path folder, String name, String alike) throws IOException {
    try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder, alike)) {
      for (Path file : earlier) {
        throw new IOException(
            file + " is there already: give the run another folder, or delete the file");
      }
    }
    return new FileOutputStream(folder.resolve(name).toFile());
  }
}
