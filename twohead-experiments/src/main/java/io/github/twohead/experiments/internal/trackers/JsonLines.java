package io.github.twohead.experiments.internal.trackers;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
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
 * Keeps every number in {@code metrics.jsonl}: a JSON object for each moment, with its {@code
 * time}, {@code epoch} and {@code step} and the numbers by name, null where one is undefined.
 */
public final class JsonLines implements Tracker {
  private static final String FILE = "metrics.jsonl";

  private Writer out = Writer.nullWriter();

  /** Makes it. */
  public static final class Factory implements Tracker.Factory {
    /** Called by the service loader. */
    public Factory() {}

    @Override
    public String name() {
      return "json_lines";
    }

    @Override
    public Tracker create(Map<String, String> options) {
      return new JsonLines();
    }
  }

  @Override
  public String name() {
    return "json_lines";
  }

  @Override
  public Set<Detail> details() {
    return Set.of();
  }

  @Override
  public void started(TrackedRun run) throws IOException {
    OutputStream file = RunFile.create(run.folder(), FILE, FILE);
    out = new BufferedWriter(new OutputStreamWriter(file, StandardCharsets.UTF_8));
  }

  @Override
  public void scalars(Moment moment, Map<String, Double> values) throws IOException {
    @SuppressWarnings("resource") // the stream is closed with this tracker
    JsonWriter json = new JsonWriter(out);
    json.setStrictness(Strictness.STRICT);
    json.beginObject();
    json.name("time").value(moment.time().toString());
    json.name("epoch").value(moment.epoch());
    json.name("step").value(moment.step());
    for (Map.Entry<String, Double> value : values.entrySet()) {
      json.name(value.getKey());
      if (Double.isFinite(value.getValue())) {
        json.value(value.getValue().doubleValue());
      } else {
        json.nullValue();
      }
    }
    json.endObject();
    out.write('\n');
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
