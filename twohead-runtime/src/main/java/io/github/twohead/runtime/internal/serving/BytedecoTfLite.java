package io.github.twohead.runtime.internal.serving;

import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.formats.NetworkFile;
import io.github.twohead.runtime.internal.natives.Natives.LoadedLibrary;
import io.github.twohead.runtime.internal.serving.Interpreter.InterpreterFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithXNNPACK;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.slf4j.LoggerFactory;

/**
 * An interpreter of the TensorFlow Lite of {@code org.bytedeco}, which is many times faster with
 * 8-bit numbers than earlier ones.
 */
public final class BytedecoTfLite implements Interpreter {
  private static final int OK = 0;

  /** What the interpreter refers to, in the order in which it is made. */
  private final List<Pointer> owned = new ArrayList<>();

  /** The file's own bytes, in which the interpreter reads the weights. */
  private final NetworkFile file;

  private final org.bytedeco.tensorflowlite.Interpreter interpreter;
  private final ByteBuffer input;
  private final List<ByteBuffer> outputs = new ArrayList<>();

  BytedecoTfLite(NetworkFile file, int threads) {
    this.file = file;
    try {
      interpreter = build(threads);
      require(interpreter.AllocateTensors() == OK, "allocate memory for");
      input = memory(interpreter.input_tensor(0), file.input().bytes());
      for (int i = 0; i < file.outputs().size(); i++) {
        outputs.add(memory(interpreter.output_tensor(i), file.outputs().get(i).bytes()));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private org.bytedeco.tensorflowlite.Interpreter build(int threads) {
    BytePointer content = own(new BytePointer(file.content().duplicate().clear()));
    FlatBufferModel model = FlatBufferModel.BuildFromBuffer(content, file.content().capacity());
    require(model != null && !model.isNull(), "read");
    BuiltinOpResolverWithXNNPACK operators = own(new BuiltinOpResolverWithXNNPACK(true));
    InterpreterBuilder builder = own(new InterpreterBuilder(own(model), operators));
    require(builder.SetNumThreads(threads) == OK, "use " + threads + " threads for");
    var built = own(new org.bytedeco.tensorflowlite.Interpreter((Pointer) null));
    require(builder.apply(built) == OK && !built.isNull(), "build an interpreter of");
    return built;
  }

  private <T extends Pointer> T own(T pointer) {
    owned.add(pointer);
    return pointer;
  }

  private static void require(boolean condition, String action) {
    if (!condition) {
      throw new IllegalStateException("TensorFlow Lite cannot " + action + " the model");
    }
  }

  /** A tensor's memory, which stays where it is as long as shapes do not change. */
  private static ByteBuffer memory(TfLiteTensor tensor, int bytes) {
    require(tensor.bytes() == bytes, "give the shape that is declared by");
    return tensor.data().raw().capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  @Override
  public ByteBuffer input() {
    return input;
  }

  @Override
  public void run() {
    require(interpreter.Invoke() == OK, "run");
  }

  @Override
  public ByteBuffer output(int index) {
    return outputs.get(index);
  }

  @Override
  public void close() {
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
    owned.clear();
  }

  /** Makes such interpreters. */
  public static final class Service implements NetworkRuntime {

    /** Called by the service loader. */
    public Service() {}

    @Override
    public boolean runs(ModelFormat format) {
      return format == ModelFormat.TFLITE;
    }

    @Override
    public int rank() {
      return 1;
    }

    @Override
    public void start() {
      TfLiteLog.warningsOnly(Loader.load(tensorflowlite.class));
    }

    @Override
    public String artifact() {
      return "org.bytedeco:tensorflow-lite";
    }

    @Override
    public String title() {
      return "TensorFlow Lite " + tensorflowlite.TfLiteVersion().getString();
    }

    @Override
    public String natives() {
      return Loader.load(tensorflowlite.class);
    }

    @Override
    public InterpreterFactory load(NetworkFile file, int threads) {
      return () -> new BytedecoTfLite(file, threads);
    }
  }

  /**
   * What TensorFlow Lite prints on stderr: a line for each process that it runs in, unless told to
   * print warnings only. Its API in Java cannot tell it.
   */
  private static final class TfLiteLog {
    /** {@code tflite::LoggerOptions::SetMinimumLogSeverity(tflite::LogSeverity)}. */
    private static final String SET =
        "_ZN6tflite13LoggerOptions21SetMinimumLogSeverityENS_11LogSeverityE";

    private static final int WARNING = 2;

    private TfLiteLog() {}

    /**
     * Leaves out all but warnings and errors, where JNA is there and the library has what it takes.
     *
     * @param library the file of the library, which is loaded
     */
    static void warningsOnly(String library) {
      try {
        new LoadedLibrary(library).call(SET, WARNING);
      } catch (NoClassDefFoundError e) {
        // without JNA it prints its line; that is no news
      } catch (Error e) { // a plain one where JNA meets another version of itself
        LoggerFactory.getLogger(TfLiteLog.class).debug("TensorFlow Lite prints what it likes", e);
      }
    }
  }
}
