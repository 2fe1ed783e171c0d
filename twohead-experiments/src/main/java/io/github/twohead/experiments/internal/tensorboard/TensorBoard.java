package io.github.twohead.experiments.internal.tensorboard;

import io.github.twohead.Evaluation;
import io.github.twohead.HeadEvaluation;
import io.github.twohead.TrainingReport;
import io.github.twohead.experiments.Histogram;
import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.Tracker;
import io.github.twohead.experiments.internal.trackers.Message;
import io.github.twohead.experiments.internal.trackers.RunFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event file that TensorBoard shows: scalars of 32 bits, histograms of weights,
 * precision-recall curves, images with captions, and the settings for its table of hyperparameters.
 * What is told after an epoch is shown at its number, what is told after a batch at the batches so
 * far.
 */
public final class TensorBoard implements Tracker {
  private static final int MOST_CATEGORIES = 20;

  private @Nullable EventFile file;

  /** Makes it. */
  public static final class Factory implements Tracker.Factory {
    /** Called by the service loader. */
    public Factory() {}

    @Override
    public String name() {
      return "tensorboard";
    }

    @Override
    public Tracker create(Map<String, String> options) {
      try {
        Class.forName("com.google.protobuf.CodedOutputStream");
        return new TensorBoard();
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(
            "the tracker tensorboard needs Protocol Buffers: add the dependency"
                + " com.google.protobuf:protobuf-java to your program",
            e);
      }
    }
  }

  @Override
  public String name() {
    return "tensorboard";
  }

  @Override
  public void started(TrackedRun run) throws IOException {
    Instant now = Instant.now();
    String name =
        String.format(Locale.ROOT, "events.out.tfevents.%010d.twohead", now.getEpochSecond());
    file = new EventFile(RunFile.create(run.folder(), name, "*tfevents*"), now);
    file.add(now, 0, Values.runStarted(run, now));
    file.flush();
  }

  private EventFile file() throws IOException {
    if (file == null) {
      throw new IOException("no run has started");
    }
    return file;
  }

  private void add(Moment moment, Message value) throws IOException {
    long step = moment.epochEnded() ? moment.epoch() : moment.step();
    file().add(moment.time(), step, value);
  }

  @Override
  public void scalars(Moment moment, Map<String, Double> values) throws IOException {
    for (Map.Entry<String, Double> value : values.entrySet()) {
      if (!value.getValue().isNaN()) {
        add(moment, Values.scalar(value.getKey(), value.getValue()));
      }
    }
  }

  @Override
  public void weights(Moment moment, Map<String, Histogram> byName) throws IOException {
    for (Map.Entry<String, Histogram> weight : byName.entrySet()) {
      add(moment, Values.histogram("weights/" + weight.getKey(), weight.getValue()));
    }
  }

  @Override
  public void evaluated(Moment moment, String table, Evaluation evaluation) throws IOException {
    for (HeadEvaluation head : evaluation.heads().values()) {
      String tag = table + "/" + head.head().name();
      List<String> categories = head.head().categories();
      if (!head.head().isCategorical()) {
        add(moment, Values.curve(tag, PrCurve.of(head)));
      }
      for (int i = 0; i < categories.size() && categories.size() <= MOST_CATEGORIES; i++) {
        add(moment, Values.curve(tag + "/" + categories.get(i), PrCurve.of(head, i)));
      }
    }
  }

  @Override
  public void pictures(Moment moment, String title, List<Picture> pictures) throws IOException {
    if (pictures.isEmpty()) {
      return;
    }
    List<byte[]> encoded = new ArrayList<>();
    for (Picture picture : pictures) {
      encoded.add(CaptionedPicture.jpeg(picture));
    }
    Picture first = pictures.get(0);
    int width = CaptionedPicture.width(first);
    add(moment, Values.images(title, width, CaptionedPicture.height(first), encoded));
  }

  @Override
  public void flush() throws IOException {
    file().flush();
  }

  @Override
  public void ended(TrainingReport.Ending ending) throws IOException {
    Instant now = Instant.now();
    file().add(now, 0, Values.runEnded(ending == TrainingReport.Ending.FAILURE, now));
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
