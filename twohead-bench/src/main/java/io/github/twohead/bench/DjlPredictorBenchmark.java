package io.github.twohead.bench;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.github.twohead.ExportFormat;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does the same network take by DJL's own predictors? What {@link ForwardPassBenchmark} is
 * compared with.
 *
 * <pre>java -jar twohead-bench/target/benchmarks.jar DjlPredictorBenchmark -prof gc</pre>
 *
 * <p>The weights and the image are those of {@link ForwardPassBenchmark} (seed 1). The input is a
 * tensor that is made once; the output is read as Java numbers. On PyTorch the same blocks run in a
 * {@link Model} with a {@link NoopTranslator}, on a contiguous tensor (1, 3, H, W), with as many
 * threads. On TensorFlow Lite the same exported file is loaded by {@link Model#load} ({@code
 * Criteria} fails: this engine's model zoo is too old for it); DJL gives that interpreter no
 * threads and no XNNPACK, and {@code threads} changes nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-Dai.djl.pytorch.num_interop_threads=1")
public class DjlPredictorBenchmark {
  private static final String TORCH = "DJL_PYTORCH";
  private static final String TFLITE = "DJL_TFLITE";
  private static final long SEED = 1;

  /** The engine of DJL. */
  @Param({TORCH, TFLITE})
  public String subject;

  /** The number of heads. */
  @Param({"1", "2"})
  public int heads;

  /** Width and height of the input. */
  @Param("256")
  public int size;

  /** The threads that work on one image. */
  @Param("1")
  public int threads;

  private Network network;
  private Model model;
  private Predictor<NDList, NDList> predictor;
  private NDList input;

  /** Opens the network in DJL's way. */
  @Setup
  public void open() throws IOException, MalformedModelException {
    network = Networks.random(heads, size, SEED);
    Preprocessing settings = network.config().preprocessing();
    byte[] rgb = Drawings.rgb(Drawings.photo(size, size, SEED));
    ByteBuffer image = Networks.floats(rgb, settings);
    model = subject.equals(TORCH) ? torchModel() : tfliteModel();
    predictor = model.newPredictor(new NoopTranslator(null));
    Shape channelsLast = new Shape(1, size, size, 3);
    NDArray tensor = model.getNDManager().create(image, channelsLast, DataType.FLOAT32);
    input = new NDList(subject.equals(TORCH) ? channelsFirst(tensor) : tensor);
  }

  private Model torchModel() {
    Torch.useThreads(threads);
    Model torch = Model.newInstance("network", "PyTorch");
    torch.setBlock(
        new LambdaBlock(
            images -> new NDList(network.forward(images.singletonOrThrow(), false)), "network"));
    return torch;
  }

  private Model tfliteModel() throws IOException, MalformedModelException {
    Path file = Networks.exported(network, ExportFormat.TFLITE);
    try {
      Model tflite = Model.newInstance("network", "TFLite");
      tflite.load(file.getParent(), file.getFileName().toString());
      return tflite;
    } finally {
      Files.delete(file);
    }
  }

  /** A copy whose memory is in the order of its shape. */
  private static NDArray channelsFirst(NDArray channelsLast) {
    NDArray view = channelsLast.transpose(0, 3, 1, 2);
    return channelsLast.getManager().create(view.toFloatArray(), view.getShape());
  }

  /** One prediction: a logit per head on PyTorch, a probability per head on TensorFlow Lite. */
  @Benchmark
  public float[] predict() throws TranslateException {
    try (NDList output = predictor.predict(input)) {
      return subject.equals(TORCH) ? output.singletonOrThrow().toFloatArray() : floats(output);
    }
  }

  /** The only way of reading them that this engine still has beside a current DJL. */
  private static float[] floats(NDList outputs) {
    float[] floats = new float[outputs.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = outputs.get(i).toByteBuffer().order(ByteOrder.nativeOrder()).getFloat(0);
    }
    return floats;
  }

  /** Frees the networks. */
  @TearDown
  public void close() {
    predictor.close();
    model.close();
    network.close();
  }
}
