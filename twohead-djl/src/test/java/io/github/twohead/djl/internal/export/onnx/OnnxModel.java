package io.github.twohead.djl.internal.export.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.twohead.djl.internal.graph.Graph;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** A written graph in ONNX Runtime. */
final class OnnxModel implements AutoCloseable {
  private final OrtSession session;

  OnnxModel(Graph graph, Map<String, String> metadata) throws OrtException {
    byte[] content = OnnxWriter.write(graph, metadata);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = OrtEnvironment.getEnvironment().createSession(content, options);
    }
  }

  OrtSession session() {
    return session;
  }

  long[] inputShape() throws OrtException {
    return ((TensorInfo) session.getInputInfo().get("image").getInfo()).getShape();
  }

  long[] outputShape(String name) throws OrtException {
    return ((TensorInfo) session.getOutputInfo().get(name).getInfo()).getShape();
  }

  /** Runs images, each in row-major order, at once; returns the numbers of each output. */
  Map<String, float[]> run(float[]... images) throws OrtException {
    FloatBuffer batch = FloatBuffer.allocate(images.length * images[0].length);
    for (float[] image : images) {
      batch.put(image);
    }
    long[] shape = inputShape();
    shape[0] = images.length;
    Map<String, float[]> outputs = new LinkedHashMap<>();
    try (OnnxTensor input =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), batch.flip(), shape);
        OrtSession.Result result = session.run(Map.of("image", input))) {
      for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
        outputs.put(output.getKey(), ((OnnxTensor) output.getValue()).getFloatBuffer().array());
      }
    }
    return outputs;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
