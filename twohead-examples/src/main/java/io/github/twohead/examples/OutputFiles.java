package io.github.twohead.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Checks of files to write, so that hours of training do not end at a folder that is not there. */
final class OutputFiles {
  private OutputFiles() {}

  /** Fails unless the file, if one is given, can be made. */
  static void check(CommandSpec spec, String option, @Nullable Path file) {
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw Examples.mistake(spec, option + ": the folder " + folder + " does not exist");
    }
    if (file != null && Files.isDirectory(file)) {
      throw Examples.mistake(spec, option + ": " + file + " is a folder");
    }
  }
}
