package io.github.twohead.experiments.internal.trackers;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.Tracker;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Keeps every number in {@code metrics.csv}: a row for each, {@code time,epoch,step,name,value}. So
 * the columns are the same in every run, and those of several can be put together.
 */
public final class Csv implements Tracker {
  private static final String FILE = "metrics.csv";

  private Writer out = Writer.nullWriter();

  /** Makes it. */
  public static final class Factory implements Tracker.Factory {
    /** Called by the service loader. */
    public Factory() {}

    @Override
    public String name() {
      return "csv";
    }

    @Override
    public Tracker create(Map<String, String> options) {
      return new Csv();
    }
  }

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public Set<Detail> details() {
    return Set.of();
  }

  @Override
  public void started(TrackedRun run) throws IOException {
    OutputStream file = RunFile.create(run.folder(), FILE, FILE);
    out = new BufferedWriter(new OutputStreamWriter(file, StandardCharsets.UTF_8));
    out.write("time,epoch,step,name,value\n");
  }

  @Override
  public void scalars(Moment moment, Map<String, Double> values) throws IOException {
    String time = moment.time().toString();
    String epoch = Integer.toString(moment.epoch());
    String step = Long.toString(moment.step());
    CsvWriter csv = CsvWriter.builder().bufferSize(0).lineDelimiter(LineDelimiter.LF).build(out);
    for (Map.Entry<String, Double> value : values.entrySet()) {
      double number = value.getValue();
      String text = Double.isFinite(number) ? Double.toString(number) : "";
      csv.writeRecord(time, epoch, step, value.getKey(), text);
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
