package io.github.twohead.experiments.internal.trackers;

import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.Tracker;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Keeps numbers as lines of a text file in the folder of the run. */
abstract class MetricFile implements Tracker {
  private final String name;
  private final String file;
  private final String header;

  private Writer out = Writer.nullWriter();

  /**
   * Begins without a file.
   *
   * @param header what it begins with
   */
  MetricFile(String name, String file, String header) {
    this.name = name;
    this.file = file;
    this.header = header;
  }

  /** What lines are written to. */
  final Writer out() {
    return out;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Set<Detail> details() {
    return Set.of();
  }

  @Override
  public final void started(TrackedRun run) throws IOException {
    out =
        new BufferedWriter(
            new OutputStreamWriter(
                RunFile.create(run.folder(), file, file), StandardCharsets.UTF_8));
    out.write(header);
  }

  @Override
  public final void flush() throws IOException {
    out.flush();
  }

  @Override
  public final void close() throws IOException {
    out.close();
  }
}
