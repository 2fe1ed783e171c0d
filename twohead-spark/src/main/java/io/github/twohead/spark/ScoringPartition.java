package io.github.twohead.spark;

import io.github.twohead.ImageSource;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.TwoheadException;
import io.github.twohead.spark.PhotoQueue.Photo;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** What a task does: rows whose last column is a photo become rows of answers, a few at a time. */
final class ScoringPartition implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  private final SharedModel model;
  private final Broadcast<SerializableConfiguration> files;
  private final boolean areBytes;

  /**
   * Says what to do.
   *
   * @param areBytes whether photos are bytes; they are paths otherwise
   */
  ScoringPartition(
      SharedModel model, Broadcast<SerializableConfiguration> files, boolean areBytes) {
    this.model = model;
    this.files = files;
    this.areBytes = areBytes;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> photos) {
    if (!photos.hasNext()) {
      return Collections.emptyIterator();
    }
    TaskContext task = TaskContext.get();
    PhotoQueue queue =
        areBytes ? PhotoQueue.ofBytes(photos) : PhotoQueue.ofPaths(photos, files.value().value());
    TaskCompletionListener closing = ended -> queue.close();
    TaskContext unused = task.addTaskCompletionListener(closing);
    return new Answers(model.predictor(task), queue);
  }

  /** The answers of a task. */
  private static final class Answers implements Iterator<Row> {
    private final MultiHeadPredictor predictor;
    private final int heads;
    private final PhotoQueue photos;
    private final Queue<Row> answered = new ArrayDeque<>();

    Answers(MultiHeadPredictor predictor, PhotoQueue photos) {
      this.predictor = predictor;
      heads = predictor.heads().size();
      this.photos = photos;
    }

    @Override
    public boolean hasNext() {
      return !answered.isEmpty() || photos.hasNext();
    }

    @Override
    public Row next() {
      if (answered.isEmpty()) {
        answer(photos.next());
      }
      return answered.remove();
    }

    private void answer(List<Photo> some) {
      Stream<ImageSource> images =
          some.stream().filter(photo -> photo.image() != null).map(Photo::image);
      try (Stream<PredictionOutcome> predicted = predictor.predictEach(images)) {
        Iterator<PredictionOutcome> outcomes = predicted.iterator();
        for (Photo photo : some) {
          answered.add(
              photo.image() == null
                  ? AnswerColumns.failed(photo.row(), heads, photo.problem())
                  : row(photo.row(), outcomes.next()));
        }
      }
    }

    private Row row(Row photo, PredictionOutcome outcome) {
      outcome.error().ifPresent(ScoringPartition::requireMemory);
      return outcome
          .prediction()
          .map(prediction -> AnswerColumns.row(photo, prediction))
          .orElseGet(() -> AnswerColumns.failed(photo, heads, AnswerColumns.reason(outcome)));
    }
  }

  /** The photo is not to blame where its neighbours took the memory: the task is tried again. */
  static void requireMemory(TwoheadException error) {
    if (error.getCause() instanceof OutOfMemoryError) {
      throw new TwoheadException(
          error.getMessage()
              + ", or give executors more spark.executor.memory, or fewer tasks at a time by"
              + " spark.task.cpus",
          error);
    }
  }
}
