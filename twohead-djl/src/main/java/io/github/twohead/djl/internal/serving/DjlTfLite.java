package io.github.twohead.djl.internal.serving;

import ai.djl.tflite.engine.LibUtils;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.natives.Natives;
import io.github.twohead.runtime.internal.serving.Interpreter;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import io.github.twohead.runtime.internal.serving.NetworkRuntime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.lite.Interpreter.Options;
import org.tensorflow.lite.TensorFlowLite;

/**
 * An interpreter of TensorFlow Lite 2.6.2, which DJL's engine brings along. The engine itself sets
 * neither threads nor XNNPACK, without which floats take three times as long.
 */
public final class DjlTfLite implements Interpreter {
  private final org.tensorflow.lite.Interpreter interpreter;
  private final ByteBuffer input;
  private final List<ByteBuffer> outputs = new ArrayList<>();
  private final Map<Integer, Object> outputsByIndex = new HashMap<>();

  DjlTfLite(NetworkFile file, int threads) {
    // the file's own bytes: the interpreter needs them as long as it lives, and keeps them
    ByteBuffer content = file.content().duplicate().clear().order(ByteOrder.nativeOrder());
    Options options = new Options();
    options.setNumThreads(threads);
    options.setUseXNNPACK(true);
    interpreter = new org.tensorflow.lite.Interpreter(content, options);
    input = memory(file.input().bytes());
    for (int i = 0; i < file.outputs().size(); i++) {
      outputs.add(memory(file.outputs().get(i).bytes()));
      outputsByIndex.put(i, outputs.get(i));
    }
  }

  private static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public ByteBuffer input() {
    return input;
  }

  @Override
  public void run() {
    input.clear();
    outputs.forEach(ByteBuffer::clear);
    interpreter.runForMultipleInputsOutputs(new Object[] {input}, outputsByIndex);
  }

  @Override
  public ByteBuffer output(int index) {
    return outputs.get(index);
  }

  @Override
  public void close() {
    interpreter.close();
  }

  /** Makes such interpreters. */
  public static final class Service implements NetworkRuntime {
    private static final String ENGINE = "ai/djl/tflite/engine/TfLiteEngine.class";

    private static final String NATIVES = "native/lib/tflite.properties";

    /** Called by the service loader. */
    public Service() {}

    @Override
    public boolean runs(ModelFormat format) {
      return format == ModelFormat.TFLITE;
    }

    /** It is older and slower than another that runs such files, and prints a line. */
    @Override
    public int rank() {
      return 2;
    }

    @Override
    public void start() {
      ClassLoader loader = getClass().getClassLoader();
      if (loader.getResource(ENGINE) == null) {
        throw new UnsatisfiedLinkError("DJL's engine for TensorFlow Lite is not on the class path");
      }
      String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      boolean linuxOrMac = system.contains("linux") || system.contains("mac");
      boolean intel = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
      if (!linuxOrMac || !intel || loader.getResource(NATIVES) == null) {
        throw new UnsatisfiedLinkError("there are no natives for this machine");
      }
      LibUtils.loadLibrary();
    }

    @Override
    public String artifact() {
      return "ai.djl.tflite:tflite-engine";
    }

    @Override
    public String title() {
      return "TensorFlow Lite " + TensorFlowLite.runtimeVersion();
    }

    @Override
    public String natives() {
      return Natives.origin(getClass().getClassLoader().getResource(NATIVES));
    }

    @Override
    public InterpreterFactory load(NetworkFile file, int threads) {
      if (file.scalesLinearChannels()) {
        throw new IllegalStateException(
            title()
                + " makes zeros of what linear layers of 8 bits give that have a scale per channel,"
                + " as one here has: add org.bytedeco:tensorflow-lite, which is newer");
      }
      return () -> new DjlTfLite(file, threads);
    }
  }
}
