package io.github.twohead.djl.internal.weights;

import static io.github.twohead.djl.internal.weights.TestWeights.join;
import static io.github.twohead.djl.internal.weights.TestWeights.legacy;
import static io.github.twohead.djl.internal.weights.TestWeights.ops;
import static io.github.twohead.djl.internal.weights.TestWeights.stateDict;
import static io.github.twohead.djl.internal.weights.TestWeights.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.pretrained.WeightsFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class MaliciousWeightsTest {
  private static final long[] ONE = {1};

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cbuiltins\\neval\\n)R.|builtins.eval, which is neither",
        "\\x8c\\x05posix\\x8c\\x06system\\x93)R.|posix.system, which is neither",
        "cmy\\nModel\\n)\\x81}b.|object of the class my.Model",
        "cargparse\\n"
            + "Namespace\\n"
            + ")\\x81}b.\\x80\\x02].|it holds a list or a value, not a state dict",
        "]N\\x81.|makes an object of what is not a class",
        "N\\x90.|a mark is missing",
        "N(N\\x90.|not a list",
        "ctorch\\nQInt8Storage\\n.|quantised tensors",
        "cos\\nsystem|bytes are missing",
        ".|a value is missing on its stack",
        "(.|a value is missing on its stack",
        "t.|a mark is missing on its stack",
        "h\\x00.|its memo lacks an entry",
        "Nr\\xff\\xff\\xff\\x7f.|its memo has a gap",
        "Nr\\xff\\xff\\xff\\xff.|its memo has a gap",
        "X\\xff\\xff\\xff\\x7f.|bytes are missing",
        "X\\xff\\xff\\xff\\xff.|bytes are missing",
        "\\x8d\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x7f.|bytes are missing",
        "\\x8b\\xff\\xff\\xff\\x7f.|bytes are missing",
        "\\x95\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x7f.|a frame of its pickle is incomplete",
        "\\x80\\x09.|pickle protocol 9",
        "}(NNNu.|not a dictionary",
        "NNa.|not a list",
        "ccollections\\nOrderedDict\\nKR.|bytes are missing",
        "ccollections\\nOrderedDict\\nNR.|calls what is not a function",
        "NN\\x86N\\x86Q.|describes a storage in an unknown way",
        "NNb.|gives attributes to what is not a dictionary",
        "i|the pickle opcode 0x69",
      })
  void should_refuse_abuse_of_the_pickle_machine(String opcodes, String reason) {
    assertRefused(legacy(bytes(opcodes)), reason);
  }

  @Test
  void should_refuse_tensors_outside_of_their_storage() {
    long huge = Long.MAX_VALUE / 2;
    long[][][] views = {
      {{4}, {0}, {5}, {1}},
      {{4}, {1}, {4}, {1}},
      {{4}, {-1}, {2}, {1}},
      {{4}, {3}, {2}, {-1}},
      {{4}, {0}, {2, 2}, {huge, huge}},
      {{4}, {huge}, {2, 2}, {huge, 1}},
      {{4}, {0}, {2, 2}, {1}},
    };
    for (long[][] v : views) {
      assertRefused(
          legacy(stateDict(v[0][0], v[1][0], v[2], v[3])), "does not lie within its storage");
    }
  }

  @Test
  void should_refuse_absurd_shapes_and_sizes() {
    long[] zeros = new long[70_000];
    assertRefused(legacy(stateDict(1, 0, zeros, zeros)), "70000 dimensions");
    assertRefused(legacy(stateDict(1, 0, new long[] {-1, 0}, new long[] {1, 1})), "size -1");
    assertRefused(
        legacy(stateDict(1, 0, new long[] {1L << 40, 1L << 40}, new long[] {0, 0})), "2^31");
    assertRefused(legacy(stateDict(1L << 40, 0, ONE, ONE)), "claims a storage of 1099511627776");
    assertRefused(legacy(stateDict(-1, 0, ONE, ONE)), "claims a storage of -1");
    byte[] claim = ops("\u0080\2]", text("0"), "a.\0\0\0\u0010\0\0\0\0");
    assertRefused(
        legacy(join(stateDict(1 << 28, 0, ONE, ONE), claim)), "1073741824 bytes are missing");
  }

  @Test
  void should_refuse_storages_that_are_missing_or_told_in_two_ways() {
    byte[] dict = stateDict(1, 0, ONE, ONE);
    assertRefused(legacy(join(dict, ops("\u0080\2].", "0000"))), "lacks the content of a storage");
    assertRefused(
        legacy(join(dict, ops("\u0080\2]", text("1"), "a."))), "a storage that nothing uses");
    assertRefused(
        legacy(join(dict, ops("\u0080\2]", text("0"), "a.\2\0\0\0\0\0\0\0"))), "in two ways");
    assertRefused(TestWeights.zip("a/data.pkl", dict), "lacks the content of storage 0");
    assertRefused(
        TestWeights.zip("a/data.pkl", dict, "a/data/0", new byte[3]), "4 bytes, but has 3");
  }

  @Test
  void should_refuse_a_value_that_is_repeated_without_end() {
    byte[] pickle = stateDict(1, 0, new long[] {Integer.MAX_VALUE}, new long[] {0});

    assertRefused(
        TestWeights.zip("a/data.pkl", pickle, "a/data/0", new byte[4]),
        "its tensors repeat each other's values too often");
  }

  @Test
  void should_refuse_a_deflate_bomb() {
    int size = 1 << 26;
    byte[] pickle = stateDict(size / 4, 0, ONE, ONE);

    assertRefused(
        TestWeights.zip("a/data.pkl", pickle, "a/data/0", new byte[size]),
        "its file a/data/0 claims 67108864 bytes");
  }

  @ParameterizedTest
  @CsvSource({"]", "}", "]\\x85", "(", "]q\\x00a", "\\x88\\x94", "]\\x94"})
  void should_refuse_millions_of_opcodes_in_little_memory(String opcodes) {
    byte[] part = bytes(opcodes);
    byte[] all = new byte[6_000_000 / part.length * part.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = part[i % part.length];
    }

    assertRefused(legacy(all), "");
  }

  @Test
  void should_survive_dictionaries_and_lists_that_hold_themselves() {
    assertRefused(legacy(bytes("}q\\x00X\\x05\\x00\\x00\\x00modelh\\x00s.\\x80\\x02].")), "model");
    assertRefused(legacy(bytes("]q\\x00h\\x00a.\\x80\\x02].")), "not a state dict");
    assertRefused(legacy(bytes("]q\\x00h\\x00ah\\x00\\x85Q.")), "describes a storage");
  }

  @Test
  void should_keep_foreign_names_in_one_short_line() {
    assertRefused(legacy(ops("ca\rb", "\u001b[2J", "\nc\n.")), "it holds a b [2J.c, which");
    assertRefused(legacy(ops("c", "a".repeat(100_000), "\nb\n.")), "more than 256 letters");
    assertRefused(legacy(join(ops("}(X"), length(9000), new byte[9000], ops("Nu.\u0080\2]."))), "");
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
  }

  /** Reads {@code \n} and {@code \xNN} as Python does. */
  private static byte[] bytes(String python) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < python.length(); i++) {
      if (python.startsWith("\\x", i)) {
        text.append((char) Integer.parseInt(python.substring(i + 2, i + 4), 16));
        i += 3;
      } else if (python.startsWith("\\n", i)) {
        text.append('\n');
        i++;
      } else {
        text.append(python.charAt(i));
      }
    }
    return ops(text);
  }

  private void assertRefused(byte[] content, String reason) {
    Path file = TestWeights.write(folder, content);
    long start = System.nanoTime();
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> WeightsFile.read(file))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(reason)
        .withMessageNotContainingAny("\n", "\r", "\u001b")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }
}
