package io.github.twohead.experiments.internal.trackers;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import io.github.twohead.experiments.Tracker;
import java.io.IOException;
import java.util.Map;

/**
 * Keeps every number in {@code metrics.jsonl}: a JSON object for each moment, with its {@code
 * time}, {@code epoch} and {@code step} and the numbers by name, null where one is undefined.
 */
public final class JsonLines extends MetricFile {
  private static final String NAME = "json_lines";

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
      return new JsonLines();
    }
  }

  private JsonLines() {
    super(NAME, "metrics.jsonl", "");
  }

  @Override
  public void scalars(Moment moment, Map<String, Double> values) throws IOException {
    @SuppressWarnings("resource") // the stream is closed with this tracker
    JsonWriter json = new JsonWriter(out());
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
    out().write('\n');
  }
}
