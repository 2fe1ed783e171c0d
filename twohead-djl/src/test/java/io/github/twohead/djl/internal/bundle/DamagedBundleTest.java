package io.github.twohead.djl.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.LearningRateSchedule;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.djl.internal.weights.SafeTensors;
import io.github.twohead.djl.internal.weights.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no saved model any more, or never were: one kind of exception names each. */
class DamagedBundleTest {
  @TempDir private static Path folder;
  private static byte[] good;

  @BeforeAll
  static void saveModel() throws IOException {
    Path file = folder.resolve("good.twohead");
    try (MultiHeadModel model = Samples.model(1)) {
      Samples.trainer(model, LearningRateSchedule.constant())
          .epochs(1)
          .fit(Samples.table(2, 0), Samples.table(1, 50));
      model.save(file);
    }
    good = Files.readAllBytes(file);
    Bundle.read(file);
  }

  @Test
  void should_refuse_a_file_with_one_bit_changed() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = good.clone();
      int place = random.nextInt(damaged.length);
      int bit = random.nextInt(8);
      damaged[place] ^= (byte) (1 << bit);

      assertRefused(damaged, "bit " + bit + " of byte " + place);
    }
  }

  @Test
  void should_refuse_a_file_with_one_bit_of_its_first_bytes_changed() throws IOException {
    // the length of the header, its first brace, the key of the digest and the digest
    for (int bit = 0; bit < 8 * 104; bit += 3) {
      byte[] damaged = good.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);

      assertRefused(damaged, "bit " + bit);
    }
  }

  @Test
  void should_say_of_a_file_that_was_cut_off_how_long_it_is_and_should_be() throws IOException {
    int header = 8 + ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt();
    for (int length : new int[] {0, 1, 7, 8, 9, 100, header - 1, header, header + 1}) {
      assertTruncated(length, length < header ? header : good.length);
    }
    for (int i = 1; i < 20; i++) {
      int length = (int) ((long) good.length * i / 20);
      assertTruncated(length, length < header ? header : good.length);
    }
    assertTruncated(good.length - 1, good.length);
  }

  private static void assertTruncated(int length, int expected) throws IOException {
    Path file = Files.write(folder.resolve("cut.twohead"), Arrays.copyOf(good, length));
    for (ThrowingCallable open : waysToOpen(file)) {
      assertThatThrownBy(open)
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith(file + " cannot be opened: it is truncated: it ")
          .hasMessageContaining(length + " byte")
          .hasMessageContaining(length > 8 ? Integer.toString(expected) : "")
          .message()
          .hasLineCount(1);
    }
  }

  /** The first bytes of a header's length may be those of an ONNX file. */
  @Test
  void should_say_of_a_few_bytes_alone_that_they_are_too_few() throws IOException {
    Path file = Files.write(folder.resolve("few.twohead"), new byte[] {8, 7, 18, 0, 0});

    assertThatThrownBy(() -> MultiHeadModel.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(file + " cannot be opened: it is truncated: it has only 5 bytes");
  }

  private static List<ThrowingCallable> waysToOpen(Path file) {
    return List.of(
        () -> MultiHeadModel.opener().backbone(Samples.tiny()).device(Device.cpu()).open(file),
        () -> MultiHeadPredictor.builder().backbone(Samples.tiny()).open(file));
  }

  @Test
  void should_refuse_a_file_with_something_behind() throws IOException {
    assertRefused(Arrays.copyOf(good, good.length + 1), "one byte more");
    assertRefused(Arrays.copyOf(good, good.length + 4096), "a block more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "just some text that is longer than the length of a header",
        "<!DOCTYPE html><html><body>404 Not Found</body></html>",
        "\u0002\0\0\0\0\0\0\0{}",
        "\u0003\0\0\0\0\0\0\0[1]",
        "\u0004\0\0\0\0\0\0\0{\"a\"",
        "\u0006\0\0\0\0\0\0\0{\"a\":1",
        "\u0007\0\0\0\0\0\0\0{\"a\":1}"
      })
  void should_refuse_text(String text) throws IOException {
    assertRefused(text.getBytes(StandardCharsets.UTF_8), text);
  }

  @Test
  void should_refuse_a_zip_archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("model/data.pkl"));
      zip.write(good);
    }

    assertRefused(bytes.toByteArray(), "zip");
  }

  @Test
  void should_refuse_safetensors_of_others() throws IOException {
    Tensor tensor = new Tensor(new long[] {2, 1}, new float[] {1, 2});
    Map<String, Tensor> tensors = Map.of("conv1.0.weight", tensor);
    Path file = folder.resolve("other.safetensors");

    Files.write(file, new SafeTensors(Map.of("format", "pt"), tensors).encode());

    assertThatThrownBy(() -> MultiHeadModel.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(file.toString(), "holds no twohead model");
  }

  @Test
  void should_refuse_a_folder_and_a_missing_file() {
    assertThatThrownBy(() -> MultiHeadPredictor.open(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(folder.toString(), "is a folder");
    Path missing = folder.resolve("missing.twohead");
    assertThatThrownBy(() -> MultiHeadModel.open(missing))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(missing.toString(), "does not exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "not json",
        "{\"format\":3,\"twohead\":\"9.9.9\"}",
        "{\"format\":1}",
        "{\"format\":1,\"backbone\":\"tiny\",\"heads\":[],\"seed\":1}"
      })
  void should_refuse_a_manifest_that_makes_no_sense(String manifest) throws IOException {
    Path file =
        Files.write(folder.resolve("manifest.twohead"), SignedBundle.withManifest(good, manifest));

    assertThatThrownBy(
            () -> MultiHeadModel.opener().backbone(Samples.tiny()).device(Device.cpu()).open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageMatching("(?s).*(manifest|reads the formats 1 to 2).*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"width\":8|\"width\":0",
        "\"name\":\"bright\"|\"name\":\"red\"",
        "\"name\":\"bright\"|\"name\":\"a/b\"",
        "\"threshold\":0.4|\"threshold\":4",
        "\"height\":32|\"height\":0",
        "\"height\":32|\"height\":\"x\"",
        "\"mean\":[|\"mean\":[],\"std\":[",
        "\"positive\":[\"1\"|\"positive\":[null,\"1\"",
        "\"training\":{|\"training\":null,\"tables\":{",
        "\"scores\":{|\"scores\":{\"blue\":null,",
        "\"backbone\":\"tiny\"|\"backbone\":null"
      })
  void should_refuse_a_manifest_with_one_bad_entry(String change) throws IOException {
    String manifest = SafeTensors.decode(good).metadata().get("twohead");
    String[] fromTo = change.split("\\|");
    String changed = manifest.replace(fromTo[0], fromTo[1]);
    assertThat(changed).isNotEqualTo(manifest);
    Path file =
        Files.write(folder.resolve("manifest.twohead"), SignedBundle.withManifest(good, changed));

    assertThatThrownBy(() -> Bundle.read(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(file.toString(), "manifest is damaged");
  }

  @Test
  void should_open_a_file_whose_digest_was_computed_by_someone_else() throws IOException {
    String manifest = SafeTensors.decode(good).metadata().get("twohead");
    Path file =
        Files.write(folder.resolve("own.twohead"), SignedBundle.withManifest(good, manifest));

    assertThat(Bundle.read(file).provenance().labels()).isPresent();
  }

  /** A version that did not look at them may have saved them. */
  @ParameterizedTest
  @CsvSource({"0.weight, NaN", "1.running_var, -1", "heads.red.fc.weight, Infinity"})
  void should_refuse_weights_that_no_network_computes_with(String name, float value)
      throws IOException {
    SafeTensors parsed = SafeTensors.decode(good);
    parsed.tensors().get(name).values()[0] = value;
    Path file = Files.write(folder.resolve("nan.twohead"), SignedBundle.of(parsed));

    for (ThrowingCallable open : waysToOpen(file)) {
      assertThatThrownBy(open)
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith(file + " holds weights that no network computes with: " + name);
    }
  }

  @Test
  void should_refuse_the_weights_of_another_backbone() throws IOException {
    Path file = Files.write(folder.resolve("tiny.twohead"), good);
    Backbone wider =
        DjlBackbone.of(
            "tiny",
            () ->
                new SequentialBlock()
                    .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(9).build()));

    assertThatThrownBy(
            () -> MultiHeadModel.opener().backbone(wider).device(Device.cpu()).open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(
            file.toString(),
            "does not fit the backbone \"tiny\"",
            "0.bias is missing",
            "0.weight is [8, 3, 3, 3], not [9, 3, 3, 3]",
            "1.weight is not part of the network");
  }

  private static void assertRefused(byte[] content, String what) throws IOException {
    Path file = Files.write(folder.resolve("damaged.twohead"), content);

    assertThatThrownBy(() -> Bundle.read(file))
        .as(what)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(file.toString());
  }
}
