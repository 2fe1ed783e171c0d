package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import io.github.twohead.Augmentation;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.runtime.internal.ChildJvm;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.FutureTask;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the thread that is first to need something native brings along, in JVMs of their own. */
class CallingThreadTest {
  private static final HeadSpec RED = HeadSpec.builder("red").width(8).build();
  private static final LabelSplitter LABELS = LabelSplitter.builder().positive(RED, 1).build();

  @TempDir private Path folder;

  /** A thread of a pool that could not load this library itself, or is interrupted. */
  enum Caller {
    WITHOUT_LOADER(null),
    OF_THE_PLATFORM(ClassLoader.getPlatformClassLoader()),
    OF_NOTHING(new URLClassLoader(new URL[0], null)),
    INTERRUPTED(null);

    private final @Nullable ClassLoader loader;

    Caller(@Nullable ClassLoader loader) {
      this.loader = loader;
    }

    /** Does something there, and returns when it is done. */
    <T> T call(Callable<T> work) throws Exception {
      ForkJoinPool pool = new ForkJoinPool(1, this::thread, null, false);
      FutureTask<T> task = new FutureTask<>(() -> inState(work));
      CompletableFuture.runAsync(task, pool).get();
      return task.get();
    }

    private ForkJoinWorkerThread thread(ForkJoinPool owner) {
      ForkJoinWorkerThread thread =
          ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(owner);
      thread.setContextClassLoader(loader);
      return thread;
    }

    private <T> T inState(Callable<T> work) throws Exception {
      if (this == INTERRUPTED) {
        Thread.currentThread().interrupt();
      }
      T result = work.call();
      assertThat(Thread.interrupted()).isEqualTo(this == INTERRUPTED);
      return result;
    }
  }

  /** Trains, saves, opens, exports and predicts. */
  static final class Everything {
    private Everything() {}

    public static void main(String[] args) throws Exception {
      System.out.println(Caller.valueOf(args[0]).call(() -> all(Path.of(args[1]))));
      System.exit(0);
    }

    private static String all(Path folder) throws IOException {
      Path saved = folder.resolve("model.twohead");
      try (MultiHeadModel model = model()) {
        model.trainer().epochs(1).augmentation(Augmentation.none()).fit(table(0), table(1));
        model.save(saved);
      }
      MultiHeadModel.opener().device(Device.cpu()).open(saved).close();
      return answer(saved)
          + answer(export(folder, ExportFormat.TFLITE))
          + answer(export(folder, ExportFormat.ONNX));
    }
  }

  /** Predicts with files. */
  static final class Answers {
    private Answers() {}

    public static void main(String[] args) throws Exception {
      for (int i = 1; i < args.length; i++) {
        Path file = Path.of(args[i]);
        System.out.println(Caller.valueOf(args[0]).call(() -> answer(file)));
      }
      System.exit(0);
    }
  }

  private static MultiHeadModel model() {
    return MultiHeadModel.builder()
        .heads(RED)
        .preprocessing(Preprocessing.standard().size(32))
        .device(Device.cpu())
        .build();
  }

  private static Path export(Path folder, ExportFormat format) {
    Path file = folder.resolve("model." + format);
    try (MultiHeadModel model = model()) {
      model.exporter().format(format).write(file);
    }
    return file;
  }

  private static ImageTable table(int number) throws IOException {
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ImageSource image = ImageSource.of(jpeg(2 * i + number));
      rows.add(LabelledImage.of(image, Integer.toString(i % 2), LABELS));
    }
    return ImageTable.of(rows);
  }

  /** A photo that is large enough for every decoder. */
  private static byte[] jpeg(int number) throws IOException {
    BufferedImage image = new BufferedImage(600, 600, BufferedImage.TYPE_INT_RGB);
    image.createGraphics().fillRect(10 * number, 20, 300, 200);
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", jpeg);
    return jpeg.toByteArray();
  }

  private static String answer(Path file) throws IOException {
    try (MultiHeadPredictor predictor = MultiHeadPredictor.open(file)) {
      return predictor.predict(jpeg(1)).heads().size() + " answer, ";
    }
  }

  @ParameterizedTest
  @EnumSource(names = "INTERRUPTED", mode = EnumSource.Mode.EXCLUDE)
  void should_do_everything_for_a_thread_that_does_not_see_it(Caller caller) throws Exception {
    assertThat(child(Everything.class).lines(caller.name(), folder.toString()))
        .containsExactly("1 answer, 1 answer, 1 answer, ");
  }

  @ParameterizedTest
  @EnumSource
  void should_unpack_and_start_every_runtime_for_any_thread(Caller caller) throws Exception {
    String tflite = export(folder, ExportFormat.TFLITE).toString();
    String onnx = export(folder, ExportFormat.ONNX).toString();

    assertThat(
            child(Answers.class).without("pytorch", "/tflite").lines(caller.name(), onnx, tflite))
        .containsExactly("1 answer, ", "1 answer, ");
    if (OtherFormatsTest.isBuiltFor(Runtimes.DJL_TFLITE)) {
      assertThat(child(Answers.class).without("pytorch", "bytedeco").lines(caller.name(), tflite))
          .containsExactly("1 answer, ");
    }
  }

  /** Lets a thread that sees no engine be the first to use DJL, and then builds a model. */
  static final class LateStart {
    private LateStart() {}

    public static void main(String[] args) throws Exception {
      System.out.println(Caller.OF_THE_PLATFORM.call(Engine::getAllEngines));
      model().close();
      System.out.println("built");
      System.exit(0);
    }
  }

  /** Builds a model, whose backbone uses DJL before this library does, from a thread of a pool. */
  static final class OwnBlock {
    private OwnBlock() {}

    public static void main(String[] args) throws Exception {
      Caller.valueOf(args[0])
          .call(
              () -> {
                MultiHeadModel.builder()
                    .heads(RED)
                    .backbone(DjlBackbone.of("own", OwnBlock::block))
                    .preprocessing(Preprocessing.standard().size(32))
                    .device(Device.cpu())
                    .build()
                    .close();
                return true;
              });
      System.exit(0);
    }

    private static Block block() {
      System.out.println(Engine.hasEngine("PyTorch"));
      return new SequentialBlock()
          .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(8).build())
          .add(Activation.reluBlock());
    }
  }

  @ParameterizedTest
  @EnumSource(names = "INTERRUPTED", mode = EnumSource.Mode.EXCLUDE)
  void should_start_before_a_block_that_needs_djls_default_engine(Caller caller) throws Exception {
    assertThat(child(OwnBlock.class).lines(caller.name())).containsOnly("true");
  }

  @Test
  void should_find_pytorch_where_djl_has_looked_in_vain() throws Exception {
    assertThat(child(LateStart.class).lines()).containsExactly("[]", "built");
  }

  /** Builds a model, or opens a file, in one class loader after the other. */
  static final class TwoLoaders {
    private TwoLoaders() {}

    public static void main(String[] args) throws Exception {
      for (int i = 0; i < 2; i++) {
        ClassLoader loader = ChildJvm.newLoader(ClassLoader.getPlatformClassLoader(), path -> true);
        Object part = loader.loadClass(Part.class.getName()).getConstructor().newInstance();
        System.out.println(part.getClass().getMethod("use", String.class).invoke(part, args[0]));
      }
      System.exit(0);
    }
  }

  /** What an application of a container does. */
  public static final class Part {
    public Part() {}

    public String use(String file) {
      try {
        if (file.isEmpty()) {
          model().close();
          return "built";
        }
        return answer(Path.of(file));
      } catch (Exception e) {
        return e.getMessage();
      }
    }
  }

  @Test
  void should_say_that_another_class_loader_has_pytorch() throws Exception {
    List<String> lines = child(TwoLoaders.class).lines("");

    assertThat(lines).hasSize(2).startsWith("built");
    assertThat(lines.get(1))
        .startsWith("PyTorch cannot be started: another class loader of this process has loaded")
        .contains("Keep twohead, DJL and the natives in one class loader that all");
  }

  @Test
  void should_say_that_another_class_loader_has_tflite_or_do_without() throws Exception {
    String tflite = export(folder, ExportFormat.TFLITE).toString();
    String onnx = export(folder, ExportFormat.ONNX).toString();

    assertThat(child(TwoLoaders.class).without("pytorch", "/tflite").lines(tflite))
        .containsExactly("1 answer, ", "1 answer, ");
    assertThat(child(TwoLoaders.class).without("pytorch").lines(onnx))
        .containsExactly("1 answer, ", "1 answer, ");
    if (OtherFormatsTest.isBuiltFor(Runtimes.DJL_TFLITE)) {
      List<String> lines = child(TwoLoaders.class).without("pytorch", "bytedeco").lines(tflite);
      assertThat(lines).hasSize(2).startsWith("1 answer, ");
      assertThat(lines.get(1))
          .startsWith(tflite + " cannot be opened: nothing on the class path runs a TFLite model")
          .contains(": another class loader of this process has loaded its native library");
    }
  }

  /** A JVM that finds nothing unpacked, but for PyTorch, which is large. */
  private ChildJvm child(Class<?> program) {
    return ChildJvm.of(program).option("-Dorg.bytedeco.javacpp.cachedir=" + folder);
  }
}
