package io.github.twohead.bench;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.twohead.ExportFormat;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * <p>The weights and the image are those of {@link ForwardPassBenchmark} (seed 1). A translator
 * makes a tensor of ready numbers and reads the output as Java numbers. On PyTorch the same blocks
 * run in a {@link Model} with as many threads, on a contiguous tensor (1, 3, H, W) as DJL's own
 * image translators make it; this library's predictor lets channels lie last in memory. On
 * TensorFlow Lite the same exported file is loaded by {@link Model#load} ({@code Criteria} fails:
 * this engine's model zoo is too old for it); DJL gives that interpreter no threads and no XNNPACK,
 * and {@code threads} changes nothing.
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
  private Predictor<ByteBuffer, float[]> predictor;
  private ByteBuffer input;

  /** Opens the network in DJL's way. */
  @Setup
  public void open() throws IOException, MalformedModelException {
    network = Networks.random(heads, size, SEED);
    Preprocessing settings = network.config().preprocessing();
    byte[] rgb = Drawings.rgb(Drawings.photo(size, size, SEED));
    ByteBuffer image = Networks.floats(rgb, settings);
    model = subject.equals(TORCH) ? torchModel() : tfliteModel();
    boolean torch = subject.equals(TORCH);
    input = torch ? channelsFirst(image) : image;
    Shape shape = torch ? new Shape(1, 3, size, size) : new Shape(1, size, size, 3);
    predictor = model.newPredictor(new Numbers(shape, torch));
  }

  /** What a program that uses DJL alone has in its place: numbers to a tensor and back. */
  private record Numbers(Shape shape, boolean torch) implements Translator<ByteBuffer, float[]> {
    @Override
    public NDList processInput(TranslatorContext context, ByteBuffer numbers) {
      ByteBuffer all = numbers.duplicate().order(ByteOrder.nativeOrder());
      return new NDList(context.getNDManager().create(all, shape, DataType.FLOAT32));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList outputs) {
      return torch ? outputs.singletonOrThrow().toFloatArray() : floats(outputs);
    }

    /** The only way of reading them that this engine still has beside a current DJL. */
    private static float[] floats(NDList outputs) {
      float[] floats = new float[outputs.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = outputs.get(i).toByteBuffer().order(ByteOrder.nativeOrder()).getFloat(0);
      }
      return floats;
    }

    @Override
    public @Nullable Batchifier getBatchifier() {
      return null; // the tensor is a batch already
    }
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

  private static ByteBuffer channelsFirst(ByteBuffer channelsLast) {
    ByteBuffer planes = Networks.memory(channelsLast.capacity());
    int pixels = channelsLast.capacity() / Float.BYTES / 3;
    for (int i = 0; i < 3 * pixels; i++) {
      float value = channelsLast.getFloat(i * Float.BYTES);
      planes.putFloat((i % 3 * pixels + i / 3) * Float.BYTES, value);
    }
    return planes;
  }

  /** One prediction: a logit per head on PyTorch, a probability per head on TensorFlow Lite. */
  @Benchmark
  public float[] predict() throws TranslateException {
    return predictor.predict(input);
  }

  /** Frees the networks. */
  @TearDown
  public void close() {
    predictor.close();
    model.close();
    network.close();
  }
}
