package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.ImageTable;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import io.github.twohead.TwoheadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files on a thread that is interrupted before it reads or writes them. */
class InterruptedThreadTest {
  /** What an interrupt closes. Streams, but for that of lines, read and write on. */
  private static final Pattern CHANNELS =
      Pattern.compile("\\b(FileChannel|ByteChannel|newByteChannel|getChannel|Files\\.lines)\\b");

  @TempDir private Path folder;

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void should_save_and_open_models() throws Exception {
    Path file = folder.resolve("model.twohead");
    try (MultiHeadModel model = model()) {
      interrupted(
          () -> {
            model.save(file);
            return file;
          });
    }

    interrupted(() -> MultiHeadModel.opener().device(Device.cpu()).open(file)).close();
    predict(file);
  }

  @ParameterizedTest
  @EnumSource(names = {"TFLITE", "ONNX"})
  void should_open_exported_files(ExportFormat format) throws Exception {
    Path file = folder.resolve("model." + format);
    try (MultiHeadModel model = model()) {
      model.exporter().format(format).write(file);
    }

    predict(file);
  }

  private void predict(Path file) throws Exception {
    Path image = Samples.file(folder, "red.png", 1, 1);
    MultiHeadPredictor.Builder builder = MultiHeadPredictor.builder().threads(1);
    try (MultiHeadPredictor predictor = interrupted(() -> builder.open(file))) {
      assertThat(interrupted(() -> predictor.predict(image)).heads()).hasSize(2);
    }
  }

  @Test
  void should_read_tables() throws Exception {
    Path csv = Files.writeString(folder.resolve("train.csv"), "a.png,1\nb.png,2\n");

    ImageTable table = interrupted(() -> ImageTable.readCsv(csv, Samples.LABELS));

    assertThat(table.images()).hasSize(2);
    assertThat(table.problems()).isEmpty();
  }

  @Test
  void should_say_that_an_interrupt_ends_evaluation_and_export() {
    Path file = folder.resolve("model.tflite");
    try (MultiHeadModel model = model()) {
      assertEndsInterrupted(() -> model.evaluate(Samples.validation()));
      assertEndsInterrupted(() -> model.exporter().write(file));
    }
    assertThat(file).doesNotExist();
  }

  private static void assertEndsInterrupted(ThrowingCallable call) {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(TwoheadException.class)
        .isThrownBy(call)
        .withMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** But for locks of folders and of downloads, which other processes see. */
  @Test
  void should_open_no_channels() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path source : sources()) {
      if (CHANNELS.matcher(Files.readString(source)).find()) {
        found.add(source.getFileName().toString());
      }
    }

    assertThat(found).containsExactlyInAnyOrder("FolderLock.java", "WeightsDownload.java");
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> api = Files.walk(Path.of("../twohead-api/src/main/java"));
        Stream<Path> djl = Files.walk(Path.of("src/main/java"))) {
      return Stream.concat(api, djl).filter(path -> path.toString().endsWith(".java")).toList();
    }
  }

  private static <T> T interrupted(Callable<T> call) throws Exception {
    Thread.currentThread().interrupt();
    T result = call.call();
    assertThat(Thread.interrupted()).isTrue();
    return result;
  }

  private static MultiHeadModel model() {
    return MultiHeadModel.builder()
        .heads(Samples.RED, Samples.BRIGHT)
        .preprocessing(Preprocessing.standard().size(Samples.SIDE))
        .device(Device.cpu())
        .build();
  }
}
