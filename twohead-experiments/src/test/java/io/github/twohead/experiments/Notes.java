package io.github.twohead.experiments;

import io.github.twohead.Evaluation;
import io.github.twohead.TrainingReport.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down what it is told, and fails from the wished call on. */
class Notes implements Tracker {
  final List<String> told = new ArrayList<>();
  final Map<String, Double> last = new LinkedHashMap<>();
  final List<Moment> moments = new ArrayList<>();
  String failsAt = "";
  String failure = "No space left on device";

  @Override
  public String name() {
    return "notes";
  }

  private void note(String what) throws IOException {
    told.add(what);
    if (what.equals(failsAt)) {
      throw new IOException(failure);
    }
  }

  @Override
  public void started(TrackedRun run) throws IOException {
    note("started " + run.name());
  }

  @Override
  public void scalars(Moment moment, Map<String, Double> values) throws IOException {
    moments.add(moment);
    last.putAll(values);
    note("scalars");
  }

  @Override
  public void weights(Moment moment, Map<String, Histogram> byName) throws IOException {
    note("weights " + byName.keySet());
  }

  @Override
  public void evaluated(Moment moment, String table, Evaluation evaluation) throws IOException {
    note("evaluated " + table);
  }

  @Override
  public void pictures(Moment moment, String title, List<Picture> pictures) throws IOException {
    note("pictures " + title);
  }

  @Override
  public void file(Path file) throws IOException {
    note("file " + file.getFileName());
  }

  @Override
  public void flush() throws IOException {
    note("flush");
  }

  @Override
  public void ended(Ending ending) throws IOException {
    note("ended " + ending);
  }

  @Override
  public void close() {
    told.add("close");
  }
}
