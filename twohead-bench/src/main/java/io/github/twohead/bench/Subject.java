package io.github.twohead.bench;

import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.Normalization;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.serving.DjlTfLite;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.serving.BytedecoTfLite;
import io.github.twohead.runtime.internal.serving.FileEngine;
import io.github.twohead.runtime.internal.serving.InputWriter;
import io.github.twohead.runtime.internal.serving.Interpreter;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import io.github.twohead.runtime.internal.serving.NetworkRuntime;
import io.github.twohead.runtime.internal.serving.NetworkRuntimes;
import io.github.twohead.runtime.internal.serving.OnnxRuntimeSession;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can run a network, and the file it runs it from. */
public enum Subject {
  /** PyTorch, from a saved model. */
  PYTORCH(null, null),
  /** DJL's TensorFlow Lite, 32-bit weights. */
  TFLITE_DJL(ExportFormat.TFLITE, DjlTfLite.Service.class),
  /** DJL's TensorFlow Lite, 16-bit weights. */
  TFLITE_DJL_FP16(ExportFormat.TFLITE_FP16, DjlTfLite.Service.class),
  /** DJL's TensorFlow Lite, 8-bit weights. */
  TFLITE_DJL_DYNAMIC(ExportFormat.TFLITE_DYNAMIC, DjlTfLite.Service.class),
  /** DJL's TensorFlow Lite, 8-bit weights and activations. */
  TFLITE_DJL_INT8(ExportFormat.TFLITE_INT8, DjlTfLite.Service.class),
  /** bytedeco's TensorFlow Lite, 32-bit weights. */
  TFLITE_BYTEDECO(ExportFormat.TFLITE, BytedecoTfLite.Service.class),
  /** bytedeco's TensorFlow Lite, 16-bit weights. */
  TFLITE_BYTEDECO_FP16(ExportFormat.TFLITE_FP16, BytedecoTfLite.Service.class),
  /** bytedeco's TensorFlow Lite, 8-bit weights. */
  TFLITE_BYTEDECO_DYNAMIC(ExportFormat.TFLITE_DYNAMIC, BytedecoTfLite.Service.class),
  /** bytedeco's TensorFlow Lite, 8-bit weights and activations. */
  TFLITE_BYTEDECO_INT8(ExportFormat.TFLITE_INT8, BytedecoTfLite.Service.class),
  /** ONNX Runtime, 32-bit weights. */
  ONNX(ExportFormat.ONNX, OnnxRuntimeSession.Service.class);

  private final @Nullable ExportFormat format;
  private final @Nullable Class<? extends NetworkRuntime> runtime;

  Subject(@Nullable ExportFormat format, @Nullable Class<? extends NetworkRuntime> runtime) {
    this.format = format;
    this.runtime = runtime;
  }

  private Optional<NetworkRuntime> runtime() {
    return NetworkRuntimes.all().stream()
        .filter(candidate -> runtime != null && runtime.isInstance(candidate))
        .findFirst();
  }

  /** Opens a network as the library's users do, from a file that is deleted again. */
  EnginePredictor predictor(Network network, int threads) throws IOException {
    PredictorConfig settings =
        PredictorConfig.builder().device(Device.cpu()).threads(threads).build();
    Path file = format == null ? Networks.saved(network) : Networks.exported(network, format);
    try {
      ModelContent content = ModelContent.of(file);
      return runtime == null
          ? PredictorEngine.find(content).open(content, settings)
          : FileEngine.open(content, settings, List.of(runtime().orElseThrow()));
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Opens what lies below the library's predictor.
   *
   * @param network must stay open meanwhile
   * @param rgb the pixels of the image to run it on
   */
  BareNetwork bare(Network network, int threads, byte[] rgb) throws IOException {
    if (format == null) {
      return BareNetwork.ofTorch(network, threads, rgb);
    }
    return interpreter(Networks.exported(network, format), threads, rgb);
  }

  /**
   * Opens a file without the library's predictor, and deletes it.
   *
   * @param rgb the pixels of the image to run it on, which gets ImageNet's normalisation
   */
  BareNetwork interpreter(Path file, int threads, byte[] rgb) throws IOException {
    try {
      NetworkFile content = FileEngine.read(ModelContent.of(file));
      InputWriter writer = new InputWriter(content.input(), Optional.of(Normalization.IMAGENET));
      ByteBuffer image = Networks.memory(content.input().bytes());
      writer.write(rgb, image, 0);
      return BareNetwork.of(runtime().orElseThrow().load(content, threads), image);
    } finally {
      Files.delete(file);
    }
  }

  /** A runtime behind {@link Interpreter}, on numbers that are ready: the floor of predictions. */
  interface BareNetwork extends AutoCloseable {

    /** Runs the network; returns what came out of it. */
    Object run();

    @Override
    void close();

    /** An interpreter, which is only invoked. */
    static BareNetwork of(InterpreterFactory factory, ByteBuffer image) {
      Interpreter interpreter = factory.open();
      return new BareNetwork() {
        @Override
        public Object run() {
          interpreter.input().put(0, image, 0, image.capacity());
          interpreter.run();
          return interpreter.output(0);
        }

        @Override
        public void close() {
          interpreter.close();
          factory.close();
        }
      };
    }

    /** PyTorch's operators by DJL's blocks, up to the logits as a Java array. Not the owner. */
    static BareNetwork ofTorch(Network network, int threads, byte[] rgb) {
      ByteBuffer image = Networks.floats(rgb, network.config().preprocessing());
      return new BareNetwork() {
        @Override
        public Object run() {
          Torch.useThreads(threads);
          return network.infer(image, 1);
        }

        @Override
        public void close() {}
      };
    }
  }
}
