package io.github.twohead.runtime.internal.serving;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.primitives.Bytes;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.twohead.Normalization;
import io.github.twohead.djl.internal.weights.Mutation;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.lite.schema.Model;
import org.tensorflow.lite.schema.TensorType;

/** A sound file of a network, and the damaged ones that are made of it. */
final class DamagedModel {
  /** Made here, or what other tools made. Any other name is that of a file. */
  static final List<String> NAMES =
      List.of(
          "float tflite",
          "int8 tflite",
          "uint8 tflite",
          "onnx",
          "exported tflite, signed again",
          "exported onnx, signed again",
          "dynamic.onnx",
          "qoperator.onnx",
          "float16.onnx",
          "shufflenet-13-batch.onnx");

  /** Longer data than these are weights, not structure. */
  private static final int LONG_DATA = 256;

  private static final String MANIFEST = TinyManifest.of(Normalization.IMAGENET).toJson();

  private final byte[] original;

  /** Its digest, which is made right again after damage; empty if it has none. */
  private final String digest;

  private final int[] structure;

  private DamagedModel(byte[] original, String digest) {
    this.original = original;
    this.digest = digest;
    boolean[] weights = isTfLite() ? tfLiteWeights() : onnxWeights();
    structure = IntStream.range(0, original.length).filter(i -> !weights[i]).toArray();
  }

  static DamagedModel of(String name) throws IOException {
    TinyNetwork sigmoid = new TinyNetwork(TinyNetwork.End.SIGMOID);
    TinyNetwork softmax = new TinyNetwork(TinyNetwork.End.SOFTMAX);
    return switch (name) {
      case "float tflite" -> new DamagedModel(softmax.tflite(Map.of()), "");
      case "int8 tflite" -> new DamagedModel(sigmoid.quantized(TensorType.INT8), "");
      case "uint8 tflite" -> new DamagedModel(softmax.quantized(TensorType.UINT8), "");
      case "onnx" -> new DamagedModel(softmax.onnx(Map.of()), "");
      case "exported tflite, signed again" ->
          signed(sigmoid.tflite(FileMetadata.metadata(MANIFEST, false)));
      case "exported onnx, signed again" ->
          signed(sigmoid.onnx(FileMetadata.metadata(MANIFEST, false)));
      default ->
          new DamagedModel(
              NAMES.contains(name)
                  ? ChangedExportTest.resource(name)
                  : Files.readAllBytes(Path.of(name)),
              "");
    };
  }

  private static DamagedModel signed(byte[] file) {
    byte[] placeholder = FileMetadata.placeholder(MANIFEST).getBytes(StandardCharsets.UTF_8);
    int place = Bytes.indexOf(file, placeholder);
    FileMetadata.sign(file, FileMetadata.placeholder(MANIFEST));
    String digest = new String(file, place, placeholder.length, StandardCharsets.UTF_8);
    return new DamagedModel(file, digest);
  }

  boolean isTfLite() {
    return ModelFormat.TFLITE.isPlausible(original);
  }

  private boolean[] tfLiteWeights() {
    boolean[] weights = new boolean[original.length];
    Model model = Model.getRootAsModel(ByteBuffer.wrap(original));
    for (int i = 0; i < model.buffersLength(); i++) {
      ByteBuffer data = model.buffers(i).dataAsByteBuffer();
      if (data != null && data.remaining() > LONG_DATA) {
        Arrays.fill(weights, data.position(), data.limit(), true);
      }
    }
    return weights;
  }

  private boolean[] onnxWeights() {
    boolean[] weights = new boolean[original.length];
    for (TensorProto tensor : onnx().getGraph().getInitializerList()) {
      byte[] data = tensor.getRawData().toByteArray();
      if (data.length > LONG_DATA) {
        int start = Bytes.indexOf(original, data);
        Arrays.fill(weights, start, start + data.length, true);
      }
    }
    return weights;
  }

  private ModelProto onnx() {
    try {
      return ModelProto.parseFrom(original);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A damaged file. The same seed does the same damage. */
  byte[] damaged(long seed) {
    boolean wellFormed = !isTfLite() && seed % 2 == 0;
    byte[] content =
        wellFormed ? ProtoMutation.of(onnx(), seed) : Mutation.of(original, seed, structure);
    if (!digest.isEmpty() && Bytes.indexOf(content, digest.getBytes(StandardCharsets.UTF_8)) >= 0) {
      FileMetadata.sign(content, digest);
    }
    return content;
  }
}
