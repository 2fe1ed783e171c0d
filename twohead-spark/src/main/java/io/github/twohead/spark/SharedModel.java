package io.github.twohead.spark;

import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.spark.ImageScorer.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;

/** A model on its way to executors, where all tasks share a predictor of it. Immutable. */
final class SharedModel implements Serializable {
  private static final long serialVersionUID = 1;

  private final String key;
  private final Broadcast<byte[]> content;
  private final Settings settings;

  private SharedModel(String key, Broadcast<byte[]> content, Settings settings) {
    this.key = key;
    this.content = content;
    this.settings = settings;
  }

  static SharedModel of(byte[] content, Settings settings, JavaSparkContext spark) {
    return new SharedModel(key(content, settings), spark.broadcast(content), settings);
  }

  /** A digest of the file and of what is set beside it. */
  private static String key(byte[] content, Settings settings) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content);
      try (ObjectOutputStream out =
          new ObjectOutputStream(new DigestOutputStream(new ByteArrayOutputStream(), digest))) {
        out.writeObject(settings);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "settings cannot be sent to executors, as they refer to what is not serializable: "
              + e.getMessage(),
          e);
    }
  }

  static MultiHeadPredictor open(byte[] content, Settings settings, int threads) {
    // the task's own thread works: as many run as there are cores
    MultiHeadPredictor.Builder builder =
        MultiHeadPredictor.builder().executor(Runnable::run).threads(threads);
    settings.apply(builder);
    return builder.open(content);
  }

  String key() {
    return key;
  }

  /** The executor's predictor, which a task may use until it ends. */
  MultiHeadPredictor predictor(TaskContext task) {
    SharedPredictors.Shared shared = SharedPredictors.take(key);
    TaskCompletionListener givingBack = ended -> SharedPredictors.giveBack(shared);
    TaskContext unused = task.addTaskCompletionListener(givingBack);
    return shared.predictor(() -> open(content.value(), settings, task.cpus()));
  }
}
