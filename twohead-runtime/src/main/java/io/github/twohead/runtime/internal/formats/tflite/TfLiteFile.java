package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.FileMetadata;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads TFLite models, and checks them through and through: every table lies in the file, every
 * tensor has data of its size, and every operator is known and gets what it can work with.
 *
 * <p>Source of the format: TensorFlow's <a
 * href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs">schema.fbs</a>.
 */
public final class TfLiteFile {
  private static final int VERSION = 3;

  /** Would make an interpreter run operators in another order. */
  private static final String CONTROL_DEPENDENCIES = "model_control_dependencies";

  private final List<@Nullable ByteBuffer> buffers = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final TfLiteGraph graph;

  /** By the number of a tensor the name that the first signature gives it. */
  private final Map<Integer, String> names = new HashMap<>();

  private TfLiteFile(ByteBuffer content) {
    FlatTable model = FlatTable.root(content, "its model");
    model.check("wttstitt");
    if (model.int32(0, 0) != VERSION) {
      throw InvalidFile.of("it is of version " + model.int32(0, 0) + ", not " + VERSION);
    }
    for (FlatTable buffer : model.tables(4, "buffer")) {
      buffers.add(data(buffer));
    }
    if (buffers.isEmpty()) {
      throw InvalidFile.of("it has no buffers");
    }
    if (buffers.get(0) != null) {
      throw InvalidFile.of("its first buffer, which stands for no data, holds some");
    }
    for (int buffer : model.ints(5)) {
      requireBuffer(buffer);
    }
    for (FlatTable entry : model.tables(6, "metadata entry")) {
      readMetadata(entry);
    }
    List<FlatTable> graphs = model.tables(2, "graph");
    if (graphs.size() != 1) {
      throw InvalidFile.of("it holds " + graphs.size() + " graphs, which is not supported");
    }
    graph = new TfLiteGraph(graphs.get(0), model.tables(1, "operator code"), buffers);
    List<FlatTable> signatures = model.tables(7, "signature");
    for (int i = 0; i < signatures.size(); i++) {
      readSignature(signatures.get(i), i == 0);
    }
  }

  /**
   * Reads and checks a model.
   *
   * @param content the whole file, direct; must not change any more
   * @throws io.github.twohead.ModelFileException with the reason alone if it is damaged, or uses
   *     what is not supported
   */
  public static NetworkFile read(ByteBuffer content) {
    byte[] start = new byte[Math.min(content.capacity(), 2 * Integer.BYTES)];
    content.get(0, start);
    if (!ModelFormat.TFLITE.isPlausible(start)) {
      throw InvalidFile.of("it is not a TFLite model");
    }
    TfLiteFile file = new TfLiteFile(content.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN));
    TfLiteGraph graph = file.graph;
    return new NetworkFile(
        content, graph.image(), file.outputs(), file.metadata, graph.scalesLinearChannels());
  }

  private static @Nullable ByteBuffer data(FlatTable buffer) {
    buffer.check("xll");
    if (buffer.int64(1) != 0 || buffer.int64(2) != 0) {
      throw InvalidFile.of(buffer + " lies outside of the model, which is not supported");
    }
    ByteBuffer data = buffer.vector(0, Byte.BYTES);
    return data == null || data.remaining() == 0 ? null : data;
  }

  private void requireBuffer(int buffer) {
    if (buffer < 0 || buffer >= buffers.size()) {
      throw InvalidFile.of("it refers to buffer " + buffer + " of " + buffers.size());
    }
  }

  private void readMetadata(FlatTable entry) {
    entry.check("sw");
    String name = entry.requiredText(0);
    requireBuffer(entry.int32(1, 0));
    if (name.equals(CONTROL_DEPENDENCIES)) {
      throw InvalidFile.of("it has the metadata " + name + ", which is not supported");
    }
    ByteBuffer data = buffers.get(entry.int32(1, 0));
    if (data == null) {
      throw InvalidFile.of(entry + " is empty");
    }
    if (name.startsWith(FileMetadata.MANIFEST)) {
      metadata.put(name, StandardCharsets.UTF_8.decode(data.duplicate()).toString());
    }
  }

  private void readSignature(FlatTable signature, boolean first) {
    signature.check("ttssw");
    if (signature.int32(4, 0) != 0 || !signature.has(0) || !signature.has(1)) {
      throw InvalidFile.of(signature + " is damaged");
    }
    for (int field = 0; field < 2; field++) {
      for (FlatTable entry : signature.tables(field, signature + "'s entry")) {
        entry.check("sw");
        String name = entry.requiredText(0);
        graph.requireTensor(entry.int32(1, 0));
        if (first && field == 1) {
          names.put(entry.int32(1, 0), name);
        }
      }
    }
  }

  private List<NetworkOutput> outputs() {
    List<NetworkOutput> outputs = new ArrayList<>();
    for (int number : graph.outputs()) {
      outputs.add(graph.output(number, names.get(number)));
    }
    return outputs;
  }
}
