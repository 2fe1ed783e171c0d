package io.github.twohead.djl.internal.weights;

import static io.github.twohead.djl.internal.weights.TestWeights.fixture;
import static io.github.twohead.djl.internal.weights.TestWeights.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.pretrained.WeightsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedWeightsTest {
  @TempDir private Path folder;

  @Test
  void should_refuse_what_is_no_file() throws IOException {
    Path missing = folder.resolve("missing.pth");
    Path empty = Files.createFile(folder.resolve("empty.pth"));

    assertRefused(missing, "there is no such file");
    assertRefused(folder, "it is a folder, not a file of weights");
    assertRefused(empty, "it is empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version https://git-lfs.github.com/spec/v1|Git LFS, not the file itself: run git lfs pull",
        "<!DOCTYPE html><html><head>|it is a web page: download the file itself",
        "Not Found|it is neither a PyTorch state dict nor safetensors, or was cut off",
      })
  void should_say_what_a_text_is(String text, String reason) {
    assertRefused(write(folder, text.getBytes(StandardCharsets.UTF_8)), reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "malicious-legacy.pth|posix.system, which is neither a tensor nor a dictionary: refused",
        "malicious-zip.pth|posix.system, which is neither a tensor nor a dictionary: refused",
        "module-legacy.pth|torch.nn.modules.linear.Identity, not weights alone: save model.state_",
        "module-zip.pth|torch.nn.modules.linear.Identity, not weights alone: save model.state_",
        "quantised-legacy.pth|it holds quantised tensors (torch._utils._rebuild_qtensor): save",
        "quantised-zip.pth|it holds quantised tensors (torch._utils._rebuild_qtensor): save",
        "complex.pth|numbers of a type that is not supported (torch.ComplexFloatStorage)",
        "float8.pth|numbers of a type that is not supported (torch._utils._rebuild_tensor_v3)",
        "tensor.pth|it holds a single tensor, not a state dict: save model.state_dict()",
        "no-weights.pth|it holds no weights; its keys are [epoch]",
        "torchscript.pt|it is a TorchScript archive",
      })
  void should_say_why_it_holds_no_weights(String fixture, String reason) {
    assertRefused(write(folder, fixture(fixture)), reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed-legacy.pth", "mixed-zip.pth", "mixed.safetensors"})
  void should_refuse_truncated_files(String fixture) {
    byte[] whole = fixture(fixture);
    for (int length = 1; length < whole.length; length += 1 + whole.length / 300) {
      assertRefused(write(folder, Arrays.copyOf(whole, length)), "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed-legacy.pth", "mixed.safetensors"})
  void should_refuse_bytes_after_the_end(String fixture) {
    byte[] whole = fixture(fixture);

    assertRefused(write(folder, Arrays.copyOf(whole, whole.length + 3)), "3 bytes");
  }

  @Test
  void should_refuse_a_zip_archive_with_a_wrong_checksum() {
    byte[] zip = fixture("small-zip.pth");
    // 1/4 - 1, the second value
    int place = new String(zip, StandardCharsets.ISO_8859_1).indexOf("\0\0@\u00bf");
    zip[place] ^= 1;

    assertRefused(write(folder, zip), "the checksum of its file small-zip/data/0 is wrong");
  }

  @Test
  void should_refuse_another_zip_archive() {
    byte[] zip = TestWeights.zip("README", new byte[10], "a/b/data.pkl", new byte[10]);

    assertRefused(write(folder, zip), "it is a zip archive, but not one of torch.save");
  }

  private static void assertRefused(Path file, String reason) {
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> WeightsFile.read(file))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(reason)
        .withMessageNotContaining("\n")
        .withMessageNotContaining("null")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }
}
