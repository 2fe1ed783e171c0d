package io.github.twohead.experiments.internal.tensorboard;

import com.google.protobuf.ByteString;
import io.github.twohead.experiments.Histogram;
import io.github.twohead.experiments.TrackedRun;
import io.github.twohead.experiments.internal.trackers.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What TensorBoard's plugins show, each a {@code Summary.Value}: a tag, a tensor, and which plugin
 * it is for. Numbers of fields are those of TensorBoard's {@code summary.proto}, {@code
 * tensor.proto} and each plugin's {@code plugin_data.proto}.
 */
final class Values {
  private static final int FLOAT = 1;
  private static final int DOUBLE = 2;
  private static final int STRING = 7;

  private static final int TENSOR_CLASS = 2;
  private static final int BLOB_CLASS = 3;

  private Values() {}

  /** A number, of 32 bits: the server behind TensorBoard's page shows no others. */
  static Message scalar(String tag, double value) {
    return new Message().text(1, tag).float32(2, (float) value);
  }

  /** Bins: where each begins and ends, and its count. */
  static Message histogram(String tag, Histogram histogram) {
    double[] edges = histogram.edges();
    long[] counts = histogram.counts();
    int bins = counts.length;
    ByteBuffer content = littleEndian(3 * bins * Double.BYTES);
    for (int i = 0; i < bins; i++) {
      content.putDouble(edges[i]).putDouble(edges[i + 1]).putDouble((double) counts[i]);
    }
    Message tensor = tensor(DOUBLE, bins, 3).bytes(4, ByteString.copyFrom(content.flip()));
    return value(tag, "histograms", new Message(), TENSOR_CLASS, tensor);
  }

  /** The six rows of a precision-recall curve. */
  static Message curve(String tag, float[][] rows) {
    int thresholds = rows[0].length;
    ByteBuffer content = littleEndian(rows.length * thresholds * Float.BYTES);
    for (float[] row : rows) {
      for (float number : row) {
        content.putFloat(number);
      }
    }
    Message tensor =
        tensor(FLOAT, rows.length, thresholds).bytes(4, ByteString.copyFrom(content.flip()));
    Message plugin = new Message().number(2, thresholds);
    return value(tag, "pr_curves", plugin, TENSOR_CLASS, tensor);
  }

  /** Encoded images of one size. */
  static Message images(String tag, int width, int height, List<byte[]> encoded) {
    Message tensor = tensor(STRING, 2 + encoded.size());
    tensor.text(8, Integer.toString(width)).text(8, Integer.toString(height));
    for (byte[] image : encoded) {
      tensor.bytes(8, ByteString.copyFrom(image));
    }
    return value(tag, "images", new Message(), BLOB_CLASS, tensor);
  }

  /** The settings with which a run began; TensorBoard knows it by its folder. */
  static Message runStarted(TrackedRun run, Instant now) {
    Message session = new Message();
    for (Map.Entry<String, Object> setting : run.recipe().entrySet()) {
      session.message(
          1, new Message().text(1, setting.getKey()).message(2, settingValue(setting.getValue())));
    }
    session.float64(5, now.toEpochMilli() / 1e3);
    return hyperparameters("_hparams_/session_start_info", 3, session);
  }

  /** That a run has ended. */
  static Message runEnded(boolean failed, Instant now) {
    Message session = new Message().number(1, failed ? 2 : 1).float64(2, now.toEpochMilli() / 1e3);
    return hyperparameters("_hparams_/session_end_info", 4, session);
  }

  private static Message settingValue(Object setting) {
    if (setting instanceof Number number) {
      return new Message().float64(2, number.doubleValue());
    }
    return setting instanceof Boolean yes
        ? new Message().number(4, yes ? 1 : 0)
        : new Message().text(3, setting.toString());
  }

  private static Message hyperparameters(String tag, int field, Message session) {
    return value(
        tag, "hparams", new Message().message(field, session), TENSOR_CLASS, tensor(FLOAT, 0));
  }

  private static Message value(
      String tag, String plugin, Message content, int dataClass, Message tensor) {
    Message metadata =
        new Message()
            .message(1, new Message().text(1, plugin).message(2, content))
            .number(4, dataClass);
    return new Message().text(1, tag).message(9, metadata).message(8, tensor);
  }

  /** A tensor of a shape, without its values. */
  private static Message tensor(int type, int... shape) {
    Message sizes = new Message();
    for (int size : shape) {
      sizes.message(2, new Message().number(1, size));
    }
    return new Message().number(1, type).message(2, sizes);
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
