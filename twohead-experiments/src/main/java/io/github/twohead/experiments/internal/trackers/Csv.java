package io.github.twohead.experiments.internal.trackers;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.twohead.experiments.Tracker;
import java.io.IOException;
import java.util.Map;

/**
 * Keeps every number in {@code metrics.csv}: a row for each, {@code time,epoch,step,name,value}. So
 * the columns are the same in every run, and those of several can be put together.
 */
public final class Csv extends MetricFile {
  private static final String NAME = "csv";

  /** Makes it. */
  public static final class Factory implements Tracker.Factory {
    /** Called by the service loader. */
    public Factory() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Tracker create(Map<String, String> options) {
      return new Csv();
    }
  }

  private Csv() {
    super(NAME, "metrics.csv", "time,epoch,step,name,value\n");
  }

  @Override
  public void scalars(Moment moment, Map<String, Double> values) throws IOException {
    String time = moment.time().toString();
    String epoch = Integer.toString(moment.epoch());
    String step = Long.toString(moment.step());
    CsvWriter csv = CsvWriter.builder().bufferSize(0).lineDelimiter(LineDelimiter.LF).build(out());
    for (Map.Entry<String, Double> value : values.entrySet()) {
      double number = value.getValue();
      String text = Double.isFinite(number) ? Double.toString(number) : "";
      csv.writeRecord(time, epoch, step, value.getKey(), text);
    }
  }
}
